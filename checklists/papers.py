"""A list on paper: what ``documents.word`` is told of it, and the rows of an assignment export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils import timezone

from checklists.changes import field_text
from checklists.models import Assignment, Checklist, ChecklistItem
from checklists.rules import light_of, plain_number
from checklists.terms import Light
from documents.spreadsheets.writer import Column, ColumnKind
from documents.word.checklist import ListPaper
from documents.word.table import TableColumn
from hierarchy.models import Organization

PAPER_COLUMNS: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("类别", 1.2, centered=True),
    TableColumn("任务内容", 5),
    TableColumn("目标要求", 4.5),
    TableColumn("量化指标", 2.6),
    TableColumn("责任单位、责任人", 3),
    TableColumn("完成时限", 2.2, centered=True),
    TableColumn("佐证材料", 2.6),
)
ASSIGNMENT_COLUMNS: Final = (
    Column("number", "清单编号", 24),
    Column("serial", "序号", 6, kind=ColumnKind.INTEGER),
    Column("category", "类别", 8),
    Column("title", "任务内容", 36),
    Column("issuer", "下发单位", 24),
    Column("receiver", "接收单位", 24),
    Column("light", "灯色", 8),
    Column("status", "状态", 14),
    Column("target", "目标值", 10, kind=ColumnKind.DECIMAL),
    Column("actual", "实际值", 10, kind=ColumnKind.DECIMAL),
    Column("unit", "单位", 6),
    Column("progress", "进度（%）", 8, kind=ColumnKind.INTEGER),
    Column("due", "完成时限", 12, kind=ColumnKind.DATE),
    Column("signed", "签收时间", 18, kind=ColumnKind.DATETIME),
    Column("reported", "最近填报时间", 18, kind=ColumnKind.DATETIME),
    Column("settled", "销号时间", 18, kind=ColumnKind.DATETIME),
)


def list_paper(checklist: Checklist, *, on: dt.date) -> ListPaper:
    """A list as a document: with a red head only where the issuer may number documents and has
    registered this list's number; a plain sheet with a signing column otherwise. Two queries."""
    issuer = checklist.issuer
    red = issuer.may_issue_documents and bool(checklist.issue_number)
    issued = timezone.localdate(checklist.issued_at) if checklist.issued_at else on
    version = f"（第 {checklist.version} 版）" if checklist.version > 1 else ""
    return ListPaper(
        issuer=issuer.name,
        may_issue_documents=red,
        number=checklist.number or "草稿，尚未编号",
        title=f"{checklist.title}{version}",
        year=checklist.year,
        recipients=_recipients(checklist, on=on),
        columns=PAPER_COLUMNS,
        rows=[_paper_row(item) for item in checklist.items.order_by("serial")],
        issue_date=issued,
        document_no=checklist.issue_number,
        signer=checklist.signer,
        basis=checklist.document_no,
        is_draft=checklist.issued_at is None,
    )


def assignment_rows(assignments: Iterable[Assignment], *, on: dt.date) -> Iterator[dict[str, Any]]:
    """Assignments as rows of ``ASSIGNMENT_COLUMNS``."""
    for owed in assignments:
        item = owed.item
        yield {
            "number": item.checklist.number,
            "serial": item.serial,
            "category": item.get_category_display(),
            "title": item.title,
            "issuer": owed.issuer.name,
            "receiver": owed.receiver.name,
            "light": Light(light_of(owed, tenant=owed.tenant, on=on)).label,
            "status": owed.get_status_display(),
            "target": owed.target_value,
            "actual": owed.actual_value,
            "unit": item.indicator_unit,
            "progress": owed.progress,
            "due": owed.due_date,
            "signed": owed.signed_at,
            "reported": owed.last_report_at,
            "settled": owed.settled_at,
        }


def _recipients(checklist: Checklist, *, on: dt.date) -> list[str]:
    """Whom it goes to: once issued, whoever got it; before, the direct subordinates."""
    if checklist.issued_at:
        bodies = Organization.objects.filter(
            pk__in=Assignment.objects.filter(item__checklist=checklist).values("receiver_id")
        )
    else:
        bodies = Organization.objects.children_of(checklist.issuer).open(on)
    return list(bodies.by_name().values_list("name", flat=True))


def _paper_row(item: ChecklistItem) -> tuple[str, ...]:
    who = "，".join(filter(None, [item.lead_unit, item.responsible]))
    partners = "、".join(filter(None, [item.partner_units, item.partners]))
    minimum = f"（不少于 {item.evidence_minimum} 份）" if item.evidence_minimum else ""
    return (
        str(item.serial),
        item.get_category_display(),
        "\n".join(filter(None, [item.title, item.content])),
        item.requirement,
        indicator_text(item),
        who + (f"\n协同：{partners}" if partners else ""),
        field_text(item, "due_date"),
        f"{item.evidence_types}{minimum}",
    )


def indicator_text(item: ChecklistItem) -> str:
    """The indicator in words: 「应建已建率不低于 100%（比率）」."""
    if item.target_value is None:
        return ""
    figure = f"{plain_number(item.target_value)}{item.indicator_unit}"
    way = item.get_direction_display()
    return f"{item.indicator_name}{way} {figure}（{item.get_indicator_kind_display()}）"
