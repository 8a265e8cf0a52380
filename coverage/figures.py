"""What the ledger can say in a summary: the rates, with the rule of each denominator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from coverage.joining.candidates import below
from coverage.models import CoverageSnapshot, SnapshotUnit, Unit
from coverage.rates import Rate, rates
from coverage.rulebook import RuleSet, rules_on
from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import ANCESTOR_COLUMN, Tier
from workflow.figures import Figure

SECTION: Final = "组织覆盖"
KEYS: Final = (
    *("organization_cover", "founded", "work_cover", "unbuilt"),
    *("unbuilt_joint", "no_members", "joint_too_wide"),
)


class CoverageFigures:
    """The rates of a body's units on the last of some days.

    Of days gone by they come from the newest month-end snapshot among those days; where none
    was taken there is nothing true to say, and nothing is said.
    """

    def figures(
        self, *, organization: Organization, start: dt.date, end: dt.date, actor: Actor
    ) -> Iterator[Figure]:
        """The rates of today's ledger, or of the snapshot of the days' end."""
        if end >= actor.on:
            units: Any = Unit.objects.visible_to(actor).filter(below(organization))
            rules = rules_on(tenant=organization.tenant, on=actor.on)
            place = _place(organization)
            yield from _lines(rates(units, rules=rules, keys=KEYS), actor.on, place)
            return
        taken = CoverageSnapshot.objects.filter(tenant=organization.tenant)
        snapshot = taken.filter(taken_for__range=(start, end)).order_by("-taken_for").first()
        if snapshot is None:
            return
        then: Any = SnapshotUnit.objects.visible_to(actor).filter(below(organization))
        rules = RuleSet.of_json(snapshot.rules)
        found = rates(then.filter(snapshot=snapshot), rules=rules, keys=KEYS)
        yield from _lines(found, snapshot.taken_for, None)


def _place(organization: Organization) -> dict[str, int]:
    """What the ledger's page is asked, so that it shows the units of this body alone."""
    if organization.tier == Tier.CITY:
        return {}
    return {ANCESTOR_COLUMN.get(organization.tier, "place"): organization.pk}


def _lines(found: list[Rate], day: dt.date, place: dict[str, int] | None) -> Iterator[Figure]:
    for rate in found:
        query = urlencode({"measure": rate.key, **(place or {})})
        yield Figure(
            section=SECTION,
            label=rate.label,
            value=rate.numerator,
            of=rate.denominator,
            note=f"{rate.rule}；数据截至 {chinese_date(day)}",
            path="" if place is None else f"{reverse('coverage:unit_list')}?{query}",
        )
