"""The form of scoring one sheet (现场核验评分): a card an indicator, kept at every press."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Final, cast

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from hierarchy.forms.fields import day_field
from inspections.forms.sheets import FILES_HELP, points_field
from inspections.models import Indicator, Inspection, Score
from inspections.score_marks import SAVED_MEANWHILE, mark_of_score, mark_of_visit, reason_field
from inspections.score_rules import ScoreAnswer, plain
from workflow.forms.files import FiledForm, FilesField

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


def half_of(indicator: Indicator) -> Decimal:
    """Half of the points, down to the indicator's step."""
    steps = (indicator.points / 2 / indicator.step).quantize(Decimal(1), ROUND_FLOOR)
    return steps * indicator.step


def _seen_field(mark: str) -> forms.CharField:
    """The mark of what the page showed; kept with a draft, which a hidden input is not."""
    widget = forms.TextInput(attrs={"hidden": True, "autocomplete": "off"})
    return forms.CharField(initial=mark, required=False, max_length=64, widget=widget)


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator on the scoring page; the fields are there where a person scores."""

    score: Score
    choice: BoundField | None = None
    points: BoundField | None = None
    chips: BoundField | None = None
    reason: BoundField | None = None
    seen: BoundField | None = None

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
        visit = mark_of_visit(inspection.visited_on, inspection.visit_words)
        self.fields["seen"] = _seen_field(visit)
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
        self.fields[f"{name}-seen"] = _seen_field(mark_of_score(score))
        self.fields[reason_field(score.pk)] = forms.CharField(
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
            reason=self[reason_field(score.pk)],
            seen=self[f"{name}-seen"],
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
            for name in ("choice", "points", "chips", "reason", "seen")
        }
        reason, seen = _joined(given["chips"], given["reason"]), given["seen"]
        if given["choice"] == ABSENT:
            return ScoreAnswer(is_absent=True, reason=reason, seen=seen)
        points = {
            FULL: score.indicator.points,
            HALF: half_of(score.indicator),
            ZERO: Decimal(0),
        }.get(given["choice"], given["points"])
        return ScoreAnswer(earned=points, reason=reason, seen=seen)

    def see_again(self, inspection: Inspection, scores: Iterable[Score], *, is_saved: bool) -> None:
        """Let the page drawn again stand on the sheet as it is now.

        On all of it once this form ``is_saved``; otherwise on what others saved meanwhile, which
        the page names.
        """
        data = cast(QueryDict, self.data).copy()
        for score in scores:
            if is_saved or self.has_error(reason_field(score.pk), SAVED_MEANWHILE):
                data[f"s{score.pk}-seen"] = mark_of_score(score)
        if is_saved or self.has_error("words", SAVED_MEANWHILE):
            data["seen"] = mark_of_visit(inspection.visited_on, inspection.visit_words)
        self.data = data

    def clean(self) -> dict[str, Any]:
        """其他分值 needs its number; chips and words together are not too long."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for score in self._manual():
            name = f"s{score.pk}"
            if cleaned.get(f"{name}-choice") == OWN and cleaned.get(f"{name}-points") is None:
                self.add_error(f"{name}-points", "选了“其他分值”，请填写分值。")
            words = _joined(cleaned.get(f"{name}-chips") or (), cleaned.get(f"{name}-reason", ""))
            if len(words) > 400:
                self.add_error(
                    reason_field(score.pk), "评分依据连同勾选的不超过 400 个字，请删减。"
                )
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
