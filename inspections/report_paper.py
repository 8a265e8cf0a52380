"""A report of an inspection on paper (体检报告), and the sheet that hands results over (移交表)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils import timezone

from documents.word.names import chinese_date
from documents.word.sectioned import Section, SectionedPaper, SectionTable
from documents.word.table import TableColumn
from inspections.appeal_words import handling_of
from inspections.handover import HandoverLine
from inspections.models import Round
from inspections.reports import Report, ReportLine
from inspections.results import plain, report_title, round_title, total_text
from inspections.score_rules import signed
from workflow.indicators import MOST_ROWS

FINDINGS: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("程度", 1.4, centered=True),
    TableColumn("指标", 1.6, centered=True),
    TableColumn("事实", 5.8),
    TableColumn("依据条款", 2.6),
    TableColumn("扣分", 1.4, centered=True),
)
DIMENSIONS: Final = (TableColumn("维度", 4), TableColumn("得分/适用满分", 3, centered=True))
SHEET: Final = (
    TableColumn("代号", 1, centered=True),
    TableColumn("指标", 3.4),
    TableColumn("数值", 1.8, centered=True),
    TableColumn("得分/分值", 1.8, centered=True),
    TableColumn("评分依据", 4.4),
)
BEHIND: Final = (
    TableColumn("代号", 1, centered=True),
    TableColumn("明细", 6.4),
    TableColumn("日期", 2.8, centered=True),
    TableColumn("是否计入", 1.6, centered=True),
)
HANDOVER: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("行业党建专委会（党委）", 4.4),
    TableColumn("得分/适用满分", 2.4, centered=True),
    TableColumn("总分", 1.4, centered=True),
    TableColumn("等次", 1.4, centered=True),
    TableColumn("红项", 1.2, centered=True),
    TableColumn("黄项", 1.2, centered=True),
    TableColumn("整改（已销号/已下发）", 2.6, centered=True),
    TableColumn("已送达部门", 4),
)


def report_paper(report: Report) -> SectionedPaper:
    """The report as it was published: findings, dimensions, sheet, what changed the result."""
    inspection = report.inspection
    sections = [
        Section("发现的问题", _no_findings(report), _findings(report)),
        Section("各维度情况", (), _dimensions(report)),
        Section("体检单", (), _sheet(report)),
        *_changes(report),
        *_behind(report),
    ]
    kind = inspection.round.scheme.get_subject_display()
    return SectionedPaper(
        title=f"{report.body}\n{report_title(inspection.round)}",
        issuer=report.organizer,
        on=report.published_on,
        facts=[("体检对象", f"{report.body}（{kind}）"), *_facts(report)],
        sections=sections,
        notes=["本报告按公布时的内容打印；自动取数的数值和明细为取数当日登记的情况。"],
    )


def handover_paper(
    held: Round, lines: Sequence[HandoverLine], *, organizer: str, on: dt.date
) -> SectionedPaper:
    """The results of a round over committees, for the departments that assess leaders (第17条)."""
    rows = [
        (
            str(place),
            line.name,
            f"{plain(line.inspection.points)}/{plain(line.inspection.full)}",
            plain(line.inspection.total),
            str(line.inspection.get_grade_display()) or "—",
            str(line.red),
            str(line.yellow),
            f"{line.closed}/{line.issued}",
            "、".join(line.departments) or "—",
        )
        for place, line in enumerate(lines, start=1)
    ]
    published = timezone.localdate(held.published_at) if held.published_at else on
    notes = (
        "各单位按建制顺序排列，不分先后。总分＝得分÷适用满分×100，计入加减分，保留一位小数。",
        "整改为截至制表当日的情况，其余为公布时的结果。",
    )
    return SectionedPaper(
        title=f"{held.name}结果移交表",
        issuer=organizer,
        on=on,
        facts=[
            ("体检轮次", held.name),
            ("体检方案", str(held.scheme)),
            ("数据周期", _days(held)),
            ("公布日期", chinese_date(published)),
            ("移交依据", "第十七条：体检结果纳入各职能部门领导班子和领导干部考核"),
        ],
        sections=[Section("", (), SectionTable(HANDOVER, rows, notes))],
        is_wide=True,
        is_numbered=False,
    )


def _facts(report: Report) -> Iterable[tuple[str, str]]:
    inspection, held = report.inspection, report.inspection.round
    yield "体检轮次", round_title(held)
    yield "体检方案", str(held.scheme)
    yield "数据周期", _days(held)
    if held.read_on:
        yield "取数日期", chinese_date(held.read_on)
    yield "总分", total_text(inspection)
    limited = f"（受限于：{inspection.limited_by}）" if inspection.limited_by else ""
    yield "等次", f"{inspection.get_grade_display() or '—'}{limited}"
    yield "评分", inspection.scored_as or "—"
    yield "复核", inspection.checked_as or "—"


def _days(held: Round) -> str:
    return f"{chinese_date(held.period_start)}至{chinese_date(held.period_end)}"


def _no_findings(report: Report) -> list[str]:
    return [] if report.findings else ["没有红项和黄项。"]


def _findings(report: Report) -> SectionTable | None:
    rows = [
        (
            str(place),
            str(one.get_level_display()),
            one.code,
            one.fact,
            one.article or "—",
            plain(one.lost),
        )
        for place, one in enumerate(report.findings, start=1)
    ]
    return SectionTable(FINDINGS, rows) if rows else None


def _dimensions(report: Report) -> SectionTable:
    rows = [(one.name, one.text) for one in report.dimensions]
    return SectionTable(DIMENSIONS, rows)


def _sheet(report: Report) -> SectionTable:
    rows = [
        (
            line.score.indicator.code,
            line.score.indicator.name,
            line.reading or "人工评分",
            line.earned,
            line.reason or "—",
        )
        for line in _lines(report)
    ]
    return SectionTable(SHEET, rows, ["数值为“计入数/应计数”；不适用的指标不计入适用满分。"])


def _changes(report: Report) -> Iterable[Section]:
    adjusted = [f"{signed(one.points)} 分：{one.reason}" for one in report.adjustments]
    if adjusted:
        yield Section("加减分", adjusted)
    limits = [
        f"{one.limit.name}，最高等次为{one.limit.get_grade_display()}。{one.reason}"
        for one in report.limits
    ]
    if limits:
        yield Section("限制项", limits)
    answered = [f"{one.about}：{one.words} 处理：{handling_of(one)}" for one in report.appeals]
    if answered:
        yield Section("申诉处理", answered)


def _behind(report: Report) -> Iterable[Section]:
    rows = [
        (line.score.indicator.code, str(row.get("label", "")), *_row(row))
        for line in _lines(report)
        for row in line.score.rows
    ]
    cut = [line.score.indicator.code for line in _lines(report) if line.is_cut]
    notes = [f"{'、'.join(cut)}只列 {MOST_ROWS} 条，先列不计入的；数值按全部计算。"] if cut else []
    if rows:
        yield Section("依据明细", (), SectionTable(BEHIND, rows, notes))


def _row(row: dict[str, Any]) -> tuple[str, str]:
    day = str(row.get("day") or "")
    written = chinese_date(dt.date.fromisoformat(day)) if day else "—"
    return written, "计入" if row.get("counts") else "不计入"


def _lines(report: Report) -> Iterable[ReportLine]:
    for group in report.groups:
        yield from group.lines
