"""Dues (党费, R-26, 中组发〔2008〕3号): one band for the whole income, half up to 0.01 yuan."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.views.decorators.debug import sensitive_variables

CENT: Final = Decimal("0.01")
_HUNDRED: Final = Decimal(100)


class Band(NamedTuple):
    """Up to an income in yuan a month (the last has no end), so much a hundred of all of it."""

    up_to: Decimal | None
    percent: Decimal


DEFAULT_BANDS: Final = (
    Band(Decimal(3000), Decimal("0.5")),
    Band(Decimal(5000), Decimal(1)),
    Band(Decimal(10000), Decimal("1.5")),
    Band(None, Decimal(2)),
)
"""What 中组发〔2008〕3号 asks of those with a monthly wage."""


@sensitive_variables()
def percent_of(income: Decimal, bands: Sequence[Band]) -> Decimal:
    """The band of an income: 5000 yuan pay 1%, 5000.01 yuan pay 1.5%."""
    return next(band.percent for band in bands if band.up_to is None or income <= band.up_to)


@sensitive_variables()
def owed_of(income: Decimal, percent: Decimal) -> Decimal:
    """What is owed for a month in yuan: on the whole sum, not by slices; half up to 0.01."""
    return (income * percent / _HUNDRED).quantize(CENT, rounding=ROUND_HALF_UP)


def check_bands(bands: Sequence[Band]) -> None:
    """A table that answers for every income: limits that rise, and an open last band.

    Raises ``ValidationError`` ``no_bands``, ``bands_in_order``, ``open_end``, ``no_percent``.
    """
    if not bands:
        raise ValidationError("请至少填写一档党费标准。", code="no_bands")
    limits = [band.up_to for band in bands[:-1]]
    if bands[-1].up_to is not None or None in limits:
        raise ValidationError(
            "只有最后一档没有上限，用“以上”表示，否则收入更高的党员没有标准可用。请核对各档。",
            code="open_end",
        )
    known = [limit for limit in limits if limit is not None]
    if sorted(set(known)) != known or (known and known[0] <= 0):
        raise ValidationError(
            "各档上限应从低到高，且不能重复。请按收入由低到高重新填写。", code="bands_in_order"
        )
    if any(not 0 < band.percent <= 10 for band in bands):
        raise ValidationError("比例应大于 0，不超过 10%。请核对各档比例。", code="no_percent")
