"""The results of a round over committees, for the departments (结果移交, article 17)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q

from inspections.models import Finding, Inspection, Rectification, ReportDelivery, Round
from inspections.reports import names_as_of, published_day
from inspections.results import TOLD_RECTIFICATIONS
from inspections.terms import Level, RectificationStatus


@dataclass(slots=True)
class HandoverLine:
    """One committee: its result, its findings, and how far it has put them right."""

    inspection: Inspection
    name: str
    red: int = 0
    yellow: int = 0
    issued: int = 0
    closed: int = 0
    departments: list[str] = field(default_factory=list)


def handover_lines(held: Round) -> list[HandoverLine]:
    """The published results of a round, in the standing order of bodies. Five queries."""
    rows = (
        Inspection.objects.filter(round=held)
        .published()
        .select_related("organization__industry", "round")
        .order_by("organization__industry__sort_order", "organization__name_key", "pk")
    )
    inspections = list(rows)
    if not inspections:
        return []
    day = published_day(inspections[0])
    names = names_as_of([one.organization_id for one in inspections], day=day)
    lines = {
        one.pk: HandoverLine(one, names.get(one.organization_id, one.organization.name))
        for one in inspections
    }
    _count(lines)
    return list(lines.values())


def _count(lines: dict[int, HandoverLine]) -> None:
    found = Finding.objects.filter(inspection__in=lines).values("inspection_id")
    for row in found.annotate(
        red=Count("pk", filter=Q(level=Level.RED)),
        yellow=Count("pk", filter=Q(level=Level.YELLOW)),
    ):
        line = lines[row["inspection_id"]]
        line.red, line.yellow = row["red"], row["yellow"]
    letters = Rectification.objects.filter(TOLD_RECTIFICATIONS, inspection__in=lines)
    for told in letters.values("inspection_id").annotate(
        issued=Count("pk"),
        closed=Count("pk", filter=Q(status=RectificationStatus.CLOSED)),
    ):
        line = lines[told["inspection_id"]]
        line.issued, line.closed = told["issued"], told["closed"]
    names = defaultdict(list)
    handed = ReportDelivery.objects.filter(inspection__in=lines).order_by("delivered_on", "pk")
    for inspection, department in handed.values_list("inspection_id", "department"):
        names[inspection].append(department)
    for pk, departments in names.items():
        lines[pk].departments = departments
