"""What is doubtful in a unit's row whose cells were read: errors, and notes that stop nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from coverage.imports.columns import PREFIXES, WORK_ONLY
from coverage.terms import Cover, UnitKind
from documents.intake.codes import REGISTRARS, organisation_code_doubtful
from documents.intake.fields import Field
from hierarchy.imports.planning import Fault

_DAYS: Final = ("established_on", "counted_on", "verified_on")


def check_figures(
    fault: Fault, fields: Mapping[str, Field], now: Callable[[str], Any], *, alone_from: int
) -> None:
    """Counts against one another, as ``now`` says that they will stand after the import.

    ``alone_from`` are the members from which the city asks for a branch of a unit's own.
    """
    employees, here = now("employees") or 0, now("members_here") or 0
    under_35 = now("under_35") or 0
    if under_35 > employees:
        text = f"不能多于从业人数（{employees} 人）。请核对这两个数。"
        fault.cell(fields["under_35"], text, under_35)
    members = here + (now("members_elsewhere") or 0)
    if members > employees:
        fault.note(f"党员合计 {members} 人，多于从业人数 {employees} 人，请留意。")
    if here < alone_from and now("cover") == Cover.ALONE:
        fault.note(f"覆盖方式为单独组建，正式党员只有 {here} 人，少于 {alone_from} 人，请留意。")


def check_code(fault: Fault, code: str, kind: str) -> None:
    """Whether a credit code looks like one of that kind of unit; hints only (§7.3)."""
    expected = PREFIXES.get(kind)
    if expected and not code.startswith(expected):
        registrar = REGISTRARS.get(code[:2], "其他登记机关")
        fault.note(
            f"信用代码以 {code[:2]} 开头（{registrar}），"
            f"与单位类型“{UnitKind(kind).label}”不常见，请留意。"
        )
    if organisation_code_doubtful(code):
        fault.note("信用代码第 9 至 17 位（组织机构代码）自身的校验位对不上，请对照证照核对。")


def check_days(
    fault: Fault, fields: Mapping[str, Field], values: Mapping[str, Any], *, on: dt.date
) -> None:
    """No day may lie in the future."""
    for key in _DAYS:
        day = values.get(key)
        if day is not None and day > on:
            fault.cell(fields[key], f"晚于今天（{on}）。请核对日期。", day)


def check_order(
    fault: Fault,
    fields: Mapping[str, Field],
    values: Mapping[str, Any],
    *,
    last: dt.date,
    figures: bool,
) -> None:
    """An older day never writes over newer figures; a day alone changes nothing."""
    day = values.get("counted_on")
    if figures and day is not None and day < last:
        fault.cell(
            fields["counted_on"],
            f"早于台账中该单位的数据日期（{last}），旧数据不能覆盖新数据。"
            "请核对日期；确为更正的，请填写今天。",
            day,
        )


def check_work(fault: Fault, cover: str, *, officer: bool, groups: bool) -> None:
    """Work coverage comes of an officer, or of a union or league (domain.md §7.1)."""
    works = officer or groups
    if cover == WORK_ONLY and not works:
        fault.note("填了“仅工作覆盖”，但没有指导员，也没有工会、团组织；统计时按未覆盖计。")
    if cover == Cover.NONE and works:
        fault.note("填了“未覆盖”，但有指导员或工会、团组织；统计时按仅工作覆盖计。")


def check_verified(
    fault: Fault,
    fields: Mapping[str, Field],
    changed: Mapping[str, Any],
    now: Callable[[str], Any],
    *,
    before: Mapping[str, Any],
    importer: str,
) -> None:
    """Who checked a unit and when go together, are never the importer's own, and go forward."""
    if "verified_on" not in changed and "verified_by" not in changed:
        return
    day, person = now("verified_on"), now("verified_by")
    if bool(day) != bool(person):
        missing = fields["verified_by" if day else "verified_on"]
        fault.cell(missing, "核实人和核实日期须同时填写，请补上。", now(missing.key))
    elif person and importer and str(person).startswith(importer):
        fault.cell(fields["verified_by"], "核实须由导入人以外的人办理。请填写实际核实人。", person)
    last = before.get("verified_on")
    if day and last and day < last:
        fault.cell(fields["verified_on"], f"早于台账中的核实日期（{last}），请核对日期。", day)
