"""The dues table of a city: the regulation's where it set none, versions by day after that."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from people.actions.dues_rates import seed_dues_rates, set_dues_rates
from people.dues_rates import bands_of
from people.dues_rules import DEFAULT_BANDS, Band
from people.models import DuesRate
from tests.people.test_stays import codes
from tests.world import FOUNDED, World
from workflow.models import AuditEntry

DAY = dt.date(2026, 7, 1)
OTHER = (Band(Decimal(4000), Decimal("0.5")), Band(None, Decimal(1)))


def test_a_city_without_a_table_goes_by_the_regulation(world: World) -> None:
    assert bands_of(world.home.tenant, world.home.on) == DEFAULT_BANDS
    assert seed_dues_rates(tenant=world.home.tenant, on=FOUNDED, actor=world.home.system) == 4
    assert seed_dues_rates(tenant=world.home.tenant, on=FOUNDED, actor=world.home.system) == 0
    assert bands_of(world.home.tenant, world.home.on) == DEFAULT_BANDS


def test_a_new_table_follows_the_old_one_from_its_day(world: World) -> None:
    seed_dues_rates(tenant=world.home.tenant, on=FOUNDED, actor=world.home.system)

    set_dues_rates(
        tenant=world.home.tenant,
        effective_from=DAY,
        bands=OTHER,
        actor=world.actor("administrator"),
    )

    assert bands_of(world.home.tenant, DAY - dt.timedelta(days=1)) == DEFAULT_BANDS
    assert bands_of(world.home.tenant, DAY) == OTHER
    assert bands_of(world.twin.tenant, DAY) == DEFAULT_BANDS
    assert AuditEntry.objects.filter(verb="duesrate.set").count() == 2


def test_a_table_is_not_set_before_the_latest_one(world: World) -> None:
    seed_dues_rates(tenant=world.home.tenant, on=DAY, actor=world.home.system)

    for day in (DAY, FOUNDED):
        with pytest.raises(ValidationError) as refused:
            set_dues_rates(
                tenant=world.home.tenant,
                effective_from=day,
                bands=OTHER,
                actor=world.actor("administrator"),
            )
        assert codes(refused.value) == {"later_table"}


def test_only_the_keeper_of_the_city_sets_a_table(world: World) -> None:
    for person in ("city_clerk", "mall_leader", "secretary", "twin.administrator"):
        with pytest.raises(PermissionDenied):
            set_dues_rates(
                tenant=world.home.tenant,
                effective_from=DAY,
                bands=OTHER,
                actor=world.actor(person),
            )
    assert not DuesRate.objects.exists()
