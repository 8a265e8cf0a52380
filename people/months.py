"""Months of the calendar (自然月): the same day later, cut at the month's end."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day some months later (or earlier); the month's last where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def full_months(since: dt.date, on: dt.date) -> int:
    """How many whole months lie between two days; from 31 January one is full on 28 February."""
    months = (on.year - since.year) * 12 + on.month - since.month
    return max(0, months - (months_later(since, months) > on))


def first_of(day: dt.date) -> dt.date:
    """The first day of a day's month, by which a month is called."""
    return day.replace(day=1)


def in_words(month: dt.date) -> str:
    """``2026年3月``."""
    return f"{month.year}年{month.month}月"
