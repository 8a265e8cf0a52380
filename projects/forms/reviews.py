"""The review sheet: points by criterion, an opinion; and standing aside."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from hierarchy.worded_forms import WordedForm
from projects.forms.moves import words_field
from projects.models import Appraisal, CatalogueEntry

_PREFIX = "points_"


class ScoreForm(WordedForm):
    """One field for each criterion of the city."""

    opinion = words_field("评审意见", rows=5)

    def __init__(
        self, data: Any = None, *, appraisal: Appraisal, criteria: Sequence[CatalogueEntry]
    ) -> None:
        super().__init__(data, initial={"opinion": appraisal.opinion})
        self._codes = [entry.code for entry in criteria]
        for entry in criteria:
            self.fields[f"{_PREFIX}{entry.code}"] = forms.DecimalField(
                label=f"{entry.name}（{entry.points} 分）",
                min_value=Decimal(0),
                max_value=Decimal(entry.points),
                max_digits=5,
                decimal_places=2,
                initial=appraisal.points.get(entry.code),
                help_text=entry.note,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                error_messages={"invalid": "请填分数，如 18 或 18.5。"},
            )
        self.order_fields([f"{_PREFIX}{code}" for code in self._codes])

    @property
    def points(self) -> dict[str, Decimal]:
        """The points by the criteria's codes."""
        return {code: self.cleaned_data[f"{_PREFIX}{code}"] for code in self._codes}


class RecuseForm(WordedForm):
    """Why somebody stands aside."""

    reason = words_field(
        "回避理由", rows=3, most=200, help_text="如“与申报单位有利害关系”。回避后评分不计入平均分。"
    )


class ObjectionForm(WordedForm):
    """What speaks against a project on public notice."""

    raised_by = forms.CharField(
        label="提出人或单位",
        max_length=60,
        required=False,
        help_text="可以不填，按匿名登记。",
    )
    words = words_field("异议内容", rows=6, help_text="写明事实和理由。")


class AnswerForm(WordedForm):
    """What the city found."""

    is_upheld = forms.TypedChoiceField(
        label="核查结论",
        choices=[("no", "异议不成立"), ("yes", "异议成立，不能立项")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = words_field("核查与答复", rows=6)
