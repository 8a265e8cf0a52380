"""The forms of one sheet: self-check, dispute, adjustment, limit, appeal and answer, check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField

from hierarchy.worded_forms import WordedForm
from inspections.appeal_words import Appealed
from inspections.models import Adjustment, GradeLimit, Indicator, Inspection, LimitHit, Score
from inspections.score_rules import plain
from workflow.forms.files import FiledForm, FilesField

FILES_HELP: Final = "照片、PDF、Word、Excel 等，一次最多 12 个。照片的拍摄位置信息会自动去除。"


def points_field(indicator: Indicator, label: str) -> forms.DecimalField:
    """Points of an indicator, in its steps."""
    widget = forms.NumberInput(
        attrs={
            "inputmode": "decimal",
            "step": plain(indicator.step),
            "min": "0",
            "max": plain(indicator.points),
        }
    )
    return forms.DecimalField(
        label=label, required=False, max_digits=7, decimal_places=4, widget=widget
    )


def signed_field(label: str, **given: Any) -> forms.DecimalField:
    """加减分, up or down."""
    widget = forms.NumberInput(attrs={"step": "0.1", "inputmode": "text"})
    return forms.DecimalField(label=label, max_digits=4, decimal_places=1, widget=widget, **given)


@dataclass(frozen=True, slots=True)
class Asked:
    """One indicator on the page of a self-check, with its two fields."""

    indicator: Indicator
    points: BoundField
    words: BoundField


class SelfCheckForm(FiledForm):
    """填自查: words on the whole, own points and a note on what a person scores."""

    words = forms.CharField(
        label="自查情况",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="做得怎样、还差什么、打算怎么改。不写党员个人身份证号等信息。",
    )
    uploads = FilesField(label="佐证材料", required=False, help_text=FILES_HELP)

    def __init__(self, *args: Any, indicators: Sequence[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._indicators = indicators
        for one in indicators:
            self.fields[f"i{one.pk}-points"] = points_field(one, f"{one.code} 自评得分")
            self.fields[f"i{one.pk}-words"] = forms.CharField(
                label=f"{one.code} 自查说明",
                max_length=400,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def lines(self) -> list[Asked]:
        """The indicators with their fields, as the page draws them."""
        return [
            Asked(one, self[f"i{one.pk}-points"], self[f"i{one.pk}-words"])
            for one in self._indicators
        ]

    @property
    def plain_fields(self) -> list[BoundField]:
        """The fields that belong to no indicator, after them."""
        names = ("words", "uploads", "cited")
        return [self[name] for name in names if name in self.fields]

    @property
    def answers(self) -> dict[int, tuple[Decimal | None, str]]:
        """What was said of each indicator; those left empty are left out."""
        found = {}
        for one in self._indicators:
            points = self.cleaned_data[f"i{one.pk}-points"]
            words = self.cleaned_data[f"i{one.pk}-words"]
            if points is not None or words:
                found[one.pk] = (points, words)
        return found


class DisputeForm(WordedForm):
    """对取数提出异议."""

    words = forms.CharField(
        label="异议",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="现场看到的情况与取数哪里不符。取数本身不改，复核人和台账维护单位据此核对。",
    )


class AdjustmentForm(WordedForm):
    """登记加减分."""

    points = signed_field("加减分", help_text="加分填正数，减分填负数，如 2 或 −1.5。")
    reason = forms.CharField(
        label="理由与依据",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明表彰或通报的机关、文号和日期。",
    )


class LimitForm(WordedForm):
    """认定限制项."""

    limit: Any = forms.ModelChoiceField(label="限制项", queryset=None, empty_label="请选择")
    reason = forms.CharField(
        label="认定依据", max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = GradeLimit.objects.filter(scheme_id=inspection.round.scheme_id, source="")
        field: Any = self.fields["limit"]
        field.queryset = limits.exclude(hits__inspection=inspection).order_by("sort_order", "pk")


class AppealForm(WordedForm):
    """提出申诉."""

    words = forms.CharField(
        label="申诉理由",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="哪里不符、应当怎样、依据是什么。系统取数的，请先更正台账再申诉。",
    )


class AnswerForm(WordedForm):
    """答复申诉: upheld or not; the right points where a person scored or added them."""

    upheld = forms.ChoiceField(label="处理结果", widget=forms.RadioSelect)
    points = forms.DecimalField(required=False)
    answer = forms.CharField(
        label="处理意见",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="对方会看到这段说明。",
    )

    def __init__(self, *args: Any, thing: Appealed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["upheld"]
        field.choices = [("yes", f"采纳，{_puts_right(thing)}"), ("no", "不予采纳")]
        if (points := _right_points(thing)) is None:
            del self.fields["points"]
        else:
            self.fields["points"] = points

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes."""
        return {
            "upheld": self.cleaned_data["upheld"] == "yes",
            "answer": self.cleaned_data["answer"],
            "points": self.cleaned_data.get("points"),
        }


def _puts_right(thing: Appealed) -> str:
    if isinstance(thing, LimitHit):
        return "取消限制项"
    return "更正加减分" if isinstance(thing, Adjustment) else "更正得分"


def _right_points(thing: Appealed) -> forms.DecimalField | None:
    """The field of the points that are right; none of a limit, or where the system reads."""
    if isinstance(thing, Adjustment):
        most = plain(thing.inspection.round.scheme.adjust_most)
        return signed_field(
            "更正后的加减分",
            required=False,
            help_text=f"采纳时填写，−{most} 至 +{most} 分；不应加减的填 0，取消这一条。",
        )
    if not isinstance(thing, Score) or thing.indicator.is_automatic:
        return None
    field = points_field(thing.indicator, "更正后的得分")
    field.help_text = f"采纳时填写，0 至 {plain(thing.indicator.points)} 分。"
    return field


class CheckForm(WordedForm):
    """复核: in order, or handed back with the reason."""

    decision = forms.ChoiceField(label="复核意见", choices=[("check", "通过"), ("return", "退回")])
    reason = forms.CharField(
        label="退回理由",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="退回时填写，核验单位会看到。",
    )
