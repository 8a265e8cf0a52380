"""What inspections and letters never say (domain.md §5.3): they are of bodies, not of persons."""

from __future__ import annotations

import re
from typing import Final

from django.core.exceptions import ValidationError

_IDENTITY: Final = re.compile(r"(?<!\d)\d{6}(?:18|19|20)\d{9}[\dXx](?!\d)")
_MOBILE: Final = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_HIDDEN: Final = "（个人信息已隐去）"


def refuse_personal(**texts: str) -> None:
    """Raise ``ValidationError`` ``personal_data`` where a text names an identity or mobile number.

    By field name, so that a form marks the field. The contact of the issuer is an office line.
    """
    found = {
        name: ValidationError(
            "这里写有身份证号或手机号码。体检和整改只写组织，不写个人信息，请删去后再保存。",
            code="personal_data",
        )
        for name, text in texts.items()
        if _IDENTITY.search(text) or _MOBILE.search(text)
    }
    if found:
        raise ValidationError(found)


def without_personal(text: str) -> str:
    """A text without such numbers: for what others wrote and a finding takes over."""
    return _MOBILE.sub(_HIDDEN, _IDENTITY.sub(_HIDDEN, text))
