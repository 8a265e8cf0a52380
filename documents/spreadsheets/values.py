"""What a stored cell value says as text, exactly as far as it is known.

An organisation code or identity number must come through digit by digit, so numbers are never
rounded here: whole numbers stay as they are written, and one that Excel has already shortened
to ``9.13205E+17`` is reported, not guessed.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from documents.spreadsheets.limits import EXCEL_DIGITS

BUILT_IN_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Number formats every workbook has that show a date or time; 27–36 and 50–58 are Chinese ones."""
SHORTENED: Final = re.compile(r"[+-]?\d(?:\.\d+)?E\+?(?:1[5-9]|[2-9]\d)", re.IGNORECASE)
"""A long number as Excel shows it once digits are gone: exponent 15 or more."""
ERROR_VALUES: Final = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
"""What a formula without a result is saved as."""

_WHOLE: Final = re.compile(r"[+-]?\d+")
_NOT_A_CODE: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DATE_SIGN: Final = re.compile(r"[ymdhs]", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST_SERIAL: Final = 2_958_466
"""Excel's calendar ends on 9999-12-31, one day before this number."""
_EPOCH_1900: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a calendar day, no moment in time
_EPOCH_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001
_FICTIONAL_DAY: Final = 60
"""Excel believes in 1900-02-29; serials before it are one day off."""


def shows_date(format_code: str) -> bool:
    """Whether a number format shows a date or time: ``yyyy"年"m"月"d"日"`` does, ``0.00`` no."""
    return _DATE_SIGN.search(_NOT_A_CODE.sub("", format_code)) is not None


def unescape(text: str) -> str:
    """Undo OOXML's ``_x000D_`` writing of characters that XML cannot hold."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    sign = chr(int(match[1], 16))
    return "" if "\ud800" <= sign <= "\udfff" else sign


def number_text(stored: str) -> tuple[str, bool]:
    """A number as plain digits, and whether digits have been lost before it came here."""
    stored = stored.strip()
    if _WHOLE.fullmatch(stored):
        return stored, False
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return stored, False
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return stored, False
    if number.adjusted() >= EXCEL_DIGITS:
        return stored, True
    tidy = number if number == number.to_integral_value() else Decimal(repr(float(number)))
    text = f"{tidy:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text), False


@lru_cache(maxsize=4096)
def date_text(stored: str, *, epoch_1904: bool) -> str:
    """A date serial as ``2026-03-05``, ``2026-03-05 14:30`` or, below one day, ``14:30``.

    What is no serial of Excel's calendar comes back unchanged.
    """
    try:
        serial = float(stored)
    except ValueError:
        return stored
    if not 0 <= serial < _LAST_SERIAL:
        return stored
    if not epoch_1904 and serial < _FICTIONAL_DAY and serial >= 1:
        serial += 1
    epoch = _EPOCH_1904 if epoch_1904 else _EPOCH_1900
    try:
        moment = epoch + timedelta(seconds=round(serial * 86_400))
    except OverflowError:
        return stored
    clock = moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
    if serial < 1:
        return clock
    day = moment.date().isoformat()
    return day if clock == "00:00" else f"{day} {clock}"
