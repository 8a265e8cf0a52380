"""The indicator protocol: every room's table is whole, and a reading is asked of its room."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from hierarchy.terms import Tier
from tests.world import World
from workflow.indicators import (
    MOST_ROWS,
    Period,
    Reading,
    RowBehind,
    capped,
    counted_by_body,
    offered,
    offered_by_key,
    pages,
    rated,
    rated_by_body,
    readings_of,
)

YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31), dt.date(2027, 1, 5))


def row(label: str = "主题党日", *, counts: bool) -> RowBehind:
    """A row without a page."""
    return RowBehind(label, dt.date(2026, 3, 5), counts)


def test_every_indicator_has_a_key_of_its_room_a_name_a_unit_and_its_rule() -> None:
    found = offered()
    keys = [one.key for one in found]

    assert len(keys) == len(set(keys))
    rooms = {key.partition(".")[0] for key in keys}
    assert {"routines", "checklists", "coverage", "projects"} <= rooms
    for one in found:
        assert one.name, one.key
        assert one.unit, one.key
        assert len(one.key) <= 48, one.key
        assert ("分母" in one.rule) == one.has_denominator, one.key
        assert set(one.tiers) <= {Tier.BRANCH, Tier.COMMITTEE}, one.key


def test_a_tier_is_offered_what_can_be_read_of_it() -> None:
    branch, committee = ({one.key for one in offered(tier)} for tier in ("branch", "committee"))

    assert "routines.theme_day" in branch - committee
    assert "coverage.should_found" in committee - branch
    assert offered_by_key("routines.theme_day") in offered(Tier.BRANCH)
    assert offered_by_key("routines.no_such_thing") is None


def test_every_indicator_reads_bodies_of_a_city_without_data(world: World) -> None:
    for one in offered():
        bodies = [world.branch.pk] if Tier.BRANCH in one.tiers else [world.mall.pk]
        found = readings_of(one.key, tenant=world.tenant, bodies=bodies, period=YEAR)
        assert set(found) <= set(bodies), one.key
        for reading in found.values():
            assert (reading.of is not None) == one.has_denominator, one.key
        assert not readings_of(one.key, tenant=world.tenant, bodies=[], period=YEAR), one.key


def test_an_unknown_key_is_a_key_error(world: World) -> None:
    with pytest.raises(KeyError):
        readings_of("routines.no_such_thing", tenant=world.tenant, bodies=[], period=YEAR)


def test_a_rate_counts_all_of_its_rows_and_keeps_the_missing_ones_first() -> None:
    rows = [row(str(nth), counts=nth >= 3) for nth in range(MOST_ROWS + 10)]

    reading = rated(reversed(rows))

    assert (reading.value, reading.of) == (Decimal(MOST_ROWS + 7), Decimal(MOST_ROWS + 10))
    assert len(reading.rows) == MOST_ROWS
    assert [one.label for one in reading.rows[:3]] == ["2", "1", "0"]
    assert capped(rows[:3]) == tuple(rows[:3])


def test_a_body_without_rows_has_no_rate_and_a_count_of_nought() -> None:
    rows = [(1, row(counts=True)), (1, row(counts=False))]

    assert rated_by_body(rows)[1].value == Decimal(1)
    assert 2 not in rated_by_body(rows)
    found = counted_by_body(rows, bodies=[1, 2])
    assert (found[1].value, found[2]) == (Decimal(1), Reading(value=Decimal(0)))


def test_the_pages_of_rows_are_resolved_once() -> None:
    page = pages("routines:obligation_detail")
    assert (page(1), page(20)) == ("/routines/obligations/1/", "/routines/obligations/20/")


def test_a_row_is_kept_in_words_that_are_read_years_later() -> None:
    kept = RowBehind(
        "主题党日（2026年3月）", dt.date(2026, 3, 5), counts=True, path="/x/1/"
    ).plain()
    assert kept == {
        "label": "主题党日（2026年3月）",
        "day": "2026-03-05",
        "counts": True,
        "path": "/x/1/",
    }
    assert RowBehind("未登记", None, counts=False).plain()["day"] == ""
