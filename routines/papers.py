"""Meetings and summaries on paper: what ``documents.word`` is told of them."""

from __future__ import annotations

from django.utils import timezone

from documents.word.meeting_minutes import MinutesPaper
from documents.word.names import chinese_date
from documents.word.report import ReportPaper
from routines.models import Record, Summary
from routines.summary_text import SOURCES, read_back


def minutes_paper(record: Record) -> MinutesPaper:
    """A meeting as minutes; a draft prints its agenda. Two queries."""
    counts = (record.expected_count, record.present_count)
    attendance = "，".join(
        f"{label} {count} 人"
        for label, count in zip(("应到", "实到"), counts, strict=True)
        if count is not None
    )
    hours = "至".join(f"{at:%H:%M}" for at in (record.starts_at, record.ends_at) if at)
    absences = f"请假：{record.absences}" if record.absences else ""
    resolutions = record.resolutions.filter(dropped_on__isnull=True).select_related("responsible")
    return MinutesPaper(
        issuer=record.organization.name,
        title=f"{record.title}纪要",
        may_issue_documents=record.organization.may_issue_documents,
        number="",
        on=record.happened_on,
        facts=(
            ("时间", f"{chinese_date(record.happened_on)} {hours}".strip()),
            ("地点", record.place),
            ("主持人", record.chair),
            ("记录人", record.recorder),
        ),
        topics=[(item.title, item.words) for item in record.agenda.all()],
        resolutions=[
            (row.text, row.responsible.label, row.due_on)
            for row in resolutions.order_by("due_on", "pk")
        ],
        attendance="；".join(filter(None, (attendance, absences))),
    )


def summary_paper(summary: Summary) -> ReportPaper:
    """A summary as a report to the body above, with its figures as of the draft."""
    taken = timezone.localtime(summary.drafted_at)
    handed_up = summary.submitted_at or summary.drafted_at
    return ReportPaper(
        issuer=summary.organization.name,
        title=summary.title,
        addressee=summary.superior.name if summary.superior else "",
        parts=[(part["heading"], part["text"]) for part in summary.sections],
        figures=[
            (line.section, line.label, line.text, line.was_text, line.note)
            for line in read_back(summary.figures)
        ],
        sources=f"{SOURCES}。取数时间：{chinese_date(taken)} {taken:%H:%M}。",
        on=timezone.localdate(handed_up),
    )
