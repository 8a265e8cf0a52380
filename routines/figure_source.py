"""What this room can say in a summary: obligations by rule, records held, resolutions done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import ANCESTOR_COLUMN, Tier
from routines.figures import Tally, tallies
from routines.filters import DONE, TIMELY, papers_of
from routines.models import Obligation, ObligationRule, Record, Resolution
from routines.terms import RecordKind, RecordStatus
from workflow.figures import Figure

SECTION: Final = "制度与组织生活"
_RULE: Final = "分母为周期止于期内的应办次数（含尚未到截止日期的），豁免、不适用、已剔除的不计"
# The paper that asks for the figures is no figure of its own period.
PAPERS: Final = (RecordKind.QUARTERLY_SUMMARY, RecordKind.ANNUAL_REPORT)


class RoutineFigures:
    """Obligations of a body and all below it, what was held, what was resolved. Three queries."""

    def figures(
        self, *, organization: Organization, start: dt.date, end: dt.date, actor: Actor
    ) -> Iterator[Figure]:
        """By rule: expected, done and done in time; then records by kind; then resolutions."""
        yield from _by_rule(organization, start, end, actor)
        yield from _held(organization, start, end, actor)
        yield from _resolved(organization, start, end, actor)


def below(organization: Organization) -> Q:
    """Rows whose organisation is a body or stands under it, as a condition."""
    if organization.tier == Tier.CITY:
        return Q(organization__tenant_id=organization.tenant_id)
    column = ANCESTOR_COLUMN.get(organization.tier)
    path = f"organization__{column}_id" if column else "organization_id"
    return Q(organization__tenant_id=organization.tenant_id, **{path: organization.pk})


def _by_rule(
    organization: Organization, start: dt.date, end: dt.date, actor: Actor
) -> Iterator[Figure]:
    rows: Any = (
        Obligation.objects.visible_to(actor)
        .expected()
        .filter(below(organization), period_end__range=(start, end))
        .exclude(papers_of(start, end))
    )
    found = tallies(rows, by=("code",), on=actor.on)
    names = ObligationRule.objects.filter(
        tenant=organization.tenant_id, code__in=[code for (code,) in found]
    ).order_by("code", "effective_from")
    total = sum(found.values(), Tally())
    asked = {"within": organization.pk, "ends_from": start, "ends_to": end, "no_papers": "on"}
    done, timely = ({**asked, "state": state} for state in (DONE, TIMELY))
    if total.expected:
        path = _roll("obligation_list", done)
        yield _figure("应办事项已完成", total.done, total.expected, _RULE, path)
        path = _roll("obligation_list", timely)
        yield _figure("应办事项按时完成", total.in_time, total.expected, _in_time(total), path)
    for code, name in dict(names.values_list("code", "name")).items():
        tally = found[code,]
        path = _roll("obligation_list", {**done, "rule": code})
        yield _figure(name, tally.done, tally.expected, _in_time(tally), path)


def _in_time(tally: Tally) -> str:
    """How much of it was in time, beside the rule of the denominator."""
    rate = "—" if tally.rate_in_time is None else f"{tally.rate_in_time}%"
    return f"其中截止日期及以前办成 {tally.in_time}/{tally.expected}（{rate}）；{_RULE}"


def _held(
    organization: Organization, start: dt.date, end: dt.date, actor: Actor
) -> Iterator[Figure]:
    rows: Any = Record.objects.visible_to(actor).kept().held(start, end)
    counts = dict(
        rows.filter(below(organization))
        .order_by()
        .values_list("kind")
        .annotate(count=Count("pk"))
        .values_list("kind", "count")
    )
    for kind, label in RecordKind.choices:
        if counts.get(kind) and kind not in PAPERS:
            asked = {"kind": kind, "main": "on", "status": RecordStatus.KEPT.value}
            days = {"since": start, "until": end, "within": organization.pk}
            path = _roll("record_list", asked | days)
            yield _figure(
                f"{label}记录", counts[kind], None, "按活动发生日期计，已撤回的不计", path
            )


def _resolved(
    organization: Organization, start: dt.date, end: dt.date, actor: Actor
) -> Iterator[Figure]:
    due = Resolution.objects.visible_to(actor).filter(
        record__organization=organization, due_on__range=(start, end), dropped_on__isnull=True
    )
    found = due.aggregate(
        due=Count("pk"),
        done=Count("pk", filter=Q(done_on__isnull=False)),
    )
    if found["due"]:
        rule = "分母为期内到期的例会议定事项数，已撤销的不计"
        asked = {"state": "done", "meeting": organization.pk, "since": start, "until": end}
        path = _roll("resolution_list", asked)
        yield _figure("例会议定事项已完成", found["done"], found["due"], rule, path)


def _roll(page: str, asked: dict[str, Any]) -> str:
    """Where the rows that a figure counts are listed."""
    return f"{reverse(f'routines:{page}')}?{urlencode(asked)}"


def _figure(label: str, value: int, of: int | None, note: str, path: str) -> Figure:
    return Figure(section=SECTION, label=label, value=value, of=of, note=note, path=path)
