"""Dues by band on the whole sum (domain.md R-26, §11 case 6), and the tables a city may set."""

from __future__ import annotations

from decimal import Decimal

import pytest

from people.dues_rules import DEFAULT_BANDS, Band, check_bands, owed_of, percent_of
from tests.refusals import refusal


@pytest.mark.parametrize(
    ("income", "percent", "owed"),
    [
        ("0.01", "0.5", "0.00"),
        ("3000", "0.5", "15.00"),
        ("3000.01", "1", "30.00"),
        ("5000", "1", "50.00"),
        ("5000.01", "1.5", "75.00"),
        ("10000", "1.5", "150.00"),
        ("10000.01", "2", "200.00"),
        ("2345", "0.5", "11.73"),
        ("6543.21", "1.5", "98.15"),
    ],
)
def test_one_band_takes_the_whole_income(income: str, percent: str, owed: str) -> None:
    found = percent_of(Decimal(income), DEFAULT_BANDS)

    assert found == Decimal(percent)
    assert owed_of(Decimal(income), found) == Decimal(owed)


def test_half_a_cent_is_rounded_up() -> None:
    assert owed_of(Decimal("1001"), Decimal("0.5")) == Decimal("5.01")
    assert owed_of(Decimal("1000.99"), Decimal("0.5")) == Decimal("5.00")


def _bands(*rows: tuple[str | None, str]) -> list[Band]:
    return [Band(Decimal(up_to) if up_to else None, Decimal(share)) for up_to, share in rows]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((), "no_bands"),
        ((("3000", "1"),), "open_end"),
        (((None, "1"), (None, "2")), "open_end"),
        ((("5000", "1"), ("3000", "2"), (None, "3")), "bands_in_order"),
        ((("3000", "1"), ("3000", "2"), (None, "3")), "bands_in_order"),
        ((("0", "1"), (None, "3")), "bands_in_order"),
        ((("3000", "0"), (None, "3")), "no_percent"),
        (((None, "11"),), "no_percent"),
    ],
)
def test_a_table_that_leaves_an_income_without_answer_is_refused(
    rows: tuple[tuple[str | None, str], ...], code: str
) -> None:
    with refusal(code):
        check_bands(_bands(*rows))


def test_the_regulations_own_table_stands() -> None:
    check_bands(DEFAULT_BANDS)
