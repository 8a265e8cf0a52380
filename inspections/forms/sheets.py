"""The forms of one sheet: self-check, scoring, dispute, adjustment, limit, appeal and answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField

from hierarchy.forms.fields import day_field
from hierarchy.worded_forms import WordedForm
from inspections.models import GradeLimit, Indicator, Inspection, Score
from inspections.score_rules import ScoreAnswer, plain
from workflow.forms.files import FiledForm, FilesField

FILES_HELP: Final = "照片、PDF、Word、Excel 等，一次最多 12 个。照片的拍摄位置信息会自动去除。"
CHIPS: Final = (
    "现场核验属实",
    "台账资料不全",
    "记录不规范",
    "现场未见到",
    "未按期完成",
    "本单位无此项",
)
"""Grounds that are ticked instead of typed."""
FULL, HALF, ZERO, OWN, ABSENT = "full", "half", "zero", "own", "absent"


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


def half_of(indicator: Indicator) -> Decimal:
    """Half of the points, down to the indicator's step."""
    steps = (indicator.points / 2 / indicator.step).quantize(Decimal(1), ROUND_FLOOR)
    return steps * indicator.step


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


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator on the scoring page; the fields are there where a person scores."""

    score: Score
    choice: BoundField | None = None
    points: BoundField | None = None
    chips: BoundField | None = None
    reason: BoundField | None = None

    @property
    def is_done(self) -> bool:
        """Whether it is scored, or its reading confirmed or disputed."""
        if self.score.indicator.is_automatic:
            return self.score.is_confirmed or bool(self.score.disputed)
        return self.score.earned is not None or self.score.is_absent

    @property
    def errors(self) -> list[str]:
        """What is wrong with any of its fields."""
        fields = (self.choice, self.points, self.chips, self.reason)
        return [str(error) for field in fields if field is not None for error in field.errors]


class ScoringForm(FiledForm):
    """评分: one card an indicator; big choices first, then own points, chips and words."""

    visited_on = day_field("现场核验日期", required=False)
    words = forms.CharField(
        label="现场核验情况",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    uploads = FilesField(label="现场照片和材料", required=False, help_text=FILES_HELP)

    def __init__(
        self, *args: Any, inspection: Inspection, scores: Sequence[Score], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {
            "visited_on": inspection.visited_on,
            "words": inspection.visit_words,
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        self._scores = scores
        for score in self._manual():
            self._add_fields(score)

    def _manual(self) -> Iterator[Score]:
        return (score for score in self._scores if not score.indicator.is_automatic)

    def _add_fields(self, score: Score) -> None:
        one, name = score.indicator, f"s{score.pk}"
        self.fields[f"{name}-choice"] = forms.ChoiceField(
            label=f"{one.code} 得分",
            required=False,
            choices=list(_choices(one)),
            widget=forms.RadioSelect,
            initial=_chosen(score),
        )
        field = points_field(one, f"{one.code} 其他分值")
        field.initial = None if score.earned is None else plain(score.earned)
        self.fields[f"{name}-points"] = field
        self.fields[f"{name}-chips"] = forms.MultipleChoiceField(
            label=f"{one.code} 常用依据",
            required=False,
            choices=[(words, words) for words in CHIPS],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields[f"{name}-reason"] = forms.CharField(
            label=f"{one.code} 评分依据",
            max_length=400,
            required=False,
            initial=score.reason,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    @property
    def cards(self) -> list[Card]:
        """The indicators in the order of the scheme."""
        return [self._card(score) for score in self._scores]

    def _card(self, score: Score) -> Card:
        if score.indicator.is_automatic:
            return Card(score)
        name = f"s{score.pk}"
        return Card(
            score,
            choice=self[f"{name}-choice"],
            points=self[f"{name}-points"],
            chips=self[f"{name}-chips"],
            reason=self[f"{name}-reason"],
        )

    @property
    def plain_fields(self) -> list[BoundField]:
        """The fields that belong to no indicator."""
        names = ("visited_on", "words", "uploads", "cited")
        return [self[name] for name in names if name in self.fields]

    @property
    def answers(self) -> dict[int, ScoreAnswer]:
        """What was given for each score by hand."""
        return {score.pk: self._answer(score) for score in self._manual()}

    def _answer(self, score: Score) -> ScoreAnswer:
        given = {
            name: self.cleaned_data[f"s{score.pk}-{name}"]
            for name in ("choice", "points", "chips", "reason")
        }
        reason = _joined(given["chips"], given["reason"])
        if given["choice"] == ABSENT:
            return ScoreAnswer(is_absent=True, reason=reason)
        points = {
            FULL: score.indicator.points,
            HALF: half_of(score.indicator),
            ZERO: Decimal(0),
        }.get(given["choice"], given["points"])
        return ScoreAnswer(earned=points, reason=reason)

    def clean(self) -> dict[str, Any]:
        """其他分值 needs its number; chips and words together are not too long."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for score in self._manual():
            name = f"s{score.pk}"
            if cleaned.get(f"{name}-choice") == OWN and cleaned.get(f"{name}-points") is None:
                self.add_error(f"{name}-points", "选了“其他分值”，请填写分值。")
            words = _joined(cleaned.get(f"{name}-chips") or (), cleaned.get(f"{name}-reason", ""))
            if len(words) > 400:
                self.add_error(f"{name}-reason", "评分依据连同勾选的不超过 400 个字，请删减。")
        return cleaned


def _choices(indicator: Indicator) -> Iterator[tuple[str, str]]:
    yield FULL, f"满分 {plain(indicator.points)}"
    half = half_of(indicator)
    if half:
        yield HALF, f"减半 {plain(half)}"
    yield ZERO, "零分"
    if indicator.may_be_absent:
        yield ABSENT, "不适用"
    yield OWN, "其他分值"


def _chosen(score: Score) -> str:
    if score.is_absent:
        return ABSENT
    if score.earned is None:
        return ""
    half = half_of(score.indicator)
    known = {score.indicator.points: FULL, half: HALF, Decimal(0): ZERO}
    return known.get(score.earned, OWN)


def _joined(chips: Iterable[str], words: str) -> str:
    """Chips and words as one ground, nothing twice."""
    new = [chip for chip in chips if chip not in words]
    return "；".join([*new, words.strip()] if words.strip() else new)


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

    points = forms.DecimalField(
        label="加减分",
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "text"}),
        help_text="加分填正数，减分填负数，如 2 或 −1.5。",
    )
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
        help_text="哪里不符、应当是多少、依据是什么。自动取数的，请先更正台账再申诉。",
    )


class AnswerForm(WordedForm):
    """答复申诉: upheld or not; points where a person scores."""

    upheld = forms.ChoiceField(
        label="处理结果",
        choices=[("yes", "采纳，更正得分"), ("no", "不予采纳")],
        widget=forms.RadioSelect,
    )
    earned = forms.DecimalField(label="更正后的得分", required=False)
    answer = forms.CharField(
        label="处理意见",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="对方会看到这段说明。",
    )

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if indicator.is_automatic:
            del self.fields["earned"]
        else:
            field = points_field(indicator, "更正后的得分")
            field.help_text = f"采纳时填写，0 至 {plain(indicator.points)} 分。"
            self.fields["earned"] = field

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes."""
        return {
            "upheld": self.cleaned_data["upheld"] == "yes",
            "answer": self.cleaned_data["answer"],
            "earned": self.cleaned_data.get("earned"),
        }


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
