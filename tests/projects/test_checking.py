"""At work and at its end: notes, milestones, the mid-term check, acceptance in rounds."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from projects.actions.checking import (
    accept_project,
    ask_acceptance,
    correct_midterm,
    correct_project,
    fail_project,
    pass_midterm,
)
from projects.actions.working import hand_in_midterm, reach_milestone, write_note
from projects.models import Project, ProjectCheck
from projects.terms import CheckResult, ProjectStatus, TrancheStatus
from projects.tranche_rules import why_not_yet
from tests.projects.grounds import (
    DECIDED,
    ENDED,
    HALFWAY,
    PANEL,
    accepted_project,
    advancing_project,
    approved_project,
    checked_project,
    finished_project,
    reach_all,
    running_project,
    settled_project,
    who,
)
from tests.projects.test_applying import refused
from tests.world import World
from workflow.models import Notice

MARCH, APRIL = dt.date(2026, 3, 1), dt.date(2026, 4, 20)


def test_a_month_has_one_note_which_may_be_put_right(funded: World) -> None:
    project = running_project(funded)
    write_note(
        project=project,
        month=DECIDED,
        done="场地已落实",
        actor=who(funded, "mall_clerk", APRIL),
    )
    note = write_note(
        project=project,
        month=MARCH,
        done="场地已落实，签订协议",
        problems="装修报价偏高",
        actor=who(funded, "station_head", APRIL),
    )

    assert project.notes.get() == note
    assert (note.month, note.done) == (MARCH, "场地已落实，签订协议")
    assert note.written_by == funded.user("station_head")
    told = Notice.objects.filter(title="2026年3月月报：商圈红色驿站")
    assert {one.recipient for one in told} == {
        funded.user("city_leader"),
        funded.user("city_clerk"),
    }


@pytest.mark.parametrize("month", [dt.date(2026, 2, 28), dt.date(2026, 5, 1)])
def test_notes_are_of_months_since_the_beginning(funded: World, month: dt.date) -> None:
    with refused("wrong_month"):
        write_note(
            project=running_project(funded),
            month=month,
            done="进展",
            actor=who(funded, "mall_clerk", APRIL),
        )


@pytest.mark.parametrize("name", ["city_clerk", "lawyer_clerk", "officer", "secretary"])
def test_only_the_lead_and_the_applicant_write_notes(funded: World, name: str) -> None:
    with pytest.raises(PermissionDenied):
        write_note(
            project=running_project(funded),
            month=MARCH,
            done="进展",
            actor=who(funded, name, APRIL),
        )


def test_no_notes_before_the_work_begins(funded: World) -> None:
    with refused("not_running"):
        write_note(
            project=approved_project(funded),
            month=MARCH,
            done="进展",
            actor=who(funded, "mall_clerk", APRIL),
        )


def test_a_milestone_is_reached_once_on_a_day_gone_by(funded: World) -> None:
    project = running_project(funded)
    milestone = project.milestones.order_by("due_on").first()
    assert milestone is not None
    actor = who(funded, "station_head", APRIL)
    for day in (dt.date(2026, 3, 14), APRIL + dt.timedelta(days=1)):
        with refused("wrong_day"):
            reach_milestone(milestone=milestone, done_on=day, words="建成", actor=actor)
    done = reach_milestone(milestone=milestone, done_on=APRIL, words="已建成", actor=actor)

    assert (done.done_on, done.done_words) == (APRIL, "已建成")
    with refused("reached"):
        reach_milestone(milestone=milestone, done_on=APRIL, words="又建成", actor=actor)


def test_a_mid_term_check_goes_through_rounds_until_it_passes(funded: World) -> None:
    project = checked_project(funded)
    leader = who(funded, "city_leader", HALFWAY)
    by = HALFWAY + dt.timedelta(days=20)
    back = correct_midterm(
        project=project, opinion="台账不全", panel=PANEL, correct_by=by, actor=leader
    )
    assert (back.status, back.correct_by) == (ProjectStatus.UNDERWAY, by)
    told = Notice.objects.filter(title__startswith="中期检查限期整改", body__contains="8月9日")
    assert told.filter(recipient=funded.user("station_head")).exists()

    hand_in_midterm(project=back, report="已补齐", actor=who(funded, "mall_clerk", by))
    done = pass_midterm(
        project=back, opinion="合格", panel=PANEL, actor=who(funded, "city_leader", by)
    )

    assert (done.status, done.correct_by) == (ProjectStatus.ADVANCING, None)
    rounds = ProjectCheck.objects.filter(project=done).order_by("round")
    assert [(one.round, one.result, one.report) for one in rounds] == [
        (1, CheckResult.CORRECT, "驿站已建成，服务 160 人次。"),
        (2, CheckResult.PASSED, "已补齐"),
    ]
    assert rounds[1].decided_as == "市委两新工委 书记"
    assert rounds[1].panel == list(PANEL)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"opinion": " "}, "opinion_needed"),
        ({"panel": [" ", ""]}, "panel_needed"),
        ({"panel": ["陆市书", "谢站长"]}, "panel_conflicted"),
        ({"panel": ["水指一"]}, "panel_conflicted"),
    ],
)
def test_a_finding_has_an_opinion_and_a_panel_free_of_the_project(
    funded: World, given: dict[str, object], code: str
) -> None:
    project = checked_project(funded)
    said = {"opinion": "合格", "panel": PANEL, **given}

    with refused(code):
        pass_midterm(project=project, actor=who(funded, "city_leader", HALFWAY), **said)  # type: ignore[arg-type]

    assert project.checks.get().result == CheckResult.WAITING


def test_a_day_to_correct_by_lies_ahead(funded: World) -> None:
    with refused("day_past"):
        correct_midterm(
            project=checked_project(funded),
            opinion="台账不全",
            panel=PANEL,
            correct_by=HALFWAY,
            actor=who(funded, "city_leader", HALFWAY),
        )


def test_acceptance_is_asked_for_when_every_milestone_stands(funded: World) -> None:
    project = advancing_project(funded)
    actor = who(funded, "mall_clerk", ENDED)

    with pytest.raises(ValidationError, match="驿站建成开放") as told:
        ask_acceptance(project=project, closing_report="结项", actor=actor)
    assert told.value.code == "milestones_open"
    reach_all(funded, project)
    with refused("report_needed"):
        ask_acceptance(project=project, closing_report=" ", actor=actor)
    assert ask_acceptance(project=project, closing_report="结项", actor=actor).closing_report


def test_accepted_after_a_correction_it_is_completed_in_the_sense_of_article_9(
    funded: World,
) -> None:
    project = finished_project(funded)
    leader = who(funded, "city_leader", ENDED)
    by = ENDED + dt.timedelta(days=10)
    back = correct_project(
        project=project, opinion="补充佐证", panel=PANEL, correct_by=by, actor=leader
    )
    assert back.status == ProjectStatus.CORRECTING
    assert Project.objects.planned().filter(pk=project.pk).exists()
    ask_acceptance(project=back, closing_report="已补充", actor=who(funded, "mall_clerk", by))
    done = accept_project(
        project=back, opinion="合格", panel=PANEL, actor=who(funded, "city_leader", by)
    )

    assert (done.accepted_on, done.correct_by) == (by, None)
    assert Project.objects.completed().get() == done
    assert done.checks.filter(kind="acceptance").count() == 2


def test_a_project_that_fails_while_correcting_leaves_a_round_and_gives_back(
    funded: World,
) -> None:
    project = finished_project(funded)
    leader = who(funded, "city_leader", ENDED)
    correct_project(
        project=project,
        opinion="补充佐证",
        panel=PANEL,
        correct_by=ENDED + dt.timedelta(days=5),
        actor=leader,
    )
    failed = fail_project(project=project, opinion="逾期未整改", panel=PANEL, actor=leader)

    rounds = failed.checks.filter(kind="acceptance").order_by("round")
    assert [one.result for one in rounds] == [CheckResult.CORRECT, CheckResult.FAILED]
    assert set(failed.tranches.values_list("status", flat=True)) == {TrancheStatus.CANCELLED}
    assert not failed.accounts.filter(kind="allocated", balance__gt=0).exists()
    assert not Project.objects.planned().filter(pk=failed.pk).exists()


def test_tranches_follow_the_work(funded: World) -> None:
    def asked(project: Project) -> list[bool]:
        rows = project.tranches.select_related("project").order_by("number")
        return [not why_not_yet(one) for one in rows]

    assert asked(checked_project(funded)) == [True, False, False]
    assert asked(advancing_project(funded, name="第二个")) == [True, True, False]
    third = {"name": "第三个", "more_reason": "市级试点"}
    assert asked(accepted_project(funded, **third)) == [True, True, True]
    fourth = {"name": "第四个", "more_reason": "市级试点"}
    assert asked(settled_project(funded, **fourth)) == [False, False, False]
