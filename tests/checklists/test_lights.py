"""灯色: derived from status, day and progress, never stored."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from checklists.models import Assignment
from checklists.rules import light_of, plain_number, shortfall, spread_evenly
from checklists.terms import AssignmentStatus
from hierarchy.models import Tenant

TENANT = Tenant(warn_days=15, warn_progress=80)
ON = dt.date(2026, 10, 1)


@pytest.mark.parametrize(
    ("status", "days_left", "progress", "light"),
    [
        ("in_progress", 16, 0, "green"),
        ("in_progress", 15, 79, "yellow"),
        ("in_progress", 15, 80, "green"),
        ("in_progress", 0, 0, "yellow"),
        ("in_progress", -1, 99, "red"),
        ("to_sign", -1, 0, "red"),
        ("to_sign", 3, 0, "yellow"),
        ("returned", -1, 100, "red"),
        ("reported", -30, 100, "green"),
        ("objected", -30, 0, "green"),
        ("accepted", -30, 100, "blue"),
        ("unfulfilled", -30, 0, "blue"),
        ("carried_over", 30, 0, "blue"),
        ("paused", -30, 0, "grey"),
        ("cancelled", 30, 0, "grey"),
    ],
)
def test_each_light_has_its_day(status: str, days_left: int, progress: int, light: str) -> None:
    owed = Assignment(status=status, progress=progress, due_date=ON + dt.timedelta(days=days_left))

    assert light_of(owed, tenant=TENANT, on=ON) == light


def test_every_status_has_a_light() -> None:
    for status in AssignmentStatus:
        assert light_of(Assignment(status=status, due_date=ON), tenant=TENANT, on=ON)


@pytest.mark.parametrize(
    ("total", "count", "parts"),
    [
        ("30", 4, ["8", "8", "7", "7"]),
        ("2", 3, ["1", "1", "0"]),
        ("7.5", 2, ["4.5", "3"]),
        ("30", 0, []),
    ],
)
def test_whole_parts_add_up_again(total: str, count: int, parts: list[str]) -> None:
    spread = spread_evenly(Decimal(total), count)

    assert spread == [Decimal(part) for part in parts]
    assert sum(spread, Decimal(0)) == (Decimal(total) if count else 0)


@pytest.mark.parametrize(
    ("kind", "direction", "asked", "given", "gap"),
    [
        ("cumulative", "at_least", 30, [12, 10, 7], 1),
        ("cumulative", "at_least", 30, [12, 10, 8], None),
        ("cumulative", "at_least", 30, [40], None),
        ("cumulative", "at_least", 30, [], 30),
        ("cumulative", "at_least", 0, [], None),
        ("cumulative", "at_most", 5, [3, 3], 1),
        ("cumulative", "at_most", 5, [], None),
        ("point", "at_least", 10, [5, 4], 1),
        ("ratio", "at_least", 95, [100, 90], 5),
        ("ratio", "at_least", 95, [95, 96], None),
        ("ratio", "at_most", 5, [3, 8], 3),
    ],
)
def test_how_much_is_missing(
    kind: str, direction: str, asked: int, given: list[int], gap: int | None
) -> None:
    found = shortfall(
        kind=kind,
        direction=direction,
        asked=Decimal(asked),
        given=[Decimal(value) for value in given],
    )

    assert found == (None if gap is None else Decimal(gap))


def test_figures_read_without_idle_zeros() -> None:
    assert [plain_number(Decimal(text)) for text in ("30.00", "12.50", "0.00", "100")] == [
        *("30", "12.5", "0", "100")
    ]
