"""What people tell an inspection of a committee: workers (S-01) and liaisons (S-02)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from people.models import PeoplePolicy, Worker
from people.terms import Employment
from tests.people.guidance_grounds import DAY, a_liaison
from tests.world import World
from workflow.indicators import Period, Reading, readings_of

PERIOD = Period(dt.date(2026, 1, 1), dt.date(2026, 6, 30), DAY)


def reading(world: World, key: str) -> dict[int, Reading]:
    bodies = [world.mall.pk, world.lawyer.pk]
    return readings_of(key, tenant=world.tenant, bodies=bodies, period=PERIOD)


def a_worker(world: World, **facts: object) -> None:
    given = {"organization": world.mall, "name": "许专职", "employment": Employment.CONTRACT}
    hired = {"hired_on": dt.date(2024, 5, 6)}
    Worker.objects.create(tenant=world.tenant, **given | hired | facts)


def test_liaisons_are_read_as_named_of_all_departments(world: World) -> None:
    a_liaison(world.home, "市商务局")
    a_liaison(world.home, "市文旅局", "")
    a_liaison(world.home, "市教育局", ends_on=DAY - dt.timedelta(days=1))
    a_liaison(world.home, "市体育局", starts_on=DAY + dt.timedelta(days=1))

    found = reading(world, "people.liaisons")

    assert (found[world.mall.pk].value, found[world.mall.pk].of) == (Decimal(1), Decimal(2))
    assert world.lawyer.pk not in found
    assert [row.label for row in found[world.mall.pk].rows] == ["市商务局 冯联络", "市文旅局 空缺"]


def test_workers_are_read_of_the_least_that_the_city_asks(world: World) -> None:
    a_worker(world)
    a_worker(world, left_on=DAY)

    found = reading(world, "people.workers")

    assert (found[world.mall.pk].value, found[world.mall.pk].of) == (Decimal(1), Decimal(1))
    assert found[world.lawyer.pk].lacks_all


def test_more_workers_than_asked_count_no_more(world: World) -> None:
    PeoplePolicy.objects.create(
        tenant=world.tenant, effective_from=dt.date(2020, 1, 1), workers_least=2
    )
    for name in ("甲专职", "乙专职", "丙专职"):
        a_worker(world, name=name)

    found = reading(world, "people.workers")[world.mall.pk]

    assert (found.value, found.of, len(found.rows)) == (Decimal(2), Decimal(2), 3)
