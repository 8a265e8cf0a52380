"""How far rounds are (进度), as numbers of sheets, each with its whole; never body by body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Min, Q

from inspections.terms import GRADES_DOWN, InspectionStatus, Level

S = InspectionStatus
SCORED: Final = (S.SCORED, S.CHECKED, S.TOLD, S.APPEALED, S.PUBLISHED)
CHECKED: Final = (S.CHECKED, S.TOLD, S.APPEALED, S.PUBLISHED)
_COUNTS: Final = {
    "whole": Count("pk", filter=~Q(status=S.EXCUSED)),
    "excused": Count("pk", filter=Q(status=S.EXCUSED)),
    "self_checked": Count("pk", filter=Q(self_checked_at__isnull=False) & ~Q(status=S.EXCUSED)),
    "scored": Count("pk", filter=Q(status__in=SCORED)),
    "checked": Count("pk", filter=Q(status__in=CHECKED)),
    "seen": Count("pk", filter=Q(seen_at__isnull=False) & ~Q(status=S.EXCUSED)),
    "appealed": Count("pk", filter=Q(status=S.APPEALED)),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """So many sheets of a round, or of one examiner in it, did each step."""

    whole: int = 0
    excused: int = 0
    self_checked: int = 0
    scored: int = 0
    checked: int = 0
    seen: int = 0
    appealed: int = 0

    @property
    def steps(self) -> list[tuple[str, int]]:
        """The steps in their order, each with how many did it."""
        return [
            ("自查", self.self_checked),
            ("评分", self.scored),
            ("复核", self.checked),
            ("签收告知", self.seen),
        ]


def standings_of(rows: Any) -> dict[int, Standing]:
    """By round, how far the given sheets are. One query."""
    found = rows.order_by().values("round_id").annotate(**_COUNTS)
    return {row.pop("round_id"): Standing(**row) for row in found}


def by_examiner(rows: Any) -> list[tuple[str, Standing]]:
    """Of one round, by who goes and looks, in the order of names. One query."""
    found = (
        rows.order_by()
        .values("examiner_id", "examiner__name", "examiner__short_name", "examiner__name_key")
        .annotate(**_COUNTS)
        .order_by("examiner__name_key", "examiner_id")
    )
    return [
        (
            row["examiner__short_name"] or row["examiner__name"],
            Standing(**{name: row[name] for name in _COUNTS}),
        )
        for row in found
    ]


def together(parts: Iterable[Standing]) -> Standing:
    """The whole of what was counted by examiner. No query."""
    found = list(parts)
    return Standing(**{name: sum(getattr(one, name) for one in found) for name in _COUNTS})


def by_status(rows: Any) -> list[tuple[str, str, int]]:
    """Value, words and number of each status that occurs, in the order of the life."""
    found = dict(rows.order_by().values_list("status").annotate(count=Count("pk")))
    return [(one.value, str(one.label), found[one]) for one in S if one in found]


def by_grade(rows: Any) -> list[tuple[str, int]]:
    """How many came to each grade, from the best down; numbers alone."""
    found = dict(rows.taking_part().order_by().values_list("grade").annotate(count=Count("pk")))
    return [(str(grade.label), found.get(grade.value, 0)) for grade in GRADES_DOWN]


@dataclass(frozen=True, slots=True)
class FoundOften:
    """One indicator and how many bodies have a finding there, of how many."""

    code: str
    name: str
    red: int
    yellow: int


def findings_by_indicator(rows: Any) -> list[FoundOften]:
    """What was found where, in the order of the scheme; limits last. One query."""
    found = (
        rows.order_by()
        .values("code")
        .annotate(
            name=F("score__indicator__name"),
            dimension=Min("score__indicator__dimension__sort_order"),
            place=Min("score__indicator__sort_order"),
            red=Count("pk", filter=Q(level=Level.RED)),
            yellow=Count("pk", filter=Q(level=Level.YELLOW)),
        )
        .order_by(F("dimension").asc(nulls_last=True), F("place").asc(nulls_last=True), "code")
    )
    return [FoundOften(row["code"], row["name"] or "", row["red"], row["yellow"]) for row in found]


def finding_counts(rounds: Iterable[int], seen: Any) -> dict[int, tuple[int, int]]:
    """By round, how many red and yellow findings. One query."""
    found = (
        seen.filter(inspection__round_id__in=list(rounds))
        .order_by()
        .values("inspection__round_id")
        .annotate(
            red=Count("pk", filter=Q(level=Level.RED)),
            yellow=Count("pk", filter=Q(level=Level.YELLOW)),
        )
    )
    return {row["inspection__round_id"]: (row["red"], row["yellow"]) for row in found}
