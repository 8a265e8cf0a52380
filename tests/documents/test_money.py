"""Amounts with separators and in capitals, as the People's Bank wants them on vouchers."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.money import amount, capital_amount

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read_whole(text):
    """A whole number read back from its capitals."""
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if name in text:
            high, _, low = text.rpartition(name)
            return read_whole(high) * size + read_whole(low)
    total = digit = 0
    for sign in text:
        if sign in UNITS:
            total, digit = total + digit * UNITS[sign], 0
        else:
            digit = DIGITS.index(sign)
    return total + digit


def read_back(text):
    """An amount read back from its capitals."""
    found = re.fullmatch("(负)?(?:(.+)元)?(?:零?(.)角)?(?:零?(.)分)?(整)?", text)
    sign, whole, ten, one, _ = found.groups()
    cents = DIGITS.index(ten or "零") * 10 + DIGITS.index(one or "零")
    value = Decimal(read_whole(whole or "")) + Decimal(cents) / 100
    return -value if sign else value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.55", "伍角伍分"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("35000", "叁万伍仟元整"),
        # The bank's own examples.
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        # Zeros in the middle of 万 and 亿.
        ("100500", "壹拾万零伍佰元整"),
        ("1001000", "壹佰万壹仟元整"),
        ("100001000", "壹亿零壹仟元整"),
        ("110000000", "壹亿壹仟万元整"),
        ("10500000000", "壹佰零伍亿元整"),
        ("1000000000000", "壹万亿元整"),
        ("1001001001", "壹拾亿零壹佰万壹仟零壹元整"),
        ("-12.30", "负壹拾贰元叁角整"),
    ],
)
def test_capitals_follow_the_rules_for_vouchers(value, words):
    assert capital_amount(Decimal(value)) == words


@given(st.integers(min_value=-(10**18) + 1, max_value=10**18 - 1))
def test_capitals_say_the_same_amount(cents):
    value = Decimal(cents) / 100

    words = capital_amount(value)

    assert read_back(words) == value
    assert "零零" not in words
    assert words.endswith("分") != words.endswith("整")


def test_amounts_have_separators_and_two_places():
    assert amount(Decimal("12345.6")) == "12,345.60"
    assert amount(Decimal("0")) == "0.00"
    assert amount(Decimal("-1234567.89")) == "-1,234,567.89"
    assert amount(Decimal("-0.00")) == "0.00"


@pytest.mark.parametrize("write", [amount, capital_amount])
def test_parts_of_a_cent_are_refused_and_never_rounded(write):
    for value in ("0.005", "NaN", "Infinity"):
        with pytest.raises(ValueError, match="whole cents"):
            write(Decimal(value))


def test_an_amount_without_an_agreed_name_is_refused():
    with pytest.raises(ValueError, match="agreed name"):
        capital_amount(Decimal(10) ** 16)
