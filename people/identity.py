"""The shape of what identifies a person: identity number, mobile number, income."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import Final

from documents.intake.phones import tidy_phone

_SHAPE: Final = re.compile(r"\d{17}[\dX]", re.ASCII)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_MOBILE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)
_CENT: Final = Decimal("0.01")
_RICHEST: Final = Decimal(10_000_000)


def tidy_identity(text: str) -> str:
    """Without blanks, the last letter in capitals."""
    return re.sub(r"\s", "", text).upper()


def identity_fault(text: str, *, on: dt.date) -> str:
    """Why a tidied text is no identity number (公民身份号码, GB 11643-1999); empty when it is one.

    Asks for 18 characters, a real day of birth before ``on``, and the check digit. The words
    never repeat the number.
    """
    if not _SHAPE.fullmatch(text):
        return "身份证号应为 18 位：前 17 位是数字，末位是数字或字母X。请核对后重新填写。"
    try:
        born = dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        born = dt.date.max
    if born >= on:
        return "身份证号第 7 至 14 位不是有效的出生日期，请对照证件核对。"
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    if _CHECKS[total % 11] != text[17]:
        return "身份证号末位校验码不符，可能有一位输错，请对照证件逐位核对。"
    return ""


def tidy_mobile(text: str) -> str:
    """The eleven digits without blanks, dashes and the country's code."""
    return tidy_phone(text) or ""


def mobile_fault(text: str) -> str:
    """Why a tidied text is no mobile number; empty when it is one."""
    if _MOBILE.fullmatch(text):
        return ""
    return "手机号码应为 11 位数字，以 1 开头。请核对后重新填写。"


def tidy_income(text: str) -> str:
    """A monthly sum in yuan with two places, such as 5000.00; empty for what is none."""
    try:
        amount = Decimal(text.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return ""
    is_sum = amount.is_finite() and 0 <= amount <= _RICHEST
    return str(amount.quantize(_CENT)) if is_sum and amount == amount.quantize(_CENT) else ""
