"""The register of a branch as a workbook: masked unless plain numbers were approved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from documents.spreadsheets.pen import ColumnKind
from documents.spreadsheets.watermarked import write_watermarked
from documents.spreadsheets.writer import Column
from people.member_facts import SEALED
from people.models import Member

COLUMNS: Final = (
    Column("name", "姓名", 18),
    Column("identity", "身份证号", 22),
    Column("phone", "手机号码", 16),
    Column("address", "住址", 48),
    Column("income", "党费计算基数（元/月）", 16),
    Column("standing", "党员身份", 12),
    Column("admitted_on", "入党日期", 14, kind=ColumnKind.DATE),
    Column("regular_on", "转正日期", 14, kind=ColumnKind.DATE),
    Column("joined_on", "转入日期", 14, kind=ColumnKind.DATE),
    Column("duty", "党内职务", 14),
    Column("presence", "状态", 12),
)


def roster_workbook(
    *, title: str, members: Iterable[Member], is_plain: bool, watermark: str
) -> bytes:
    """An .xlsx whose every printed page carries ``watermark``: who took it, when, what for."""
    return write_watermarked(
        title=title,
        columns=COLUMNS,
        rows=_rows(members, is_plain=is_plain),
        watermark=watermark,
    )


def _rows(members: Iterable[Member], *, is_plain: bool) -> Iterator[dict[str, object]]:
    for member in members:
        row: dict[str, object] = {
            column.key: getattr(member, column.key)
            for column in COLUMNS
            if column.key not in SEALED
        }
        row |= {
            name: getattr(member, name).plain() if is_plain else str(getattr(member, name))
            for name in SEALED
        }
        row |= {
            "standing": member.get_standing_display(),
            "presence": member.get_presence_display(),
        }
        yield row
