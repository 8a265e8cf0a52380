"""What this room can say in a summary: who was inspected, what was found, what was put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import ANCESTOR_COLUMN, Kind, Tier
from inspections.models import DutyReview, Finding, Inspection, Rectification
from inspections.punctual import RULE, due_within, in_time
from inspections.results import OF_PUBLISHED
from inspections.terms import InspectionStatus, ReviewStatus
from workflow.figures import Figure

SECTION: Final = "党建体检与整改"
_HEARS: Final = (Tier.CITY, Tier.COMMITTEE)


class InspectionFigures:
    """Inspected branches, findings, rectifications and reviews of a body and all below it.

    At most four queries.
    """

    def figures(
        self, *, organization: Organization, start: dt.date, end: dt.date, actor: Actor
    ) -> Iterator[Figure]:
        """Each rate with numerator, denominator and its rule, in the order people expect."""
        if organization.tier in _HEARS:
            yield from _inspected(organization, start, end, actor)
        yield from _findings(organization, start, end, actor)
        yield from _rectified(organization, start, end, actor)
        if organization.tier in _HEARS:
            yield from _reviewed(organization, end, actor)


def below(organization: Organization, path: str) -> Q:
    """Rows whose body, found by ``path``, is this one or stands under it."""
    if organization.tier == Tier.CITY:
        return Q(**{f"{path}tenant_id": organization.tenant_id})
    column = ANCESTOR_COLUMN.get(organization.tier)
    own = Q(**{f"{path}id": organization.pk})
    return own | Q(**{f"{path}{column}_id": organization.pk}) if column else own


def _inspected(
    organization: Organization, start: dt.date, end: dt.date, actor: Actor
) -> Iterator[Figure]:
    """Branches whose result was published in the days, of those standing on the last one."""
    published = Inspection.objects.filter(
        organization=OuterRef("pk"),
        status=InspectionStatus.PUBLISHED,
        round__published_at__date__range=(start, end),
    )
    rows: Any = (
        Organization.objects.visible_to(actor)
        .filter(below(organization, ""))
        .of_tier(Tier.BRANCH)
        .exclude(kind=Kind.UNIT)
        .open(end)
    )
    found = rows.aggregate(bodies=Count("pk"), done=Count("pk", filter=Exists(published)))
    if found["done"]:
        note = "分母为期末存续的两新党组织，未建单位不计；分子为其中体检结果在期内公布的"
        yield _figure("党建体检覆盖", found["done"], found["bodies"], note, _roll("board", {}))


def _findings(
    organization: Organization, start: dt.date, end: dt.date, actor: Actor
) -> Iterator[Figure]:
    rows: Any = Finding.objects.visible_to(actor).filter(
        OF_PUBLISHED, below(organization, "organization__"), found_on__range=(start, end)
    )
    found = rows.aggregate(found=Count("pk"), settled=Count("pk", filter=Q(settled_on__lte=end)))
    if found["found"]:
        note = "分母为期内发现的问题，体检结果未公布的不计；分子为其中期末前已销号的"
        path = _roll("finding_list", {"since": start.isoformat(), "until": end.isoformat()})
        yield _figure("体检问题已销号", found["settled"], found["found"], note, path)


def _rectified(
    organization: Organization, start: dt.date, end: dt.date, actor: Actor
) -> Iterator[Figure]:
    seen = Rectification.objects.visible_to(actor).filter(below(organization, "organization__"))
    rows: Any = due_within(seen, start, end)
    found = rows.aggregate(due=Count("pk"), in_time=Count("pk", filter=in_time(by=end)))
    if found["due"]:
        note = f"分母为整改期限在期内的整改，撤销的和体检结果未公布的不计；{RULE}"
        path = _roll("rectification_list", {})
        yield _figure("整改按期完成", found["in_time"], found["due"], note, path)


def _reviewed(organization: Organization, end: dt.date, actor: Actor) -> Iterator[Figure]:
    rows: Any = DutyReview.objects.visible_to(actor).filter(
        below(organization, "organization__"), year=end.year
    )
    heard = Q(status__in=(ReviewStatus.GRADED, ReviewStatus.CLOSED), graded_on__lte=end)
    found = rows.aggregate(all=Count("pk"), graded=Count("pk", filter=heard))
    if found["all"]:
        note = f"分母为已布置的{end.year}年度述职评议；分子为其中已评定等次的"
        path = _roll("review_list", {"year": end.year})
        yield _figure("述职评议已评定", found["graded"], found["all"], note, path)


def _roll(page: str, asked: dict[str, Any]) -> str:
    """Where the rows that a figure counts are listed."""
    address = reverse(f"inspections:{page}")
    return f"{address}?{urlencode(asked)}" if asked else address


def _figure(label: str, value: int, of: int, note: str, path: str) -> Figure:
    return Figure(section=SECTION, label=label, value=value, of=of, note=note, path=path)
