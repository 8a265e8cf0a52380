"""The public notice of points within a branch as Word (党员积分公示): by name, without any sum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from documents.word.names import chinese_date
from documents.word.sectioned import Section, SectionedPaper, SectionTable, sectioned_document
from documents.word.table import TableColumn
from hierarchy.models import Organization
from people.models import PointsEntry
from people.points_rules import plain, quarter_of

_COLUMNS: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("姓名", 2, centered=True),
    TableColumn("事项", 6),
    TableColumn("积分项目", 3),
    TableColumn("发生日期", 2.6, centered=True),
    TableColumn("分值", 1.4, centered=True),
)


def points_paper(branch: Organization, entries: Sequence[PointsEntry], *, on: dt.date) -> bytes:
    """What a branch made public on a day; ``entries`` in the order of names."""
    rows = [_row(place, entry) for place, entry in enumerate(entries, start=1)]
    until = quarter_of(max(entry.happened_on for entry in entries)).label
    opening = f"截至{until}，经核定的党员积分事项公示如下。积分不排名，只作民主评议的参考。"
    objecting = f"对公示事项有异议的，请向{branch.name}反映，并说明事实和依据。"
    sections = [
        Section("公示事项", [opening], SectionTable(_COLUMNS, rows)),
        Section("异议受理", [objecting, "经核查异议成立的，予以撤销，不再计分。"]),
    ]
    title = points_title(branch)
    return sectioned_document(
        SectionedPaper(title=title, issuer=branch.name, on=on, sections=sections)
    )


def points_title(branch: Organization) -> str:
    """「…党员积分公示」."""
    return f"{branch.name}党员积分公示"


def _row(place: int, entry: PointsEntry) -> tuple[str, ...]:
    day = chinese_date(entry.happened_on)
    points = plain(entry.points)
    return (str(place), entry.member.name, entry.event, entry.rule.name, day, points)
