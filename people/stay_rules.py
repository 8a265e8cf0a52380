"""双向共管: when each side should be in touch, and when the relation should move (R-29 to R-31)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from people.months import months_later
from people.terms import Abroad

MOVE_MONTHS: Final = 6
"""So long at a fixed place, and the relation is to be transferred (教管条例第二十五条)."""


def next_contact(*, begun: dt.date, last: dt.date | None, days: int) -> dt.date:
    """By which day one side should be in touch: so many days after the last time, or the start."""
    return max(last or begun, begun) + dt.timedelta(days=days)


def days_between(abroad: str, *, stay_days: int, abroad_days: int) -> int:
    """How many days may pass between contacts: longer for those out of the country (R-31)."""
    return abroad_days if abroad == Abroad.ABROAD else stay_days


def should_move(*, abroad: str, starts_on: dt.date, has_place: bool, on: dt.date) -> bool:
    """Whether to suggest the transfer (转移组织关系): six months at one place in the country."""
    if abroad == Abroad.ABROAD or not has_place:
        return False
    return months_later(starts_on, MOVE_MONTHS) <= on
