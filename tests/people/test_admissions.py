"""A file from the application to full membership; what is refused on the way, and why."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hierarchy.models import Organization
from people.actions.admissions import change_superior, end_admission
from people.models import Admission, Member, StepRecord
from people.terms import Conclusion, Presence, Stage, Standing
from tests.people.files import APPLIED, BORN, NUMBER, WALK, a_file, approving, does, walked
from tests.people.grounds import PHONE, member
from tests.people.refused import refused
from tests.projects.grounds import at
from tests.world import World
from workflow.models import AuditEntry

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture(autouse=True)
def _ground(world: World) -> None:
    approving(world.home)


def test_a_file_goes_through_all_25_steps_to_full_membership(world: World) -> None:
    admission = walked(world.home, 25)
    found = Member.objects.get()
    assert (admission.status, admission.step, admission.due_on) == (Stage.REGULAR, 25, None)
    assert (found.standing, found.admitted_on) == (Standing.REGULAR, D(2027, 8, 31))
    assert found.regular_on == D(2028, 8, 31)
    assert admission.mentors == ["谢一", "水二"]
    assert admission.member == found


def test_each_step_brings_the_stage_it_leads_to(world: World) -> None:
    admission = a_file(world.home)
    seen = {1: admission.status}
    for number in range(2, 18):
        does(world.home, admission, number)
        if number == 6:
            does(world.home, admission, 6, on=D(2027, 6, 9))
        admission.refresh_from_db()
        seen[number] = admission.status
    assert [seen[number] for number in (1, 2, 3, 7, 8, 16, 17)] == [
        *(Stage.APPLICANT, Stage.APPLICANT, Stage.ACTIVIST, Stage.ACTIVIST),
        *(Stage.PROSPECT, Stage.PROSPECT, Stage.PROBATIONARY),
    ]


def test_a_probationary_member_enters_the_register_and_the_file_forgets_the_numbers(
    world: World,
) -> None:
    admission = walked(world.home, 17)
    found = Member.objects.get()
    assert (found.standing, found.regular_on) == (Standing.PROBATIONARY, None)
    assert (found.identity.plain(), found.phone.plain()) == (NUMBER, PHONE)
    assert not admission.identity
    assert not admission.phone
    assert (admission.identity_index, admission.phone_index) == ("", "")


def test_without_a_register_nobody_is_entered_and_no_number_is_kept(world: World) -> None:
    world.home.tenant.peoplepolicy_set.update(register_on=False)
    admission = a_file(world.home)
    assert not admission.identity
    walked(world.home, 17)
    assert not Member.objects.exists()


def test_the_version_of_the_application_holds_for_good(world: World) -> None:
    before = a_file(world.home, on=D(2026, 5, 10), identity="")
    after = a_file(world.home, on=D(2026, 5, 11), identity="")
    assert (before.process.name, after.process.name) == ("2014年版程序", "2026年版程序")


def test_nobody_applies_before_eighteen(world: World) -> None:
    with refused("under_age", "2026年5月19日", "年满 18 岁"):
        a_file(world.home, born_on=D(2008, 5, 19))
    assert a_file(world.home, born_on=D(2008, 5, 18)).pk


def test_one_person_has_one_running_file_and_no_member_applies(world: World) -> None:
    a_file(world.home)
    with refused("duplicate", "正在办理"):
        a_file(world.home)
    Admission.objects.update(status=Stage.ENDED)
    member(world.branch, identity=NUMBER)
    with refused("duplicate", "已在党员名册中"):
        a_file(world.home)


def test_only_a_flagged_committee_may_be_chosen(world: World) -> None:
    with refused("not_approving", "非一级基层党组织"):
        a_file(world.home, superior=world.mall)
    Organization.objects.filter(pk=world.lawyer.pk).update(may_approve_members=False)
    with refused("not_approving", "不具有审批预备党员权限"):
        a_file(world.home, superior=world.home.lawyer)
    with refused("superior_needed", "请选择审批党委"):
        a_file(world.home, superior=None)
    with refused("not_approving", "不属于本市"):
        a_file(world.home, superior=world.twin.lawyer)


def test_a_committee_that_lost_the_flag_is_refused_and_the_attempt_stays(world: World) -> None:
    admission = walked(world.home, 16)
    Organization.objects.filter(pk=world.lawyer.pk).update(may_approve_members=False)
    with refused("statutory_refusal", "只能审议"):
        does(world.home, admission, 17)
    kept = AuditEntry.objects.filter(verb="organization.refuse_act").get()
    assert kept.after["act"] == "approve_member"
    assert not StepRecord.objects.filter(number=17).exists()


@pytest.mark.parametrize("number", [4, 8, 13])
def test_the_branch_does_not_record_what_its_committee_decides(world: World, number: int) -> None:
    admission = walked(world.home, number - 1)
    with pytest.raises(PermissionDenied, match="律师行业党委"):
        does(world.home, admission, number, by="secretary")


def test_a_clerk_does_not_decide_for_the_committee(world: World) -> None:
    admission = walked(world.home, 12)
    with pytest.raises(PermissionDenied):
        does(world.home, admission, 13, by="lawyer_clerk")


def test_the_branch_records_an_outside_committee_s_paper_by_its_number(world: World) -> None:
    admission = a_file(world.home, superior=None, superior_name="某街道党工委")
    does(world.home, admission, 2)
    does(world.home, admission, 3)
    with refused("number_needed", "文号或编号"):
        does(world.home, admission, 4, by="secretary")
    made = does(world.home, admission, 4, by="secretary", document_no="某街工委备〔2026〕3号")
    assert made.organization == world.branch


def test_steps_go_in_their_order(world: World) -> None:
    admission = a_file(world.home)
    with refused("wrong_step", "现在应办第 2 步“派人谈话”"):
        does(world.home, admission, 3)
    does(world.home, admission, 2)
    with refused("wrong_step", "第 3 步"):
        does(world.home, admission, 2)


def test_too_early_is_refused_with_the_first_day(world: World) -> None:
    admission = walked(world.home, 6)
    with refused("too_early", "最早在 2027年6月10日 办理", "早了 1 天"):
        does(world.home, admission, 7, on=D(2027, 6, 9))
    assert does(world.home, admission, 7, on=D(2027, 6, 10)).pk


def test_too_late_needs_a_reason_and_stays_marked(world: World) -> None:
    admission = a_file(world.home)
    with refused("late_unexplained", "2026年6月18日", "晚了 1 天"):
        does(world.home, admission, 2, on=D(2026, 6, 19))
    record = does(world.home, admission, 2, on=D(2026, 6, 19), late_reason="谈话人出差。")
    entry = AuditEntry.objects.filter(verb="admission.record").latest("pk")
    assert record.late_reason == entry.after["late_reason"] == "谈话人出差。"


def test_an_approval_may_wait_six_months_and_no_longer(world: World) -> None:
    admission = walked(world.home, 16)
    late = {"late_reason": "等待函调。"}
    with refused("too_late", "不得晚于 2028年2月29日"):
        does(world.home, admission, 17, on=D(2028, 3, 1), **late)
    with refused("late_unexplained", "2027年11月30日"):
        does(world.home, admission, 17, on=D(2027, 12, 1))
    assert does(world.home, admission, 17, on=D(2028, 2, 29), **late).pk


def test_nothing_is_recorded_before_it_happened(world: World) -> None:
    with refused("day_ahead", "不能晚于今天"):
        does(world.home, a_file(world.home), 2, now=D(2026, 5, 31))


def test_an_activist_is_looked_at_twice_before_being_proposed(world: World) -> None:
    admission = a_file(world.home)
    for number in range(2, 7):
        does(world.home, admission, number)
    with refused("too_few_looks", "应不少于 2 次", "已登记 1 次"):
        does(world.home, admission, 7)


@pytest.mark.parametrize(
    ("number", "people", "words"),
    [
        (5, [], "1 至 2 人，现有 0 人"),
        (5, ["甲", "乙", "丙"], "1 至 2 人，现有 3 人"),
        (9, ["甲"], "2 人，现有 1 人"),
        (9, ["甲", "甲"], "重复"),
        (2, [], "不少于 1 人"),
    ],
)
def test_mentors_are_one_or_two_and_sponsors_two(
    world: World, number: int, people: list[str], words: str
) -> None:
    admission = walked(world.home, number - 1)
    with refused("number_of_people", words):
        does(world.home, admission, number, people=people)


def test_a_notice_is_not_taken_down_early(world: World) -> None:
    admission = walked(world.home, 7)
    with refused("short_notice", "不少于 5 个工作日", "2027年6月22日"):
        does(world.home, admission, 8, on=D(2027, 6, 21))
    with refused("too_early", "2027年6月12日"):
        does(world.home, admission, 8, from_day=D(2027, 6, 11))
    assert does(world.home, admission, 8, on=D(2027, 6, 22)).pk


def test_training_takes_three_days_or_24_hours(world: World) -> None:
    admission = walked(world.home, 10)
    short: dict[str, Any] = {"from_day": D(2027, 7, 19), "on": D(2027, 7, 20)}
    with refused("short_training", "3 天", "24 学时"):
        does(world.home, admission, 11, **short, hours=23)
    assert does(world.home, admission, 11, **short, hours=24).pk


def test_a_refusal_stays_on_record_and_the_file_where_it_was(world: World) -> None:
    admission = walked(world.home, 9)
    does(world.home, admission, 10, conclusion=Conclusion.REFUSED)
    admission.refresh_from_db()
    assert admission.step == 9
    does(world.home, admission, 10, on=D(2027, 7, 12))
    admission.refresh_from_db()
    assert admission.step == 10


def test_a_file_ends_with_a_reason_and_its_numbers_go(world: World) -> None:
    admission = walked(world.home, 17)
    later = world.actor("secretary", at=at(D(2027, 12, 1)))
    with pytest.raises(ValidationError, match="理由"):
        end_admission(admission=admission, reason=" ", actor=later)
    ended = end_admission(admission=admission, reason="取消预备党员资格。", actor=later)
    assert (ended.status, ended.ended_on, ended.due_on) == (Stage.ENDED, D(2027, 12, 1), None)
    assert Member.objects.get().presence == Presence.REMOVED
    with refused("ended", "已经终止"):
        does(world.home, admission, 18, now=D(2027, 12, 2))


def test_another_committee_may_be_named_when_the_branch_moves(world: World) -> None:
    admission = a_file(world.home)
    actor = world.actor("secretary", at=at(APPLIED))
    moved = change_superior(
        admission=admission, superior=None, superior_name="某镇党委", actor=actor
    )
    assert (moved.superior, moved.superior_name) == (None, "某镇党委")
    with refused("nothing_changed", "没有需要保存"):
        change_superior(admission=moved, superior=None, superior_name="某镇党委", actor=actor)


def test_the_trail_names_neither_the_person_nor_a_number(world: World) -> None:
    walked(world.home, 17)
    entries = list(AuditEntry.objects.filter(verb__startswith="admission."))
    told = " ".join(f"{one.target_label} {one.before} {one.after} {one.reason}" for one in entries)
    assert "申请甲" not in told
    assert NUMBER not in told
    assert PHONE not in told
    assert {one.target_label for one in entries if one.target_type == "people.admission"} == {
        f"发展党员档案{Admission.objects.get().pk}号"
    }
    assert "申**" not in told


def test_the_next_day_is_told_as_the_file_goes_on(world: World) -> None:
    admission = a_file(world.home)
    assert admission.due_on == D(2026, 6, 18)
    days = {}
    for number in range(2, 8):
        does(world.home, admission, number)
        if number == 6:
            does(world.home, admission, 6, on=D(2027, 6, 9))
        admission.refresh_from_db()
        days[number] = admission.due_on
    none = dict.fromkeys((2, 3, 4, 7))
    assert days == none | {5: D(2026, 12, 10), 6: D(2027, 12, 9)}


def test_the_walk_is_of_a_grown_up() -> None:
    assert BORN.year + 18 < WALK[2][1].year
