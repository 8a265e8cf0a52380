"""A trial run of a scheme (试算) on the data of some bodies: only reads, nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hierarchy.models import Organization
from inspections.models import GradeLimit, Scheme
from inspections.reading import Line, asked_by, read_scores
from inspections.scoring import Total, grade_of, total_of
from inspections.terms import Grade
from workflow.indicators import Period, offered_by_key


@dataclass(frozen=True, slots=True)
class TrialHit:
    """A limit that would bite, with the value that does it."""

    limit: GradeLimit
    value: Decimal


@dataclass(frozen=True, slots=True)
class TrialLine:
    """What one body would get of what the system reads; people's points are not part of it.

    ``lines`` are by indicator; one that no room offers any more has none. ``total`` is to 100
    of the automatic indicators that apply, ``grade`` what it would be worth with the limits.
    """

    body: Organization
    lines: dict[int, Line]
    hits: tuple[TrialHit, ...]
    total: Total
    grade: Grade | None


def trial(scheme: Scheme, *, bodies: Sequence[Organization], period: Period) -> list[TrialLine]:
    """What each body would get by the automatic indicators of a scheme, in the order given.

    Two queries, and what the rooms ask for each source. Writes nothing.
    """
    asked = [one for one in asked_by(scheme) if offered_by_key(one.source) is not None]
    ids = [body.pk for body in bodies]
    lines: dict[int, dict[int, Line]] = {pk: {} for pk in ids}
    hits: dict[int, list[TrialHit]] = {pk: [] for pk in ids}
    for found in read_scores(asked, tenant=scheme.tenant, bodies=ids, period=period):
        for indicator in found.asked.indicators:
            for pk in ids:
                lines[pk][indicator.pk] = found.line(indicator, pk)
        for limit in found.asked.limits:
            for pk, value in found.hits(limit).items():
                if pk in hits:
                    hits[pk].append(TrialHit(limit, value))
    full = {one.pk: one.points for source in asked for one in source.indicators}
    return [_told(scheme, body, lines[body.pk], hits[body.pk], full) for body in bodies]


def _told(
    scheme: Scheme,
    body: Organization,
    lines: dict[int, Line],
    hits: Sequence[TrialHit],
    full: Mapping[int, Decimal],
) -> TrialLine:
    total = total_of((full[pk], line.earned) for pk, line in lines.items())
    grade = None
    if total.total is not None:
        grade = grade_of(total.total, scheme, limits=[hit.limit.grade for hit in hits])
    return TrialLine(body, lines, tuple(hits), total, grade)
