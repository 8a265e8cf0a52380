"""A record reports progress on the tasks that it names; it never settles one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from django.core.exceptions import ValidationError

from checklists.models import Assignment, Report
from checklists.terms import AssignmentStatus, ReportKind
from hierarchy.models import Organization
from tests.lists import cascade, signed_by
from tests.world import World
from workflow.answering import Happening, answer_questions, questions_for
from workflow.models import Attachment


def happening(
    organization: Organization, *, number: int = 7, files: Sequence[Attachment] = ()
) -> Happening:
    return Happening(
        key=f"record:{number}",
        organization=organization,
        kind="theme_day",
        kind_label="主题党日",
        title="应建未建清零推进会",
        words="研究分工（示例）",
        happened_on=dt.date(2026, 3, 2),
        path="/records/7/",
        attachments=files,
    )


@pytest.fixture
def tasks(world: World) -> list[Assignment]:
    """What the branch owes, signed for."""
    cascade(world)
    waiting = Assignment.objects.filter(receiver=world.branch).select_related("item__checklist")
    first = waiting.first()
    assert first is not None
    if first.status == AssignmentStatus.TO_SIGN:
        signed_by(world, first.item.checklist, "branch", "secretary")
    return list(waiting.order_by("item__serial"))


def test_tasks_named_by_the_record_are_ticked_and_come_first(
    world: World, tasks: list[Assignment]
) -> None:
    asked = questions_for(happening=happening(world.branch), actor=world.actor("secretary"))

    assert len(asked) == len(tasks)
    assert asked[0].likely
    assert asked[0].title == "应建未建清零"
    assert not asked[-1].likely


def test_who_does_not_handle_the_bodys_tasks_is_offered_none(
    world: World, tasks: list[Assignment]
) -> None:
    assert questions_for(happening=happening(world.branch), actor=world.actor("officer")) == []


def test_an_answer_is_a_progress_report_and_settles_nothing(
    world: World, tasks: list[Assignment]
) -> None:
    key = f"assignment:{tasks[0].pk}"

    told = answer_questions(
        happening=happening(world.branch), keys=[key], actor=world.actor("secretary")
    )

    report = Report.objects.get(assignment=tasks[0], kind=ReportKind.PROGRESS)
    assert told == 1
    assert "主题党日“应建未建清零推进会”：研究分工（示例）（活动记录第7号）" in report.text
    assert Assignment.objects.get(pk=tasks[0].pk).status == AssignmentStatus.IN_PROGRESS


def test_the_same_record_reports_on_a_task_once(world: World, tasks: list[Assignment]) -> None:
    key, actor = f"assignment:{tasks[0].pk}", world.actor("secretary")
    answer_questions(happening=happening(world.branch), keys=[key], actor=actor)

    again = answer_questions(happening=happening(world.branch), keys=[key, key], actor=actor)
    other = answer_questions(happening=happening(world.branch, number=71), keys=[key], actor=actor)

    assert (again, other) == (0, 1)


def test_a_task_of_somebody_else_is_refused(world: World, tasks: list[Assignment]) -> None:
    strange = Assignment.objects.exclude(receiver=world.branch).first()
    assert strange is not None

    with pytest.raises(ValidationError) as refused:
        answer_questions(
            happening=happening(world.branch),
            keys=[f"assignment:{strange.pk}"],
            actor=world.actor("secretary"),
        )

    assert refused.value.code == "task_gone"
