"""What marks add up to, and when a contract is spoken of."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.staff_rules import contract_ends_soon, total_mark

marks = st.decimals(min_value=0, max_value=100, places=2)
shares = st.integers(min_value=0, max_value=100)


@pytest.mark.parametrize(
    ("written", "oral", "share", "total"),
    [
        ("80", "90", 50, "85.00"),
        ("81.5", "90", 60, "84.90"),
        ("80.01", "80.02", 50, "80.02"),
        ("80.01", "80.00", 50, "80.01"),
        ("77.77", "88.88", 100, "77.77"),
        ("77.77", "88.88", 0, "88.88"),
    ],
)
def test_the_total_is_weighed_and_rounded_half_up(
    written: str, oral: str, share: int, total: str
) -> None:
    assert total_mark(Decimal(written), Decimal(oral), written_share=share) == Decimal(total)


def test_there_is_no_total_while_a_mark_that_counts_is_missing() -> None:
    assert total_mark(None, Decimal(90), written_share=50) is None
    assert total_mark(Decimal(90), None, written_share=50) is None
    assert total_mark(Decimal(90), None, written_share=100) == Decimal("90.00")
    assert total_mark(None, Decimal(90), written_share=0) == Decimal("90.00")


@given(written=marks, oral=marks, share=shares)
def test_a_total_lies_between_its_two_marks(written: Decimal, oral: Decimal, share: int) -> None:
    total = total_mark(written, oral, written_share=share)

    assert total is not None
    assert min(written, oral) <= total <= max(written, oral)


@pytest.mark.parametrize(
    ("day", "soon"),
    [
        (dt.date(2026, 4, 2), False),
        (dt.date(2026, 4, 1), True),
        (dt.date(2026, 2, 1), True),
        (None, False),
    ],
)
def test_a_contract_is_spoken_of_thirty_days_before_its_end(
    day: dt.date | None, soon: bool
) -> None:
    assert contract_ends_soon(day, on=dt.date(2026, 3, 2)) is soon
