"""Fictitious unified social credit codes (统一社会信用代码) that pass every check.

GB 32100-2015 fixes the 18 characters, GB 11714 the check digit of the organisation code
inside (characters 9–17). The organisation part lies in ranges (``MA0…``, ``MD0…``, ``000…``) that
published codes of Jiangsu bodies do not use, so a demo code is not meant to name anybody.
"""

from __future__ import annotations

import re

from stdnum.cn import uscc

# Characters 9–11, as registration offices use them for each kind of body.
ORGANIZATION_PREFIX = {"91": "MA0", "92": "MA0", "31": "MD0", "51": "000", "52": "000", "53": "000"}
SERIAL_MAX = 99_999
# Registration offices whose number differs from the region's code (domain: 工业园区, law firms).
INDUSTRIAL_PARK = ("320571", "320594")
LAW_FIRM_KIND = "31"

_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(*, kind: str, district_code: str, serial: int) -> str:
    """Return a valid code for a body of ``kind`` (first two characters, e.g. ``91``).

    ``district_code`` has six digits; the office that registers there is put in its place.
    Equal arguments give equal codes. Raises ``ValueError`` for an unknown kind, a malformed
    district code or a serial outside 1–99,999.
    """
    if kind not in ORGANIZATION_PREFIX:
        known = "、".join(ORGANIZATION_PREFIX)
        message = f"登记类别“{kind}”不在可用范围内，请使用：{known}。"
        raise ValueError(message)
    if not re.fullmatch(r"[0-9]{6}", district_code):
        message = f"区划代码“{district_code}”应为 6 位数字，请核对后重试。"
        raise ValueError(message)
    if not 1 <= serial <= SERIAL_MAX:
        message = f"流水号 {serial} 超出范围，请使用 1 至 {SERIAL_MAX} 之间的整数。"
        raise ValueError(message)
    body = f"{ORGANIZATION_PREFIX[kind]}{serial:05d}"
    number = f"{kind}{_registration_office(kind, district_code)}{body}{_organization_digit(body)}"
    return f"{number}{uscc.calc_check_digit(number)}"


def _registration_office(kind: str, district_code: str) -> str:
    if kind == LAW_FIRM_KIND:
        return f"{district_code[:2]}0000"
    region, office = INDUSTRIAL_PARK
    return office if district_code == region else district_code


def _organization_digit(body: str) -> str:
    """Return the check digit of GB 11714 for the eight characters ``body``."""
    total = sum(
        int(character, 36) * weight for character, weight in zip(body, _WEIGHTS, strict=True)
    )
    return "0X987654321"[total % 11]
