"""The history of one assignment (办理过程): what was said and done, by whom, as which post.

Reports, reviews and remarks carry the words; the trail adds the moves that had none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone

from checklists.audit_words import VERBS
from checklists.models import Assignment, Comment, Report, Review
from checklists.rules import ASSIGNMENT_MOVES, plain_amount, plain_day
from checklists.terms import AssignmentStatus, Decision
from workflow.history import Entry, pictures, signed
from workflow.models import AuditEntry

# Told by a report, a review or a remark already.
_SAID = frozenset(
    f"assignment.{verb}"
    for verb in (
        *("report", "report_progress", "object", "request_extension", "comment"),
        *("accept", "send_back", "uphold", "grant_extension", "refuse_extension"),
    )
)
_DONE = (Decision.ACCEPT, Decision.GRANT_EXTENSION)
_STOPPING = ("pause", "cancel", "close_unfulfilled", "carry_over", "remind")


def reports_of(assignment: Assignment) -> list[Report]:
    """Its reports with their answers and evidence, the newest first. Two queries."""
    return list(
        Report.objects.of(assignment)
        .select_related("review")
        .prefetch_related("evidence")
        .latest_first()
    )


def history_of(assignment: Assignment, reports: Iterable[Report]) -> list[Entry]:
    """Everything that happened to it, the newest first. Two queries beside the reports."""
    comments = list(Comment.objects.of(assignment))
    reports = list(reports)
    reviews = [report.review for report in reports if hasattr(report, "review")]
    yielded = {review.at for review in reviews if review.decision == Decision.WITHDRAW}
    moves = [
        entry
        for entry in AuditEntry.objects.about(assignment)
        if entry.verb not in _SAID and entry.at not in yielded
    ]
    entries = [
        _issued(assignment),
        *(_of_report(report, assignment) for report in reports),
        *(_of_review(review) for review in reviews),
        *(_of_comment(comment) for comment in comments),
        *_of_moves(moves),
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def figures_in_words(report: Report, assignment: Assignment) -> str:
    """「实际值 12 户，进度 40%」; empty when the report told none."""
    item = assignment.item
    parts = []
    if report.actual_value is not None:
        parts.append(f"实际值 {plain_amount(report.actual_value, item.indicator_unit)}")
    if report.progress is not None:
        parts.append(f"进度 {report.progress}%")
    if report.requested_due_date is not None:
        asked_on = timezone.localdate(report.at)
        parts.append(f"申请延至{plain_day(report.requested_due_date, on=asked_on)}")
    return "，".join(parts)


def _issued(assignment: Assignment) -> Entry:
    return Entry(title="下发", who=assignment.issuer.label, at=assignment.issued_at)


def _of_report(report: Report, assignment: Assignment) -> Entry:
    lines = [
        figures_in_words(report, assignment),
        report.text,
        f"存在问题：{report.problems}" if report.problems else "",
        f"下步打算：{report.next_steps}" if report.next_steps else "",
    ]
    return Entry(
        title=report.get_kind_display(),
        who=signed(report.user_name, report.post),
        at=report.at,
        text="\n".join(line for line in lines if line),
        files=pictures(report.evidence.all()),
    )


def _of_review(review: Review) -> Entry:
    return Entry(
        title=review.get_decision_display(),
        who=signed(review.user_name, review.post),
        at=review.at,
        text=review.opinion,
        tone="done" if review.decision in _DONE else "stop",
    )


def _of_comment(comment: Comment) -> Entry:
    return Entry(
        title="批注",
        who=signed(comment.user_name, comment.post),
        at=comment.at,
        text=comment.text,
    )


def _of_moves(entries: Iterable[AuditEntry]) -> Iterator[Entry]:
    for entry in entries:
        verb = entry.verb.rpartition(".")[2]
        move = ASSIGNMENT_MOVES.moves.get(verb)
        settled = move is not None and move.target == AssignmentStatus.ACCEPTED
        tone = "done" if settled else "stop" if verb in _STOPPING else "plain"
        yield Entry(
            title=VERBS.get(entry.verb, entry.verb),
            who=signed(entry.user_name, entry.post),
            at=entry.at,
            text=entry.reason,
            tone=tone,
        )
