"""Amounts of money as papers write them: with separators, and in capitals (大写) for totals.

The rules of capitals are those of the People's Bank for bills and vouchers (《支付结算办法》附件
《正确填写票据和结算凭证的基本规定》); a zero that it leaves to the writer is left out.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
PLACES: Final = ("仟", "佰", "拾", "")
WAN: Final = 10_000
YI: Final = 100_000_000
LIMIT: Final = Decimal(10) ** 16
"""Amounts from here on (一亿亿元) have no agreed name."""
CENT: Final = Decimal("0.01")


def amount(value: Decimal) -> str:
    """``12,345.60``. Raises ``ValueError`` for parts of a cent: nothing is rounded here."""
    return f"{_exact(value):,.2f}"


def capital_amount(value: Decimal) -> str:
    """``叁万伍仟元整``, ``壹仟零陆元零伍分``, ``零元整``; a refund below zero begins with ``负``.

    Raises ``ValueError`` for parts of a cent and for 10,000 billion yuan (一亿亿元) or more.
    """
    exact = _exact(value)
    if abs(exact) >= LIMIT:
        raise ValueError("an amount this large has no agreed name")
    yuan, cents = divmod(int(abs(exact) * 100), 100)
    if not yuan and not cents:
        return "零元整"
    sign = "负" if exact < 0 else ""
    whole = f"{_whole(yuan)}元" if yuan else ""
    return f"{sign}{whole}{_cents(cents, after_yuan=bool(yuan))}"


def _exact(value: Decimal) -> Decimal:
    if not value.is_finite() or value != value.quantize(CENT):
        raise ValueError("an amount is a number of whole cents")
    # Adding nothing takes the sign from a negative zero.
    return value.quantize(CENT) + 0


def _cents(cents: int, *, after_yuan: bool) -> str:
    """角 and 分; 整 closes what ends before 分, and a missing 角 is a 零 behind 元."""
    ten, one = divmod(cents, 10)
    if not one:
        return f"{DIGITS[ten]}角整" if ten else "整"
    if ten:
        return f"{DIGITS[ten]}角{DIGITS[one]}分"
    return f"{'零' if after_yuan else ''}{DIGITS[one]}分"


def _whole(number: int) -> str:
    """A whole number above zero: what stands before 亿 and 万 is read like a number itself."""
    for size, name in ((YI, "亿"), (WAN, "万")):
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return f"{_whole(high)}{name}{gap}{_whole(low) if low else ''}"
    return _thousands(number)


def _thousands(number: int) -> str:
    """1 to 9999: zeros in the middle are one 零, zeros at the end none."""
    text, gap = "", False
    for digit, place in zip(f"{number:04d}", PLACES, strict=True):
        if digit == "0":
            gap = bool(text)
            continue
        text += f"{'零' if gap else ''}{DIGITS[int(digit)]}{place}"
        gap = False
    return text
