"""审核: only the direct issuer decides; everyone above looks, reminds and remarks."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from checklists.actions.deciding import (
    accept_assignment,
    comment_assignment,
    remind_assignment,
    reopen_assignment,
    resume_assignment,
    send_back_assignment,
    stop_assignment,
)
from checklists.actions.handling import report_progress, withdraw_report
from checklists.actions.issuing import archive_checklist
from checklists.models import Assignment, Review
from checklists.verbs import available_verbs
from tests.lists import BRANCHES, cascade, completed, given_to
from tests.world import World
from workflow.models import Notice


@pytest.fixture
def reported(world: World) -> Assignment:
    """The branch has asked to settle."""
    cascade(world, titles=("党建体检",))
    return completed(world, given_to(world, "branch"), "secretary")


def test_the_direct_issuer_settles_it(world: World, reported: Assignment) -> None:
    done = accept_assignment(assignment=reported, opinion="属实", actor=world.actor("officer"))

    review = Review.objects.get()
    assert (done.status, done.settled_at) == ("accepted", world.at)
    assert (review.decision, review.opinion, review.user_name) == ("accept", "属实", "水指一")
    assert review.report == reported.reports.get()
    assert Notice.objects.get(kind="accepted").recipient == world.user("secretary")


@pytest.mark.parametrize(
    "person",
    [
        *("station_head", "mall_leader", "city_leader", "lawyer_leader", "secretary"),
        *("sibling_officer", "district_reader", "twin.officer", "expired", "auditor"),
    ],
)
def test_nobody_but_the_direct_issuer_decides(
    world: World, reported: Assignment, person: str
) -> None:
    actor = world.actor(person)

    for decide in (
        lambda: accept_assignment(assignment=reported, actor=actor),
        lambda: send_back_assignment(assignment=reported, opinion="补充照片", actor=actor),
        lambda: stop_assignment(assignment=reported, verb="cancel", reason="不再需要", actor=actor),
    ):
        with pytest.raises(PermissionDenied, match="没有“审核销号”的权限"):
            decide()
    reported.refresh_from_db()
    assert reported.status == "reported"


def test_a_return_needs_its_opinion_and_is_reported_again(
    world: World, reported: Assignment
) -> None:
    officer = world.actor("officer")
    with pytest.raises(ValidationError, match="请填写退回补充的理由"):
        send_back_assignment(assignment=reported, opinion=" ", actor=officer)

    back = send_back_assignment(assignment=reported, opinion="照片看不清", actor=officer)

    assert back.status == "returned"
    assert Notice.objects.get(kind="returned").body == "照片看不清"
    again = completed(world, back, "secretary")
    accept_assignment(assignment=again, actor=officer)
    decisions = Review.objects.order_by("id").values_list("decision", flat=True)
    assert list(decisions) == ["send_back", "accept"]


def test_the_second_to_decide_is_told_who_did(world: World, reported: Assignment) -> None:
    send_back_assignment(assignment=reported, opinion="补充照片", actor=world.actor("delegate"))

    with pytest.raises(
        ValidationError,
        match=r"已由 苗代办 于 3月2日 09:00 审核（退回补充），请刷新。现为“退回补充”",
    ):
        accept_assignment(assignment=reported, actor=world.actor("officer"))


def test_a_remark_does_not_pass_for_a_decision(world: World, reported: Assignment) -> None:
    accept_assignment(assignment=reported, actor=world.actor("delegate"))
    comment_assignment(assignment=reported, text="已阅", actor=world.actor("town_reader"))

    with pytest.raises(ValidationError, match=r"已由 苗代办 于 .* 审核（同意销号）"):
        accept_assignment(assignment=reported, actor=world.actor("officer"))


def test_pausing_stops_reports_and_resuming_lets_them_in(world: World) -> None:
    cascade(world, titles=("党建体检",))
    owed = given_to(world, "branch")
    officer = world.actor("officer")

    paused = stop_assignment(assignment=owed, verb="pause", reason="单位停业装修", actor=officer)
    assert (paused.status, paused.settled_at) == ("paused", None)
    with pytest.raises(ValidationError, match="现为“暂缓”，不能填报进展"):
        report_progress(assignment=owed, text="已走访", actor=world.actor("secretary"))

    assert resume_assignment(assignment=owed, actor=officer).status == "in_progress"
    report_progress(assignment=owed, text="已走访", actor=world.actor("secretary"))


@pytest.mark.parametrize(
    ("verb", "status"),
    [
        ("cancel", "cancelled"),
        ("close_unfulfilled", "unfulfilled"),
        ("carry_over", "carried_over"),
    ],
)
def test_the_issuer_ends_it_with_a_reason(world: World, verb: str, status: str) -> None:
    cascade(world, titles=("党建体检",))
    officer = world.actor("officer")
    with pytest.raises(ValidationError, match="的理由"):
        stop_assignment(assignment=given_to(world, "branch"), verb=verb, reason="", actor=officer)

    ended = stop_assignment(
        assignment=given_to(world, "branch"), verb=verb, reason="单位已注销", actor=officer
    )

    assert (ended.status, ended.settled_at) == (status, world.at)
    assert Notice.objects.get(kind="stopped").body == "单位已注销"


def test_an_unknown_way_to_stop_is_a_programming_error(world: World) -> None:
    cascade(world, titles=("党建体检",))

    with pytest.raises(ValueError, match="not a stopping move"):
        stop_assignment(
            assignment=given_to(world, "branch"),
            verb="accept",
            reason="x",
            actor=world.actor("officer"),
        )


def test_what_was_passed_on_is_left_to_the_receiver_who_is_told(world: World) -> None:
    cascade(world, titles=("党建体检",))

    stop_assignment(
        assignment=given_to(world, "officer"),
        verb="cancel",
        reason="本年不再开展",
        actor=world.actor("station_head"),
    )

    assert given_to(world, "branch").status == "in_progress"
    body = Notice.objects.filter(kind="stopped").values_list("body", flat=True)[0]
    assert "您下发的 3 项下级任务尚未办结" in body


def test_a_settled_one_is_opened_again_by_its_issuer(world: World, reported: Assignment) -> None:
    officer = world.actor("officer")
    done = accept_assignment(assignment=reported, actor=officer)
    with pytest.raises(ValidationError, match="请填写重新打开的理由"):
        reopen_assignment(assignment=done, reason="", actor=officer)

    opened = reopen_assignment(assignment=done, reason="抽查发现照片有误", actor=officer)

    assert (opened.status, opened.settled_at) == ("in_progress", None)


def test_it_stays_settled_while_the_upper_rests_on_it(world: World) -> None:
    cascade(world, titles=("党建体检",))
    officer, head = world.actor("officer"), world.actor("station_head")
    for body, person in BRANCHES:
        owed = completed(world, given_to(world, body), person)
        accept_assignment(assignment=owed, actor=officer)
    upper = completed(world, given_to(world, "officer"), "officer")
    branch = given_to(world, "branch")

    with pytest.raises(ValidationError, match="请先撤回申请，再重新打开下级"):
        reopen_assignment(assignment=branch, reason="抽查", actor=officer)
    accept_assignment(assignment=upper, actor=head)
    with pytest.raises(ValidationError, match="请先请上级重新打开"):
        reopen_assignment(assignment=branch, reason="抽查", actor=officer)


def test_a_decision_is_made_on_the_report_that_was_read(world: World, reported: Assignment) -> None:
    officer = world.actor("officer")
    read = reported.reports.get()
    withdraw_report(assignment=reported, actor=world.actor("secretary"))
    last = completed(world, reported, "secretary").reports.latest("id")

    for decide in (accept_assignment, send_back_assignment):
        with pytest.raises(ValidationError, match="又有新的上报") as refusal:
            decide(assignment=reported, opinion="属实", report=read, actor=officer)
        assert refusal.value.code == "stale"
    reported.refresh_from_db()
    assert reported.status == "reported"
    assert not Review.objects.exists()
    accept_assignment(assignment=reported, report=last, actor=officer)


def test_what_is_filed_away_says_how_it_ended_and_stays_shut(
    world: World, reported: Assignment
) -> None:
    officer = world.actor("officer")
    accept_assignment(assignment=reported, actor=officer)
    for body, verb in (("second_branch", "close_unfulfilled"), ("unit", "cancel")):
        stop_assignment(
            assignment=given_to(world, body), verb=verb, reason="单位注销", actor=officer
        )
    checklist = reported.item.checklist
    assert not given_to(world, "branch").is_archived

    archive_checklist(checklist=checklist, actor=officer)

    ends = {body: given_to(world, body) for body in ("branch", "second_branch", "unit")}
    assert [owed.status for owed in ends.values()] == ["accepted", "unfulfilled", "cancelled"]
    assert all(owed.is_archived for owed in ends.values())
    assert "reopen" not in [verb.key for verb in available_verbs(ends["branch"], officer)]
    with pytest.raises(ValidationError, match="已归档，其中的任务不能再重新打开") as refusal:
        reopen_assignment(assignment=ends["branch"], reason="抽查", actor=officer)
    assert refusal.value.code == "list_archived"


@pytest.mark.parametrize("person", ["officer", "station_head", "city_clerk", "town_reader"])
def test_everyone_above_and_the_territory_remind_once_a_day(world: World, person: str) -> None:
    cascade(world, titles=("党建体检",))
    owed = given_to(world, "branch")

    assert remind_assignment(assignment=owed, words="请抓紧", actor=world.actor(person)) == 1
    with pytest.raises(ValidationError, match="今天已催办过，请明天再催"):
        remind_assignment(assignment=owed, actor=world.actor("mall_leader"))

    tomorrow = world.actor(person, at=world.at + dt.timedelta(days=1))
    assert remind_assignment(assignment=owed, actor=tomorrow) == 1


def test_those_below_and_beside_neither_remind_nor_remark(
    world: World, reported: Assignment
) -> None:
    for person in ("secretary", "sibling_officer", "sip_reader", "lawyer_leader", "twin.officer"):
        actor = world.actor(person)
        with pytest.raises(PermissionDenied):
            remind_assignment(assignment=reported, actor=actor)
        with pytest.raises(PermissionDenied):
            comment_assignment(assignment=reported, text="已阅", actor=actor)


def test_what_is_settled_is_not_reminded_of(world: World, reported: Assignment) -> None:
    stale = Assignment.objects.get(pk=reported.pk)
    accept_assignment(assignment=reported, actor=world.actor("officer"))

    with pytest.raises(ValidationError, match="已办结，不需要催办"):
        remind_assignment(assignment=stale, actor=world.actor("officer"))


def test_the_territory_remarks_and_changes_nothing(world: World, reported: Assignment) -> None:
    reader = world.actor("district_reader")
    with pytest.raises(ValidationError, match="批注不能为空"):
        comment_assignment(assignment=reported, text=" ", actor=reader)

    comment = comment_assignment(assignment=reported, text="请与街道对接", actor=reader)

    reported.refresh_from_db()
    assert reported.status == "reported"
    assert comment.post == "姑苏区两新工委 联络员"
    assert Notice.objects.get(kind="commented").recipient == world.user("secretary")
