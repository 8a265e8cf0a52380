"""Forms of votes: the counts, and candidates or excused people one a line."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from hierarchy.worded_forms import WordedForm
from routines.models import Ballot
from routines.terms import BallotKind

MOST_LINES = 40
NAME = 48
_CANDIDATE = re.compile(r"^(?P<name>.+?)[\s，,：:、]+(?P<votes>\d{1,5})\s*票?$")
_EXCUSAL = re.compile(r"^(?P<name>[^\s，,：:、]+)[\s，,：:、]+(?P<reason>.+)$")


def _number(label: str, **options: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, max_value=9999, widget=widget, **options)


class BallotForm(WordedForm):
    """What was counted. 应到 is told whole; those excused one by one are taken off it."""

    matter = forms.CharField(label="事项", max_length=120)
    eligible = _number(
        "有表决权的党员",
        help_text="预备党员、留党察看期间的党员没有表决权，不计入。",
    )
    present = _number("实到有表决权人数")
    excusals = forms.CharField(
        label="不计入应到的人员",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="每行一人：姓名，原因。如长期出国（境）、卧床不起，须经上级党组织同意。",
    )

    @property
    def counted(self) -> dict[str, Any]:
        """The counts as they are kept: 应到 without those excused."""
        cleaned = self.cleaned_data
        return {**cleaned, "eligible": max(cleaned["eligible"] - len(self.excused), 0)}

    @property
    def excused(self) -> list[tuple[str, str]]:
        """Who was excused, and why."""
        return list(self.cleaned_data.get("excusals") or [])

    @property
    def named(self) -> list[tuple[str, int]]:
        """The candidates with their votes."""
        return list(self.cleaned_data.get("candidates") or [])

    def clean_excusals(self) -> list[tuple[str, str]]:
        """A name and a reason on each line."""
        lines = _lines(self.cleaned_data["excusals"])
        found = [_EXCUSAL.match(line) for line in lines]
        for line, match in zip(lines, found, strict=True):
            if match is None or len(match["name"]) > NAME:
                raise forms.ValidationError(
                    f"“{line[:20]}”没有写明原因。请每行写一人：姓名，原因。", code="reason_needed"
                )
        return [(match["name"], match["reason"][:120]) for match in found if match]

    def clean(self) -> dict[str, Any]:
        """Nobody is excused who is not on the roll."""
        cleaned = super().clean() or {}
        excused, eligible = cleaned.get("excusals") or [], cleaned.get("eligible")
        if eligible is not None and len(excused) > eligible:
            self.add_error("excusals", "不计入应到的人数多于有表决权的党员，请核对。")
        return cleaned


class ResolutionForm(BallotForm):
    """A vote on a matter (R-17)."""

    written = _number("会前书面赞成", required=False, help_text="会议前交来的书面赞成票。")
    in_favour = _number("赞成票")
    against = _number("反对票", required=False)
    abstained = _number("弃权票", required=False)
    field_order = (
        *("matter", "eligible", "present", "in_favour", "against", "abstained"),
        *("written", "excusals"),
    )

    def clean(self) -> dict[str, Any]:
        """What is left out is none."""
        cleaned = super().clean()
        for name in ("written", "against", "abstained"):
            cleaned[name] = cleaned.get(name) or 0
        return cleaned


class ElectionForm(BallotForm):
    """An election (R-21)."""

    seats = _number("应选名额")
    needs_difference = forms.BooleanField(
        label="选举委员（候选人须多于应选名额 20%）", required=False
    )
    candidates = forms.CharField(
        label="候选人和得票",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一名：姓名 得票，如“示例甲 16”。",
    )
    field_order = (
        *("matter", "eligible", "present", "seats", "needs_difference"),
        *("candidates", "excusals"),
    )

    def clean_candidates(self) -> list[tuple[str, int]]:
        """A name and a number on each line; no name twice."""
        lines = _lines(self.cleaned_data["candidates"])
        found: dict[str, int] = {}
        for line in lines:
            match = _CANDIDATE.match(line)
            if match is None or len(match["name"]) > NAME:
                raise forms.ValidationError(
                    f"“{line[:20]}”没有写明得票。请每行写一名：姓名 得票。", code="votes_needed"
                )
            if match["name"] in found:
                raise forms.ValidationError(
                    f"候选人“{match['name']}”写了两行，请核对。", code="name_twice"
                )
            found[match["name"]] = int(match["votes"])
        return list(found.items())


def ballot_form(kind: str) -> type[BallotForm]:
    """The form of a kind of vote."""
    return ElectionForm if kind == BallotKind.ELECTION else ResolutionForm


def initial_of(ballot: Ballot) -> dict[str, Any]:
    """A saved vote, as its form shows it."""
    excused = list(ballot.excusals.all())
    names = ("matter", "present", "written", "in_favour", "against", "abstained", "seats")
    return {
        **{name: getattr(ballot, name) for name in names},
        "needs_difference": ballot.needs_difference,
        "eligible": ballot.eligible + len(excused),
        "candidates": "\n".join(f"{one.name} {one.votes}" for one in ballot.candidates.all()),
        "excusals": "\n".join(f"{one.name}，{one.reason}" for one in excused),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()][:MOST_LINES]
