"""The city's page (全市情况): who was inspected, what was found, what was put right, in a year.

Every number has its denominator. Committees stand in their official order; nobody is ranked.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Min, OuterRef, Q

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Capability, Kind, Tier
from inspections.models import DutyReview, Finding, Inspection, Rectification
from inspections.punctual import due_within, in_time
from inspections.results import OF_PUBLISHED, TOLD_RECTIFICATIONS, standing_order
from inspections.terms import (
    GRADES_DOWN,
    OWED_RECTIFICATIONS,
    Level,
    RectificationKind,
    ReviewStatus,
    Subject,
)

_OUTSIDE: Final = "日常检查"
_LIMITS: Final = "限制项"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class CommitteeCoverage:
    """How many of a committee's branches were inspected, and whether it was itself.

    A reader of some of its branches alone (``is_seen`` is false) is told nothing of itself.
    """

    committee: Organization
    branches: Share
    own: bool
    is_seen: bool


@dataclass(slots=True)
class DimensionFindings:
    """The findings of one dimension by level, and how many are settled."""

    name: str
    red: int = 0
    yellow: int = 0
    settled: int = 0

    @property
    def whole(self) -> int:
        """All of them."""
        return self.red + self.yellow


@dataclass(frozen=True, slots=True)
class KindRectified:
    """The rectifications of one kind that fell due, and what was still owed and late."""

    label: str
    in_time: int
    due: int
    open: int
    late: int


@dataclass(slots=True)
class CityResults:
    """All that the page shows of a year."""

    year: int
    coverage: list[CommitteeCoverage]
    grades: list[tuple[str, list[tuple[str, int]]]]
    findings: list[DimensionFindings]
    rectified: list[KindRectified]
    reviews: Share
    covered: Share = field(init=False)

    def __post_init__(self) -> None:
        parts = [line.branches for line in self.coverage]
        self.covered = Share(sum(one.part for one in parts), sum(one.whole for one in parts))

    @property
    def in_time(self) -> Share:
        """Rectifications in time, of all that fell due."""
        return Share(
            sum(one.in_time for one in self.rectified), sum(one.due for one in self.rectified)
        )

    @property
    def settled(self) -> Share:
        """Findings settled, of all found."""
        return Share(
            sum(one.settled for one in self.findings), sum(one.whole for one in self.findings)
        )


def city_results(actor: Actor, *, year: int) -> CityResults:
    """The year as far as the reader sees it. Seven queries."""
    return CityResults(
        year=year,
        coverage=_coverage(actor, year),
        grades=_grades(actor, year),
        findings=_findings(actor, year),
        rectified=_rectified(actor, year),
        reviews=_reviews(actor, year),
    )


def _coverage(actor: Actor, year: int) -> list[CommitteeCoverage]:
    """Branches open on the last day of the year so far, and those with a published result."""
    day = min(actor.on, dt.date(year, 12, 31))
    published = Inspection.objects.published().filter(organization=OuterRef("pk"), round__year=year)
    seen: Any = Organization.objects.within(actor, capability=Capability.VIEW_WORK).open(day)
    counted: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    branches = seen.of_tier(Tier.BRANCH).exclude(kind=Kind.UNIT).order_by()
    for committee, done, number in (
        branches.annotate(done=Exists(published))
        .values_list("committee_id", "done")
        .annotate(number=Count("pk"))
    ):
        counted[committee][1] += number
        counted[committee][0] += number if done else 0
    committees = Organization.objects.filter(tier=Tier.COMMITTEE)
    itself = seen.of_tier(Tier.COMMITTEE).filter(pk=OuterRef("pk"))
    told = committees.annotate(is_seen=Exists(itself), own=Exists(published))
    rows = told.filter(Q(is_seen=True) | Q(pk__in=list(counted)))
    return [
        CommitteeCoverage(one, Share(*counted[one.pk]), one.is_seen and one.own, one.is_seen)
        for one in standing_order(rows)
    ]


def _grades(actor: Actor, year: int) -> list[tuple[str, list[tuple[str, int]]]]:
    """How many results of each grade, of branches and of committees: counts, no list of names."""
    rows = (
        Inspection.objects.visible_to(actor)
        .published()
        .filter(round__year=year)
        .order_by()
        .values_list("round__scheme__subject", "grade")
        .annotate(number=Count("pk"))
    )
    found = {(subject, grade): number for subject, grade, number in rows}
    return [
        (
            str(subject.label),
            [(str(one.label), found.get((subject, one), 0)) for one in GRADES_DOWN],
        )
        for subject in Subject
        if any(key[0] == subject for key in found)
    ]


def _findings(actor: Actor, year: int) -> list[DimensionFindings]:
    """Findings of the year by dimension, in the order of the schemes: branches, then committees.

    What kept a grade down comes after them, what was seen outside a round last.
    """
    rows = (
        Finding.objects.visible_to(actor)
        .filter(OF_PUBLISHED, found_on__year=year)
        .order_by()
        .annotate(
            of_round=ExpressionWrapper(Q(inspection__isnull=False), output_field=BooleanField())
        )
        .values_list("score__indicator__dimension__name", "of_round", "level")
        .annotate(
            number=Count("pk"),
            settled=Count("pk", filter=Q(settled_on__isnull=False)),
            subject=Min("score__indicator__scheme__subject"),
            place=Min("score__indicator__dimension__sort_order"),
        )
    )
    return _by_dimension(rows)


def _by_dimension(rows: Iterable[Any]) -> list[DimensionFindings]:
    found: dict[str, DimensionFindings] = {}
    places: dict[str, tuple[int, str, int]] = {}
    for name, of_round, level, number, settled, subject, place in rows:
        key = name or (_LIMITS if of_round else _OUTSIDE)
        line = found.setdefault(key, DimensionFindings(key))
        places[key] = (0 if name else 1 if of_round else 2, subject or "", place or 0)
        line.settled += settled
        if level == Level.RED:
            line.red += number
        else:
            line.yellow += number
    return sorted(found.values(), key=lambda line: (places[line.name], line.name))


def _rectified(actor: Actor, year: int) -> list[KindRectified]:
    """By kind: of those due so far in the year, how many in time; and what is owed now."""
    start, end = dt.date(year, 1, 1), min(dt.date(year, 12, 31), actor.on)
    seen = Rectification.objects.visible_to(actor).filter(OF_PUBLISHED, TOLD_RECTIFICATIONS)
    late = Q(status__in=OWED_RECTIFICATIONS, due_on__lt=actor.on)
    rows: Any = due_within(seen, start, dt.date(year, 12, 31))
    found = (
        rows.order_by()
        .values_list("kind")
        .annotate(
            punctual=Count("pk", filter=in_time(by=end) & Q(due_on__lte=end)),
            due=Count("pk", filter=Q(due_on__lte=end)),
            open=Count("pk", filter=Q(closed_on__isnull=True)),
            late=Count("pk", filter=late),
        )
    )
    numbers = {kind: counted for kind, *counted in found}
    return [
        KindRectified(str(kind.label), *numbers[kind])
        for kind in RectificationKind
        if kind in numbers
    ]


def _reviews(actor: Actor, year: int) -> Share:
    """Yearly reviews fed back, of all begun."""
    found = (
        DutyReview.objects.visible_to(actor)
        .filter(year=year)
        .aggregate(whole=Count("pk"), part=Count("pk", filter=Q(status=ReviewStatus.CLOSED)))
    )
    return Share(found["part"], found["whole"])
