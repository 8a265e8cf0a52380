"""Telephone numbers: read alike in sheets and in forms, so that an export returns unchanged."""

from __future__ import annotations

import re
from typing import Final

WANTED: Final = "请只填写一个 11 位手机号，或带区号的固定电话，如 0512-65220000。"

_MOBILE: Final = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_LANDLINE: Final = re.compile(
    r"(?:\+?86-?)?(?:(0\d{2,3})-?)?([2-9]\d{6,7})(?:(?:-|转|EXT\.?|X|,|#)(\d{1,6}))?"
)
_SERVICE: Final = re.compile(r"[48]00\d{7}|1\d{4}|12\d{3,6}")
_AROUND: Final = re.compile(r"[\s()（）]+")
_DASHES: Final = re.compile("[‐-―−]+")


def tidy_phone(text: str) -> str | None:
    """The number as it is kept, empty for nothing; ``None`` for what is not one number."""
    bare = _DASHES.sub("-", _AROUND.sub("", text)).upper()
    if not bare:
        return ""
    digits = bare.replace("-", "")
    if found := _MOBILE.fullmatch(digits):
        return found[1]
    if found := _LANDLINE.fullmatch(bare):
        return "-".join(part for part in found.groups() if part)
    return digits if _SERVICE.fullmatch(digits) else None
