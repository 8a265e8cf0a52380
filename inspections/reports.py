"""The report of one published inspection (体检报告): what was kept, as it was then.

Scores, values and the rows behind them are the rows of the round; the names of bodies are those
of the day of publication. Nothing is reckoned anew, so that it prints the same years later.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from hierarchy.models import OrganizationChange
from inspections.models import Adjustment, Appeal, Finding, Inspection, LimitHit, Score
from inspections.results import DimensionSum, by_dimension, plain, reading_text, scores_of
from inspections.terms import AppealStatus, Level
from workflow.indicators import MOST_ROWS


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One indicator of a report, with what was kept of it."""

    score: Score
    reading: str
    earned: str

    @property
    def reason(self) -> str:
        """On what ground: the words of who scored, and what was held against a reading."""
        held = f"核验异议：{self.score.disputed}" if self.score.disputed else ""
        return "；".join(part for part in (self.score.reason, held) if part)

    @property
    def counting(self) -> int:
        """How many of the rows behind count for the body."""
        return sum(1 for row in self.score.rows if row.get("counts"))

    @property
    def is_cut(self) -> bool:
        """Whether there may be more rows behind than are kept."""
        return len(self.score.rows) >= MOST_ROWS


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """The lines of one dimension and its sum."""

    dimension: DimensionSum
    lines: list[ReportLine]


@dataclass(frozen=True, slots=True)
class Report:
    """All a report says."""

    inspection: Inspection
    body: str
    organizer: str
    published_on: dt.date
    groups: list[ReportGroup]
    findings: list[Finding]
    adjustments: list[Adjustment]
    limits: list[LimitHit]
    appeals: list[Appeal]

    @property
    def dimensions(self) -> list[DimensionSum]:
        """What each dimension earned."""
        return [group.dimension for group in self.groups]

    @property
    def red(self) -> int:
        """How many red findings."""
        return sum(1 for one in self.findings if one.level == Level.RED)

    @property
    def yellow(self) -> int:
        """How many yellow findings."""
        return len(self.findings) - self.red


def report_of(inspection: Inspection) -> Report:
    """The report of a published inspection. Six queries."""
    day = published_day(inspection)
    names = names_as_of([inspection.organization_id, inspection.round.organizer_id], day=day)
    findings = inspection.findings.order_by("level", "code", "pk")
    appeals = inspection.appeals.exclude(status=AppealStatus.RAISED)
    return Report(
        inspection=inspection,
        body=names.get(inspection.organization_id, inspection.organization.name),
        organizer=names.get(inspection.round.organizer_id, inspection.round.organizer.name),
        published_on=day,
        groups=_groups(scores_of(inspection)),
        findings=list(findings),
        adjustments=list(inspection.adjustments.order_by("pk")),
        limits=list(inspection.limit_hits.select_related("limit").order_by("pk")),
        appeals=list(appeals.select_related("score", "adjustment").order_by("pk")),
    )


def published_day(inspection: Inspection) -> dt.date:
    """The day on which its round was published."""
    at = inspection.round.published_at
    return timezone.localdate(at) if at else inspection.round.scoring_until


def names_as_of(bodies: Iterable[int], *, day: dt.date) -> dict[int, str]:
    """What bodies were called on a day. One query."""
    changes = OrganizationChange.objects.filter(organization__in=list(bodies)).as_of(day)
    return {one.organization_id: one.name for one in changes}


def levels_of(findings: Iterable[Finding]) -> Counter[str]:
    """How many findings of each level."""
    return Counter(one.level for one in findings)


def _groups(scores: list[Score]) -> list[ReportGroup]:
    lines: dict[int, list[ReportLine]] = {}
    for score in scores:
        line = ReportLine(score, reading_text(score), _earned(score))
        lines.setdefault(score.indicator.dimension_id, []).append(line)
    sums = by_dimension(scores)
    return [
        ReportGroup(dimension, found) for dimension, found in zip(sums, lines.values(), strict=True)
    ]


def _earned(score: Score) -> str:
    """「4.5/5」, or 不适用."""
    if score.earned is None:
        return "不适用"
    points: Decimal = score.indicator.points
    return f"{plain(score.earned)}/{plain(points)}"
