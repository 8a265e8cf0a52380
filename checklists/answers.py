"""Tasks that a record of another room could report on, as ``workflow.answering`` asks.

A record reports progress and is cited with its files; it never asks to settle, for whether a
task is done is for its holder to say and for its issuer to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from checklists.actions.handling import report_progress
from checklists.models import Assignment, Report
from checklists.querysets import AssignmentQuerySet
from checklists.terms import AssignmentStatus
from hierarchy.actors import Actor
from hierarchy.numbers import row_id
from hierarchy.roles import can
from hierarchy.terms import Capability
from workflow.answering import Happening, Question

MOST = 12
WORDS = 800
_RUNNING = (AssignmentStatus.IN_PROGRESS, AssignmentStatus.RETURNED)


class TaskAnswers:
    """The open tasks of a body; those whose words name the kind of event come first."""

    prefix = "assignment"

    def questions(self, *, happening: Happening, actor: Actor) -> Iterable[Question]:
        """What the body still has to do, the likeliest first. One query."""
        if not can(actor, Capability.HANDLE, at=happening.organization):
            return []
        rows = _running(happening).select_related("item").order_by("due_date", "pk")
        found = [
            Question(
                key=f"{self.prefix}:{row.pk}",
                title=row.item.title,
                hint=f"时限 {row.due_date.month}月{row.due_date.day}日，写一条进展",
                path=reverse("checklists:assignment_detail", args=[row.pk]),
                likely=_names(row, happening),
            )
            for row in rows
            if row.item.starts_on <= happening.happened_on
        ]
        return sorted(found, key=lambda question: not question.likely)[:MOST]

    @transaction.atomic
    def answer(self, *, happening: Happening, keys: Sequence[str], actor: Actor) -> int:
        """Report progress on each task, with the record and its files cited, once a task.

        Raises what ``report_progress`` does, and ``ValidationError`` ``task_gone``.
        """
        wanted = {key.partition(":")[2] for key in keys}
        if not wanted:
            return 0
        ids = [row_id(pk) for pk in wanted]
        rows = list(_running(happening).filter(pk__in=ids))
        if len(rows) < len(wanted):
            raise ValidationError("所选任务已办结或有变动，请刷新后重新勾选。", code="task_gone")
        mark = _mark(happening)
        told = Report.objects.filter(assignment__in=rows, text__contains=mark)
        known = set(told.values_list("assignment_id", flat=True))
        new = [row for row in rows if row.pk not in known]
        for row in new:
            report_progress(
                assignment=row,
                text=_text(happening, mark),
                evidence=happening.attachments,
                actor=actor,
            )
        return len(new)


def _running(happening: Happening) -> AssignmentQuerySet[Assignment]:
    return Assignment.objects.filter(receiver=happening.organization, status__in=_RUNNING)


def _names(row: Assignment, happening: Happening) -> bool:
    """Whether the task's own words name what was held, or the record's name the task."""
    said = f"{row.item.title}{row.item.content}{row.item.requirement}"
    return happening.kind_label in said or row.item.title in happening.title


def _mark(happening: Happening) -> str:
    return f"活动记录第{happening.key.rpartition(':')[2]}号"


def _text(happening: Happening, mark: str) -> str:
    day = happening.happened_on
    head = f"{day.year}年{day.month}月{day.day}日开展{happening.kind_label}“{happening.title}”"
    words = f"：{happening.words[:WORDS]}" if happening.words != happening.title else ""
    return f"{head}{words}（{mark}）"
