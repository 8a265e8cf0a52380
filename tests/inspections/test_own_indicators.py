"""What inspections tell of a committee: whom it inspected, what was put right in time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hierarchy.terms import Tier
from inspections.models import Rectification
from inspections.terms import RectificationStatus
from tests.inspections.test_seams import published_round
from tests.inspections.test_todos import DAY, a_letter
from tests.world import World
from workflow.indicators import Period, Reading, offered, readings_of

YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31), dt.date(2027, 1, 10))


def read(world: World, key: str, *bodies: str, period: Period = YEAR) -> dict[str, Reading]:
    ids = {getattr(world, name).pk: name for name in bodies}
    found = readings_of(f"inspections.{key}", tenant=world.tenant, bodies=list(ids), period=period)
    return {ids[pk]: reading for pk, reading in found.items()}


def test_both_are_offered_to_the_schemes_of_committees() -> None:
    keys = {one.key for one in offered(Tier.COMMITTEE)}

    assert {"inspections.inspected", "inspections.rectified_in_time"} <= keys
    assert "inspections.inspected" not in {one.key for one in offered(Tier.BRANCH)}


def test_a_committees_branches_count_once_their_result_is_published(world: World) -> None:
    round = published_round(world)

    found = read(world, "inspected", "mall", "lawyer")

    assert (found["mall"].value, found["mall"].of) == (Decimal(2), Decimal(3))
    assert (found["lawyer"].value, found["lawyer"].of) == (Decimal(0), Decimal(1))
    shown = {row.label: row.counts for row in found["mall"].rows}
    assert shown == {
        world.branch.name: True,
        world.second_branch.name: True,
        world.sibling_branch.name: False,
    }
    before = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31), dt.date(2026, 1, 10))
    assert read(world, "inspected", "mall", period=before)["mall"].value == 0
    assert round.pk


def test_a_rectification_counts_once_due_and_only_when_put_right_at_the_first_try(
    world: World,
) -> None:
    due = DAY + dt.timedelta(days=30)
    a_letter(world, RectificationStatus.CLOSED, reported_on=due, closed_on=due)
    late = due + dt.timedelta(days=1)
    a_letter(
        world,
        RectificationStatus.CLOSED,
        number="ZG-2026-0002",
        reported_on=late,
        closed_on=late,
    )
    a_letter(world, RectificationStatus.WORKING, number="ZG-2026-0003")

    found = read(world, "rectified_in_time", "mall", "branch", "lawyer")

    assert set(found) == {"mall", "branch"}
    assert (found["mall"].value, found["mall"].of) == (Decimal(1), Decimal(3))
    assert found["branch"].of == Decimal(3)
    assert found["mall"].rows[0].path == f"/inspections/rectifications/{_first().pk}/"

    early = Period(YEAR.start, YEAR.end, due - dt.timedelta(days=1))
    assert read(world, "rectified_in_time", "mall", period=early) == {}


def test_what_is_closed_after_the_day_of_reading_does_not_count_yet(world: World) -> None:
    due = DAY + dt.timedelta(days=30)
    a_letter(
        world,
        RectificationStatus.CLOSED,
        reported_on=due,
        closed_on=due + dt.timedelta(days=5),
    )
    on_the_day = Period(YEAR.start, YEAR.end, due)

    assert read(world, "rectified_in_time", "mall", period=on_the_day)["mall"].value == 0
    assert read(world, "rectified_in_time", "mall")["mall"].value == 1


def test_each_is_one_query_however_many_bodies(world: World) -> None:
    published_round(world)
    for key in ("inspected", "rectified_in_time"):
        tenant, bodies = world.tenant, [world.mall.pk, world.lawyer.pk]
        with CaptureQueriesContext(connection) as asked:
            readings_of(f"inspections.{key}", tenant=tenant, bodies=bodies, period=YEAR)
        assert len(asked) == 1


def _first() -> Rectification:
    return Rectification.objects.order_by("pk")[0]
