"""Yearly demands: made on 1 January, open from that day, and marked met by the nightly job."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier
from projects.duties import due_day, rule_for, standings, tier_of
from projects.models import DutyRule, YearDuty
from projects.terms import DutyKind
from workflow import audit

_YEARS_BACK: Final = 2
"""Rows met longer ago are not judged again: what was done stays done."""


@transaction.atomic
def open_year(*, tenant: Tenant, year: int, actor: Actor) -> int:
    """Make what articles 8, 9 and 16 ask of each body in a year, where it is not there yet.

    Returns how many rows were made (建立年度项目任务). A committee founded within the year is
    asked from its first day; one that was closed by now is asked nothing new. Repeatable. Raises
    ``PermissionDenied``.
    """
    root = _lock_root(tenant)
    post = require(actor, Capability.MANAGE_ORGANIZATIONS, at=root)
    rules = list(DutyRule.objects.filter(tenant=tenant))
    rows = [
        row
        for body in _bodies(tenant, year, on=actor.on)
        for row in _rows_of(body, rules, year=year, on=actor.on)
    ]
    there = set(
        YearDuty.objects.filter(tenant=tenant, year=year).values_list("organization_id", "kind")
    )
    new = [row for row in rows if (row.organization_id, row.kind) not in there]
    made = YearDuty.objects.bulk_create(new)
    if made:
        audit.record(
            verb="yearduty.open",
            target=root,
            actor=actor,
            organization=root,
            after={"year": year, "duties": len(made)},
            post=post,
        )
    return len(made)


@transaction.atomic
def refresh_duties(*, tenant: Tenant, actor: Actor) -> int:
    """Open the year where that was not done, and mark what is met and what is not any more.

    Returns how many rows changed (核对年度项目任务); a second run on the same day changes none.
    Raises ``PermissionDenied``.
    """
    root = _lock_root(tenant)
    post = require(actor, Capability.MANAGE_ORGANIZATIONS, at=root)
    made = open_year(tenant=tenant, year=actor.on.year, actor=actor)
    rows = YearDuty.objects.filter(tenant=tenant).select_related("rule")
    judged = rows.filter(Q(met_on__isnull=True) | Q(year__gte=actor.on.year - _YEARS_BACK))
    changed: list[YearDuty] = []
    for standing in standings(list(judged), on=actor.on):
        duty = standing.duty
        if standing.is_met != (duty.met_on is not None):
            duty.met_on = actor.on if standing.is_met else None
            changed.append(duty)
    YearDuty.objects.bulk_update(changed, ["met_on"])
    if changed:
        met = sum(row.met_on is not None for row in changed)
        audit.record(
            verb="yearduty.refresh",
            target=root,
            actor=actor,
            organization=root,
            after={"met": met, "reopened": len(changed) - met},
            post=post,
        )
    return made + len(changed)


def _lock_root(tenant: Tenant) -> Organization:
    """The city's own body, locked, so that two runs at once make nothing twice."""
    roots: Any = Organization.objects.select_for_update(no_key=True, of=("self",))
    root: Organization = roots.get(tenant=tenant, tier=Tier.CITY)
    return root


def _bodies(tenant: Tenant, year: int, *, on: dt.date) -> list[Organization]:
    """The city and its committees, as far as they stand in the year and today."""
    day = min(on, dt.date(year, 12, 31))
    rows = Organization.objects.filter(tenant=tenant, tier__in=(Tier.CITY, Tier.COMMITTEE))
    return list(rows.open(day).order_by("pk"))


def _rows_of(
    body: Organization, rules: list[DutyRule], *, year: int, on: dt.date
) -> list[YearDuty]:
    rows = []
    for kind in DutyKind.values:
        rule = rule_for(rules, kind, year=year, founded_on=body.founded_on, on=on)
        if rule is None or tier_of(kind) != body.tier:
            continue
        rows.append(
            YearDuty(
                tenant_id=body.tenant_id,
                organization=body,
                rule=rule,
                year=year,
                kind=kind,
                needed=rule.needed,
                due_on=due_day(rule, year=year, founded_on=body.founded_on),
            )
        )
    return rows
