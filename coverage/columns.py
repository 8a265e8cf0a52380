"""The columns of the ledger page: which there are, which are shown, how each reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from coverage.models import Unit


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in the query, its head, and what a unit shows there.

    ``kind`` says how it is drawn: plain words, a number, a day, or a telephone number.
    """

    key: str
    label: str
    shown: Callable[[Any], Any]
    kind: str = "text"
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What one unit shows in one column."""

    column: Column
    value: Any


def _region(unit: Any) -> str:
    parts = (unit.district.name if unit.district else "", unit.town.name if unit.town else "")
    return " ".join(part for part in parts if part)


COLUMNS = (
    Column("code", "信用代码", lambda unit: unit.code_text),
    Column("kind", "单位类型", lambda unit: unit.get_kind_display()),
    Column("industry", "行业", lambda unit: unit.industry.name, usual=True),
    Column("region", "区域", _region, usual=True),
    Column("building", "楼宇、园区或商圈", lambda unit: unit.building),
    Column("place", "归口组织", lambda unit: unit.place.label, usual=True),
    Column("cover", "覆盖方式", lambda unit: unit.get_cover_display(), usual=True),
    Column("operating", "经营状态", lambda unit: unit.get_operating_display()),
    Column("employees", "从业人数", lambda unit: unit.employees, "number"),
    Column("members", "正式党员", lambda unit: unit.members_here, "number", usual=True),
    Column("elsewhere", "关系在外党员", lambda unit: unit.members_elsewhere, "number"),
    Column("applicants", "入党申请人", lambda unit: unit.applicants, "number"),
    Column("activists", "入党积极分子", lambda unit: unit.activists, "number"),
    Column("counted", "数据日期", lambda unit: unit.counted_on, "day"),
    Column("contact", "最近联系", lambda unit: unit.last_contact_on, "day", usual=True),
    Column("next", "下次联系", lambda unit: unit.next_contact_on, "day"),
    Column("verified", "核实日期", lambda unit: unit.verified_on, "day"),
    Column("phone", "联系电话", lambda unit: unit.phone, "phone"),
)
USUAL = tuple(column.key for column in COLUMNS if column.usual)


def chosen_columns(keys: Sequence[str]) -> list[Column]:
    """The columns asked for, in the order of the page; the usual ones when none is known."""
    wanted = [column for column in COLUMNS if column.key in keys]
    return wanted or [column for column in COLUMNS if column.usual]


def cells_of(unit: Unit, columns: Sequence[Column]) -> list[Cell]:
    """What a unit shows in these columns."""
    return [Cell(column, column.shown(unit)) for column in columns]
