"""Refreshing, postponing and confirming at the same moment: nobody blocks anybody for good."""

from __future__ import annotations

import datetime as dt
import threading

from django.db import transaction

from hierarchy.models import Tenant
from routines.actions.exceptions import postpone
from routines.actions.generating import renew
from routines.models import Obligation
from tests.live import at_once
from tests.routines.conftest import at, owed, party, refreshed, with_rules
from tests.world import World

ON = dt.date(2026, 3, 2)


def test_postponing_while_the_city_is_refreshed_waits_instead_of_blocking_it(
    live_world: World,
) -> None:
    world = live_world
    with_rules(world)
    party(world.branch, term_from=dt.date(2023, 4, 1), term_to=dt.date(2026, 3, 31))
    refreshed(world, ON)
    row = owed(world.branch, "R-20")
    holds = threading.Event()

    def refresh() -> str:
        with transaction.atomic():
            Tenant.objects.select_for_update(no_key=True).get(pk=world.tenant.pk)
            holds.set()
            threading.Event().wait(1)
            Obligation.objects.filter(pk=row.pk).update(reason="")
            renew(tenant=world.tenant, on=ON)
        return "refreshed"

    def delay() -> str:
        holds.wait(10)
        postpone(
            obligation=row,
            until=dt.date(2026, 12, 31),
            document_no="示例〔2026〕1号",
            approved_by="示例党委",
            approved_on=ON,
            actor=world.actor("officer", at=at(ON)),
        )
        return "postponed"

    assert at_once(refresh, delay) == ["refreshed", "postponed"]
    row.refresh_from_db()
    assert row.due_on == dt.date(2026, 12, 31)
