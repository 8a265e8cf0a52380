"""Amounts of money (金额): always ``Decimal`` with two places; shares that add up to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import CharField, Func

CENT: Final = Decimal("0.01")
ZERO: Final = Decimal("0.00")
MOST: Final = Decimal("999999999999.99")
WHOLE: Final = 100


def to_cents(amount: Decimal) -> Decimal:
    """The amount with two places, halves up."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum, nought of nothing, with two places."""
    return sum(amounts, ZERO)


def yuan(amount: Decimal) -> str:
    """As it stands in a sentence: ``1,234.50``."""
    return f"{amount:,.2f}"


def checked(amount: Decimal, *, may_be_negative: bool = False) -> Decimal:
    """The amount with two places, as it may be written to a book.

    Raises ``ValidationError`` ``bad_amount``: not a number, nought, negative where that has no
    meaning, parts of a cent, or beyond what a book holds.
    """
    if not amount.is_finite() or to_cents(amount) != amount:
        raise ValidationError("金额最多两位小数（到分），请改正后再提交。", code="bad_amount")
    if amount == 0 or (amount < 0 and not may_be_negative):
        raise ValidationError("金额应大于零，请改正后再提交。", code="bad_amount")
    if abs(amount) > MOST:
        raise ValidationError("金额超出可登记的范围，请核对位数。", code="bad_amount")
    return to_cents(amount)


def shared(amount: Decimal, shares: Sequence[int]) -> list[Decimal]:
    """An amount in parts of so many hundredths each, that together are the amount to the cent.

    Each part ends where the rounded sum of the shares so far ends, so no cent is lost or made and
    none is moved further than half a cent. Raises ``ValidationError`` ``bad_shares``.
    """
    if not shares or any(share <= 0 for share in shares) or sum(shares) != WHOLE:
        raise ValidationError(
            "各批拨款比例都应大于零，合计应为 100%，请改正后再提交。", code="bad_shares"
        )
    ends = [to_cents(amount * sum(shares[: place + 1]) / WHOLE) for place in range(len(shares))]
    return [end - start for start, end in zip([ZERO, *ends], ends, strict=False)]


def rate(part: Decimal, whole: Decimal) -> Decimal | None:
    """Hundredths with one place; ``None`` of nothing. Shown beside numerator and denominator."""
    if whole == 0:
        return None
    return (part * WHOLE / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


class InYuan(Func):
    """An amount of a row as papers write it, told by the database: 12,345.60."""

    function = "TO_CHAR"
    template = "%(function)s(%(expressions)s, 'FM999,999,999,990.00')"
    output_field = CharField()
