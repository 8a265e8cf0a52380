"""A branch that closes or merges with members, files and stays; hosts of members who moved."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from hierarchy.actions.restructuring import close_organization, merge_organizations
from hierarchy.models import Organization
from hierarchy.open_work import count_open, open_lines
from people.actions.member_moves import change_presence, move_member
from people.models import Admission, Course, Member, MobileStay
from people.open_work import PeopleWork
from people.terms import Presence
from tests.people.care_grounds import a_shared_stay, a_stay, unpaid
from tests.people.files import a_file, approving
from tests.people.grounds import member, register_on
from tests.people.growth_grounds import a_course
from tests.world import World
from workflow.models import AuditEntry, Notice

DAY = dt.date(2026, 2, 20)


def closed(world: World, body: Organization) -> str:
    """With what words the closing is refused."""
    with pytest.raises(ValidationError) as caught:
        close_organization(organization=body, on=world.on, reason="撤销", actor=world.home.system)
    return str(caught.value.messages)


def merged(world: World, source: Organization, target: Organization) -> None:
    merge_organizations(
        source=source, target=target, on=world.on, reason="合并", actor=world.home.system
    )


def titles(world: World, person: str) -> list[str]:
    rows = Notice.objects.filter(recipient=world.user(person))
    return list(rows.order_by("pk").values_list("title", flat=True))


def test_a_branch_with_members_is_not_closed_and_nobody_is_named(world: World) -> None:
    register_on(world.home)
    member(world.branch, "示例甲")
    member(world.branch, "示例乙", identity="", presence=Presence.SUSPENDED)
    member(world.branch, "示例丙", identity="", presence=Presence.TRANSFERRED)

    words = closed(world, world.branch)

    assert "2 名在册党员须先在“党员名册”中办理组织关系转接，或随合并移交" in words
    assert not [name for name in ("示例甲", "示例乙") if name in words]
    assert [(line.kind, line.title) for line in open_lines([world.branch.pk])] == [
        ("在册党员", "2 名")
    ]


def test_a_branch_with_a_running_file_and_its_committee_are_not_closed(world: World) -> None:
    approving(world.home)
    file = a_file(world.home)

    assert "1 份办理中的发展党员档案" in closed(world, world.branch)
    assert "1 份由其审批的发展党员档案" in closed(world, world.lawyer)
    assert "申请甲" not in closed(world, world.branch)

    Admission.objects.filter(pk=file.pk).update(status="ended")
    assert count_open([world.branch.pk]) == 0


def test_a_host_with_a_member_staying_is_not_closed(world: World) -> None:
    register_on(world.home)
    a_shared_stay(world.home, member(world.branch))

    assert "1 名在此流动的党员" in closed(world, world.lawyer_branch)


def test_a_merge_hands_members_files_and_what_is_owed_over(world: World) -> None:
    approving(world.home)
    one = member(world.branch, duty="书记", is_leader=True)
    gone = member(world.branch, "示例丙", identity="", presence=Presence.DECEASED)
    open_month, paid = unpaid(one, "2026-01", "2025-12")
    type(paid).objects.filter(pk=paid.pk).update(paid_on=DAY)
    file = a_file(world.home)

    merged(world, world.branch, world.second_branch)

    for row in (one, gone, open_month, paid, file):
        row.refresh_from_db()
    assert one.organization == open_month.organization == file.organization == world.second_branch
    assert gone.organization == paid.organization == world.home.bodies["branch"]
    assert (one.duty, one.is_leader) == ("", False)
    entry = AuditEntry.objects.get(verb="register.hand")
    assert entry.after == {
        "register_holder": "皮市街联合党支部",
        "members_handed": 1,
        "files_handed": 1,
    }


def test_a_merge_hands_over_courses_whose_registration_is_open(world: World) -> None:
    held, closed_one = a_course(world.home), a_course(world.home, title="党章专题")
    Course.objects.filter(pk=closed_one.pk).update(is_closed=True)

    merged(world, world.branch, world.second_branch)

    held.refresh_from_db()
    closed_one.refresh_from_db()
    assert held.organization == world.second_branch
    assert closed_one.organization == world.home.bodies["branch"]
    assert AuditEntry.objects.get(verb="register.hand").after["courses_handed"] == 1


def test_a_unit_without_a_branch_takes_no_open_course_over(world: World) -> None:
    a_course(world.home)

    with pytest.raises(ValidationError) as caught:
        merged(world, world.branch, world.unit)

    assert "没有结束登记的课程" in str(caught.value)


def test_a_unit_without_a_branch_takes_no_member_over(world: World) -> None:
    register_on(world.home)
    one = member(world.branch)

    with pytest.raises(ValidationError) as caught:
        merged(world, world.branch, world.unit)

    assert caught.value.code == "no_branch"
    assert Member.objects.get(pk=one.pk).organization == world.branch


def test_a_committee_without_the_power_inherits_no_approval(world: World) -> None:
    approving(world.home)
    file = a_file(world.home)

    PeopleWork().transfer(source=world.lawyer, target=world.mall, actor=world.home.system)

    file.refresh_from_db()
    assert (file.superior, file.superior_name) == (None, "律师行业党委")
    assert "发展党员档案的审批党委已并入其他组织" in titles(world, "secretary")


def test_stays_go_over_with_the_host_and_end_where_both_sides_are_one(world: World) -> None:
    register_on(world.home)
    stay = a_shared_stay(world.home, member(world.branch))
    other = a_stay(
        world.home, member(world.branch, "示例乙", identity=""), host=world.second_branch
    )

    merged(world, world.lawyer_branch, world.second_branch)
    stay.refresh_from_db()
    assert (stay.host, stay.ends_on) == (world.second_branch, None)
    assert "流入地党组织已合并" in titles(world, "secretary")

    merged(world, world.second_branch, world.branch)
    assert set(MobileStay.objects.values_list("ends_on", flat=True)) == {world.on}
    other.refresh_from_db()
    assert other.home == world.branch


def test_the_host_is_told_when_the_member_is_no_more_on_the_register(world: World) -> None:
    register_on(world.home)
    one = member(world.branch)
    a_shared_stay(world.home, one)
    leaving = {"verb": "remove", "changed_on": DAY, "words": "支部大会决议第1号"}

    change_presence(member=one, **leaving, actor=world.actor("secretary"))

    assert "观前商城党支部有 1 名流动党员已不在册，流动结束" in titles(world, "lawyer_secretary")
    assert "示例甲" not in str(titles(world, "lawyer_secretary"))


def test_the_host_is_told_of_a_new_home_and_the_new_home_of_its_member(world: World) -> None:
    register_on(world.home)
    one = member(world.branch)
    a_shared_stay(world.home, one)
    secretary = world.actor("secretary")

    move_member(member=one, to="B-2", moved_on=DAY, words="介绍信", actor=secretary)
    assert "在你处流动的 1 名党员，组织关系已转到皮市街联合党支部" in titles(
        world, "lawyer_secretary"
    )

    second = world.actor("second_secretary")
    move_member(member=one, to="平江律所党支部", moved_on=DAY, words="介绍信", actor=second)
    assert MobileStay.objects.get().ends_on == DAY
    assert titles(world, "lawyer_secretary")[-1] == "转来党员组织关系"
