"""A yearly review on paper (述职评议): what ``documents.word`` is told of it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from documents.word.names import chinese_date
from documents.word.sectioned import Section, SectionedPaper, SectionTable
from documents.word.table import TableColumn
from inspections.models import DutyReview
from inspections.reports import names_as_of
from inspections.review_text import SOURCES, parts_of, read_back
from inspections.survey_tally import tally_of
from inspections.terms import ReviewStatus

FIGURES: Final = (
    TableColumn("类别", 2),
    TableColumn("指标", 3.4),
    TableColumn("数值", 2.6, centered=True),
    TableColumn("口径", 5),
)
CORRECTIONS: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("整改事项", 6),
    TableColumn("完成期限", 2.6, centered=True),
    TableColumn("完成情况", 4),
)


def review_paper(review: DutyReview, *, on: dt.date, with_grade: bool = True) -> SectionedPaper:
    """The whole review as it stands; a part that is not yet there is left out. Four queries.

    ``with_grade`` is false for who may not read the grade before the feedback.
    """
    sections = [Section("述职报告", _report(review)), *_judged(review, on)]
    if with_grade and review.grade:
        words = f"{review.get_grade_display()}。评定依据：{review.grade_reason}"
        sections.append(Section("综合评价", [words]))
    if review.status == ReviewStatus.CLOSED:
        sections.append(_feedback(review))
    sections.append(Section("数据摘要", (), _figures(review)))
    day = review.submitted_on or on
    body, judge = _names(review, day)
    return SectionedPaper(
        title=f"{body}\n{review.year}年度述职评议",
        issuer=body,
        on=day,
        facts=_facts(review, body, judge),
        sections=sections,
        notes=[f"{SOURCES}。"],
    )


def _names(review: DutyReview, day: dt.date) -> tuple[str, str]:
    """What who reports and who hears it were called on the day of the report."""
    names = names_as_of([review.organization_id, review.judge_id], day=day)
    return (
        names.get(review.organization_id, review.organization.name),
        names.get(review.judge_id, review.judge.name),
    )


def _facts(review: DutyReview, body: str, judge: str) -> list[tuple[str, str]]:
    return [
        ("述职单位", body),
        ("述职人", review.reporter or "（未填写）"),
        ("评议单位", judge),
        ("述职方式", "现场述职" if review.on_site else "书面述职"),
        *([("述职日期", chinese_date(review.heard_on))] if review.heard_on else []),
        ("目前状态", str(review.get_status_display())),
    ]


def _report(review: DutyReview) -> list[str]:
    lines: list[str] = []
    for heading, text in parts_of(review.report):
        lines += [f"（{heading.replace('、', '）', 1)}"] if heading else []
        lines += [line for line in text.splitlines() if line]
    return lines or ["尚未起草。"]


def _judged(review: DutyReview, on: dt.date) -> list[Section]:
    found = []
    if review.comment:
        found.append(Section("上级点评", review.comment.splitlines()))
    tally = tally_of(review, on=on)
    if tally is not None and tally.is_shown:
        words = "，".join(f"{label} {count} 票" for label, count in tally.lines)
        found.append(
            Section("测评结果", [f"测评人 {tally.asked} 人，参加 {tally.answered} 人：{words}。"])
        )
    elif tally is not None and tally.is_too_few:
        found.append(Section("测评结果", ["参加测评不足 3 人，为保证匿名不公布结果。"]))
    return found


def _feedback(review: DutyReview) -> Section:
    rows = [
        (
            str(place),
            one.words,
            chinese_date(one.due_on),
            f"{chinese_date(one.done_on)}完成：{one.result}" if one.done_on else "整改中",
        )
        for place, one in enumerate(review.corrections.order_by("due_on", "pk"), start=1)
    ]
    table = SectionTable(CORRECTIONS, rows) if rows else None
    return Section("反馈与整改", review.feedback.splitlines(), table)


def _figures(review: DutyReview) -> SectionTable | None:
    rows = [(one.section, one.label, one.text, one.note) for one in read_back(review.figures)]
    return SectionTable(FIGURES, rows) if rows else None
