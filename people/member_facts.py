"""What is written of a member: tidied and judged before anything is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError

from people.identity import (
    identity_fault,
    mobile_fault,
    tidy_identity,
    tidy_income,
    tidy_mobile,
)
from people.models import Member
from people.sealed import Secret
from people.terms import Standing

SEALED: Final = ("identity", "phone", "address", "income")
INDEXED: Final = ("identity", "phone")
DAYS: Final = ("admitted_on", "regular_on", "joined_on", "absent_on")
PLAIN: Final = ("name", "standing", "duty", "is_leader", "is_spared", *DAYS)

_AHEAD: Final = "日期不能晚于今天，请核对。"


def tidy_facts(content: Mapping[str, Any], *, on: dt.date) -> dict[str, Any]:
    """The facts as they are kept; a sealed one left empty is left out.

    Raises ``ValidationError`` by field: ``name_needed``, ``identity_wrong``, ``phone_wrong``,
    ``income_wrong``, ``day_ahead``, ``not_regular``. No message repeats what was typed.
    """
    facts = {name: content[name] for name in PLAIN if name in content}
    faults = _plain_faults(facts, on)
    for name in SEALED:
        text = str(content.get(name) or "").strip()
        if text:
            facts[name], fault = _JUDGES[name](text, on)
            if fault:
                faults[name] = ValidationError(fault, code=f"{name}_wrong")
    if faults:
        raise ValidationError(faults)
    return facts


def _plain_faults(facts: dict[str, Any], on: dt.date) -> dict[str, ValidationError]:
    """What is wrong with name and days; the name is tidied in place."""
    faults: dict[str, ValidationError] = {}
    if "name" in facts:
        facts["name"] = str(facts["name"] or "").strip()
        if not facts["name"]:
            faults["name"] = ValidationError("请填写姓名。", code="name_needed")
    for name in DAYS:
        if facts.get(name) and facts[name] > on:
            faults[name] = ValidationError(_AHEAD, code="day_ahead")
    if facts.get("standing") == Standing.PROBATIONARY and facts.get("regular_on"):
        words = "预备党员还没有转正，请清空转正日期，或把身份改为正式党员。"
        faults["regular_on"] = ValidationError(words, code="not_regular")
    return faults


def label_of(name: str) -> str:
    """What people call a fact."""
    field: Any = Member._meta.get_field(name)
    return str(field.verbose_name)


def changed_names(old: Any, facts: Mapping[str, Any]) -> list[str]:
    """Which facts are others than before; sealed ones are compared unsealed, and named alone."""
    return [name for name, value in facts.items() if _opened(getattr(old, name)) != value]


def for_trail(facts: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """What the trail may keep: days, standing and duties; never a name or a number."""
    hidden = (*SEALED, "name")
    return {name: facts[name] for name in names if name not in hidden and name in facts}


def _opened(value: Any) -> Any:
    return value.plain() if isinstance(value, Secret) else value


def _identity(text: str, on: dt.date) -> tuple[str, str]:
    tidied = tidy_identity(text)
    return tidied, identity_fault(tidied, on=on)


def _phone(text: str, on: dt.date) -> tuple[str, str]:
    tidied = tidy_mobile(text)
    return tidied, mobile_fault(tidied)


def _address(text: str, on: dt.date) -> tuple[str, str]:
    return text[:200], ""


def _income(text: str, on: dt.date) -> tuple[str, str]:
    tidied = tidy_income(text)
    return tidied, "" if tidied else "请填写每月金额，单位为元，最多两位小数，如 5000.00。"


_JUDGES: Final[dict[str, Callable[[str, dt.date], tuple[str, str]]]] = {
    "identity": _identity,
    "phone": _phone,
    "address": _address,
    "income": _income,
}
