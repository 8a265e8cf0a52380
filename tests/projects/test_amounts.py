"""Amounts: shares that add up to the cent, and what is no amount."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from projects.amounts import CENT, checked, rate, shared, total

AMOUNTS = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999999.99"), places=2)
CUTS = st.lists(st.integers(1, 99), min_size=0, max_size=6, unique=True).map(sorted)


@given(AMOUNTS, CUTS)
def test_shares_add_up_to_the_cent_and_none_is_moved_by_more_than_a_cent(
    amount: Decimal, cuts: list[int]
) -> None:
    ends = [0, *cuts, 100]
    shares = [end - start for start, end in pairwise(ends)]
    parts = shared(amount, shares)

    assert total(parts) == amount
    assert all(
        abs(part - amount * share / 100) <= CENT and part >= 0 and part == part.quantize(CENT)
        for part, share in zip(parts, shares, strict=True)
    )


def test_fifty_thirty_twenty_of_an_odd_amount_leaves_no_cent_over() -> None:
    assert shared(Decimal("100.01"), (50, 30, 20)) == [
        Decimal("50.01"),
        Decimal("30.00"),
        Decimal("20.00"),
    ]


@pytest.mark.parametrize("shares", [(), (50, 50, 10), (100, 0), (120, -20), (50, 30)])
def test_shares_that_make_no_whole_are_refused(shares: tuple[int, ...]) -> None:
    with pytest.raises(ValidationError, match="100%"):
        shared(Decimal("100.00"), shares)


@pytest.mark.parametrize("amount", ["0", "0.00", "-1", "0.001", "1e12", "NaN", "Infinity"])
def test_what_is_no_amount_of_money_is_refused(amount: str) -> None:
    with pytest.raises(ValidationError) as refused:
        checked(Decimal(amount))
    assert refused.value.code == "bad_amount"


def test_an_amount_gets_two_places_whatever_it_came_with() -> None:
    assert str(checked(Decimal("12"))) == "12.00"
    assert str(checked(Decimal("1.5000"))) == "1.50"
    assert checked(Decimal("-3"), may_be_negative=True) == Decimal("-3.00")


def test_a_rate_of_nothing_is_none() -> None:
    assert rate(Decimal(0), Decimal(0)) is None
    assert rate(Decimal("1000"), Decimal("3000")) == Decimal("33.3")
