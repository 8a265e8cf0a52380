"""The two public papers of a recruitment as Word: 招录公告 and 拟录用人员公示 (article 10).

They tell of posts, names and marks; never a telephone number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from documents.word.names import chinese_date
from documents.word.sectioned import Section, SectionedPaper, SectionTable, sectioned_document
from documents.word.table import TableColumn
from people.models import Entrant, PeoplePolicy, Recruitment
from people.staff_rules import total_mark

COLUMNS: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("姓名", 2.4, centered=True),
    TableColumn("是否党员", 1.8, centered=True),
    TableColumn("笔试成绩", 2, centered=True),
    TableColumn("面试成绩", 2, centered=True),
    TableColumn("总成绩", 2, centered=True),
)


def call_paper(recruitment: Recruitment, *, policy: PeoplePolicy, on: dt.date) -> bytes:
    """The notice that calls for entries (招录公告), dated ``on``."""
    body = recruitment.organization.name
    written = recruitment.written_share
    sections = [
        Section(
            "招录岗位和人数", [f"岗位：{recruitment.title}", f"人数：{recruitment.openings} 人"]
        ),
        Section("岗位条件", recruitment.requirements.splitlines()),
        Section(
            "报名",
            [
                f"报名截止日期为 {chinese_date(recruitment.apply_until)}，逾期不再受理。",
                f"报名由{body}受理，请携带身份证明、学历证明和党员身份证明。",
            ],
        ),
        Section(
            "考试考察",
            [
                f"总成绩按百分制计算，笔试占 {written}%，面试占 {100 - written}%，"
                "四舍五入保留两位小数。考试后按规定考察。"
            ],
        ),
        Section(
            "公示和录用",
            [
                f"拟录用人选公示不少于 {policy.notice_days} 个工作日。"
                "公示期满无异议的，办理录用手续。"
            ],
        ),
    ]
    return sectioned_document(
        SectionedPaper(title=call_title(recruitment), issuer=body, on=on, sections=sections)
    )


def notice_paper(recruitment: Recruitment, entrants: Sequence[Entrant], *, on: dt.date) -> bytes:
    """The public notice of whom it proposes to take on (拟录用人员公示), dated ``on``.

    Asks for the days of the notice to be set.
    """
    start, end = recruitment.notice_from or on, recruitment.notice_until or on
    body = recruitment.organization.name
    rows = [_row(place, one, recruitment) for place, one in enumerate(entrants, start=1)]
    opening = f"根据招录公告，经报名、考试和考察，现将{recruitment.title}岗位拟录用人员予以公示。"
    sections = [
        Section("拟录用人员", [opening], SectionTable(COLUMNS, rows)),
        Section("公示时间", [f"自 {chinese_date(start)}起，至 {chinese_date(end)}止。"]),
        Section(
            "异议受理",
            [
                f"如对公示人员有异议，请在公示期内以书面或者口头形式向{body}反映。"
                "反映情况应当客观真实，并写明姓名和联系方式。"
            ],
        ),
    ]
    return sectioned_document(
        SectionedPaper(title=notice_title(recruitment), issuer=body, on=on, sections=sections)
    )


def call_title(recruitment: Recruitment) -> str:
    """「…招录专职党务工作者公告」."""
    return f"{recruitment.organization.name}招录专职党务工作者公告"


def notice_title(recruitment: Recruitment) -> str:
    """「…拟录用人员公示」."""
    return f"{recruitment.organization.name}拟录用专职党务工作者公示"


def _row(place: int, entrant: Entrant, recruitment: Recruitment) -> tuple[str, ...]:
    marks = (entrant.written_mark, entrant.oral_mark)
    total = total_mark(*marks, written_share=recruitment.written_share)
    return (
        str(place),
        entrant.name,
        "是" if entrant.is_member else "否",
        *("—" if mark is None else str(mark) for mark in (*marks, total)),
    )
