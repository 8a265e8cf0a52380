"""Dates, numbers and file names as official documents write them."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_NOT_IN_NAME: Final = re.compile(
    r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]'
)
_NUMERALS: Final = ("", *"一二三四五六七八九")
_NAME_BYTES: Final = 200
"""Most bytes of a name before its extension; file systems allow 255 in all."""


def chinese_date(day: date) -> str:
    """``2026年3月5日``: Arabic digits, no padded zeros (GB/T 9704-2012 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def filename(*, number: str, title: str) -> str:
    """``编号_标题.docx`` without what file systems refuse; cut between characters, not bytes."""
    parts = [" ".join(_NOT_IN_NAME.sub(" ", part).split()) for part in (number, title)]
    stem = "_".join(part for part in parts if part).strip(" .")
    stem = stem.encode()[:_NAME_BYTES].decode(errors="ignore").strip(" .")
    return f"{stem or '文件'}.docx"


def numeral(number: int) -> str:
    """``一`` to ``九十九``, as headings count."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return f"{head}{_NUMERALS[ones]}"


def full_width(text: str) -> float:
    """Width of ``text`` in Chinese characters: digits and Latin letters count half."""
    return sum(0.5 if sign.isascii() else 1 for sign in text)
