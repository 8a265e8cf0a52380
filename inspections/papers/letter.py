"""The letter of a rectification (整改通知书、批评指正函) as Word (domain.md §5.3 and §9).

It tells of the body alone: no member, no identity number. Who signed for it is on the receipt.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.utils import timezone

from documents.papers.paper import PaperTable
from documents.word.letter import LetterPaper, letter_document
from documents.word.names import chinese_date, filename
from documents.word.table import TableColumn
from inspections.facts import plain
from inspections.models import Finding, Inspection, Rectification
from inspections.reports import names_as_of
from inspections.terms import TOLD_INSPECTIONS, RectificationKind, RectificationStatus
from workflow.models import AuditEntry

FINDING_COLUMNS: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("指标", 1.6, centered=True),
    TableColumn("问题事实", 6),
    TableColumn("依据条款", 3),
    TableColumn("程度", 1.2, centered=True),
    TableColumn("扣分", 1.2, centered=True),
)
RECEIPT_COLUMNS: Final = (
    TableColumn("送达方式", 2, centered=True),
    TableColumn("送达日期", 3.4, centered=True),
    TableColumn("签收单位", 4, centered=True),
    TableColumn("签收人", 1.8, centered=True),
    TableColumn("签收时间", 3.4, centered=True),
)
FOUND: Final = "存在问题"
_ISSUES: Final = ("rectification.issue", "rectification.note_verbal")


def letter_of(letter: Rectification, findings: Sequence[Finding]) -> bytes:
    """The letter as .docx; a draft has neither number nor day."""
    is_draft = letter.status == RectificationStatus.DRAFT
    issuer, told = _names(letter)
    demands, follow = _demands(letter)
    parts = [(FOUND, "" if findings else "见体检结果告知。"), (demands, letter.demands)]
    paper = LetterPaper(
        issuer=issuer,
        title=letter.title,
        addressee=told,
        opening=_opening(letter),
        parts=[*parts, (follow, _follow(letter))],
        tables=((FOUND, _findings(findings)),) if findings else (),
        written_on=timezone.localdate(letter.created_at),
        on=letter.issued_on,
        number=f"编号：{letter.number or '（下发后编号）'}",
        is_red=letter.issuer.may_issue_documents,
        receipt=None if is_draft else _receipt(letter, told),
    )
    return letter_document(paper)


def _names(letter: Rectification) -> tuple[str, str]:
    """What who wrote and who was told were called on the day of the letter; today of a draft."""
    bodies = (letter.issuer, letter.organization)
    if letter.issued_on is None:
        return bodies[0].name, bodies[1].name
    names = names_as_of([body.pk for body in bodies], day=letter.issued_on)
    issuer, told = (names.get(body.pk, body.name) for body in bodies)
    return issuer, told


def name_of(letter: Rectification) -> str:
    """``编号_标题.docx``; a draft without number."""
    return filename(number=letter.number, title=letter.title)


def first_due_on(letter: Rectification) -> dt.date | None:
    """The day that was set at the issue, also once a second round has set another."""
    if letter.second_since is None:
        return letter.due_on
    entries = AuditEntry.objects.about(letter).filter(verb__in=_ISSUES).order_by("pk")
    entry = entries.first()
    told = str(entry.after.get("due_on", "")) if entry else ""
    return dt.date.fromisoformat(told) if told else letter.due_on


def _demands(letter: Rectification) -> tuple[str, str]:
    if letter.kind == RectificationKind.ORDER:
        return "整改要求", "责任、期限与反馈"
    return "改进要求", "责任、期限与说明"


def _opening(letter: Rectification) -> str:
    """Which inspection it follows from, with the result in numbers, and what is asked."""
    asked = "现通知整改" if letter.kind == RectificationKind.ORDER else "现予批评指正，请改进"
    inspection = letter.inspection
    if inspection is None:
        return f"经核查，你单位存在下列问题，{asked}。"
    return f"经{inspection.round.name}核验评分，{_result(inspection)}存在下列问题，{asked}。"


def _result(inspection: Inspection) -> str:
    if inspection.status not in TOLD_INSPECTIONS or inspection.total is None:
        return "你单位"
    points = plain(inspection.points) if inspection.points is not None else "0"
    full = plain(inspection.full) if inspection.full is not None else "0"
    grade = inspection.get_grade_display()
    return f"你单位得分 {points}/{full}，折算 {inspection.total} 分，等次为“{grade}”，"


def _findings(findings: Sequence[Finding]) -> PaperTable:
    rows = [
        (
            str(place),
            finding.code or "—",
            finding.fact,
            finding.article or "—",
            finding.get_level_display(),
            plain(finding.lost) if finding.lost is not None else "—",
        )
        for place, finding in enumerate(findings, start=1)
    ]
    return PaperTable(title="", columns=FINDING_COLUMNS, rows=rows)


def _follow(letter: Rectification) -> str:
    """Who answers, until when, how, and whom to ask; one line each."""
    first = first_due_on(letter)
    day = chinese_date(first) if first else _days_to_come(letter)
    lines = [
        ("责任人", letter.responsible),
        ("整改期限" if letter.kind == RectificationKind.ORDER else "说明期限", day),
        ("反馈方式", letter.feedback),
        ("签发人", letter.issued_by.name if letter.issued_by else ""),
        ("联系人", letter.contact),
    ]
    if letter.second_since and letter.due_on:
        since = chinese_date(letter.second_since)
        lines.append(("二次整改期限", f"{chinese_date(letter.due_on)}（自{since}起）"))
    return "\n".join(f"{label}：{text}" for label, text in lines if text)


def _days_to_come(letter: Rectification) -> str:
    """By which days a draft will be due: a reminder has one number of days for all."""
    if letter.kind == RectificationKind.REMINDER:
        return "自下发之日起按统一的说明期限计算"
    return f"按“{letter.get_urgency_display()}”自下发之日起计算"


def _receipt(letter: Rectification, told: str) -> PaperTable:
    signed = timezone.localtime(letter.signed_at) if letter.signed_at else None
    when = f"{chinese_date(signed.date())} {signed:%H:%M}" if signed else "（未签收）"
    issued = chinese_date(letter.issued_on) if letter.issued_on else "—"
    row = ("系统送达", issued, told, letter.signed_name or "—", when)
    return PaperTable(title="送达与签收记录", columns=RECEIPT_COLUMNS, rows=[row])
