"""Entering, correcting and moving members: one home, real numbers, nothing plain on the trail."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from people.actions.member_moves import change_presence, move_member, transfer_member
from people.actions.members import edit_member, enrol_member
from people.models import Member, MemberWarning, MobileStay
from people.sealed import Secret, blind_index
from people.terms import Abroad, Presence, Standing, WarningKind, WarningLight
from tests.people.grounds import IDENTITY, PHONE, member, register_on
from tests.world import World
from workflow.models import AuditEntry, Notice

DAY = dt.date(2026, 2, 10)


def facts(**given: Any) -> dict[str, Any]:
    return {
        "name": "示例乙",
        "standing": Standing.REGULAR,
        "identity": "320508199001010010",
        "phone": "138 0000 5678",
        "joined_on": DAY,
    } | given


def codes(refused: pytest.ExceptionInfo[ValidationError]) -> set[str]:
    error = refused.value
    lists = error.error_dict.values() if hasattr(error, "error_dict") else [error.error_list]
    return {one.code for errors in lists for one in errors}


def enrolled(world: World, **given: Any) -> Member:
    return enrol_member(
        organization=world.branch, content=facts(**given), actor=world.actor("secretary")
    )


def test_a_member_is_entered_sealed_and_found_by_an_index(world: World) -> None:
    register_on(world.home)

    found = Member.objects.get(pk=enrolled(world).pk)

    assert found.phone.plain() == PHONE
    assert str(found.phone) == "138****5678"
    assert found.identity_index == blind_index(IDENTITY)
    assert found.name_key.startswith("shiliyi|")
    assert (found.organization, found.presence) == (world.branch, Presence.PRESENT)


def test_the_trail_names_the_sealed_facts_and_masks_the_name(world: World) -> None:
    register_on(world.home)
    enrolled(world)

    entry = AuditEntry.objects.get(verb="member.enrol")

    assert entry.target_label == "示**"
    assert entry.after["changed_facts"] == ["姓名", "身份证号", "手机号码"]
    assert entry.after["joined_on"] == "2026-02-10"


def test_without_the_switch_nothing_is_written(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        enrolled(world)

    assert codes(refused) == {"register_off"}
    assert not Member.objects.exists()


def test_a_unit_without_a_branch_has_no_register(world: World) -> None:
    register_on(world.home)

    with pytest.raises(ValidationError) as refused:
        enrol_member(organization=world.unit, content=facts(), actor=world.actor("contact"))

    assert codes(refused) == {"no_branch"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": " "}, "name_needed"),
        ({"identity": "32050819900101001"}, "identity_wrong"),
        ({"identity": "320508199001010014"}, "identity_wrong"),
        ({"identity": "320508199013010018"}, "identity_wrong"),
        ({"phone": "1380000567"}, "phone_wrong"),
        ({"phone": "0512-65220000"}, "phone_wrong"),
        ({"income": "五千"}, "income_wrong"),
        ({"income": "5000.005"}, "income_wrong"),
        ({"joined_on": dt.date(2026, 3, 3)}, "day_ahead"),
        ({"standing": "probationary", "regular_on": DAY}, "not_regular"),
    ],
)
def test_what_cannot_be_is_refused_without_repeating_it(
    world: World, given: dict[str, Any], code: str
) -> None:
    register_on(world.home)

    with pytest.raises(ValidationError) as refused:
        enrolled(world, **given)

    assert codes(refused) == {code}
    typed = [str(given[name]) for name in ("identity", "phone", "income") if name in given]
    assert not [text for text in typed if text in str(refused.value.messages)]


def test_one_member_has_one_home_in_the_whole_city(world: World) -> None:
    register_on(world.home)
    member(world.second_branch)

    with pytest.raises(ValidationError) as refused:
        enrolled(world)

    assert codes(refused) == {"duplicate"}
    assert "皮市街" not in str(refused.value.messages)


def test_who_left_may_be_entered_again(world: World) -> None:
    register_on(world.home)
    member(world.second_branch, presence=Presence.TRANSFERRED)

    assert enrolled(world).organization == world.branch


def test_another_city_may_know_the_same_person(world: World) -> None:
    register_on(world.home)
    register_on(world.twin)
    member(world.twin.branch)

    assert enrolled(world).pk


def test_only_the_branch_itself_writes(world: World) -> None:
    register_on(world.home)

    for person in ("second_secretary", "officer", "mall_leader", "city_leader", "twin.secretary"):
        with pytest.raises(PermissionDenied):
            enrol_member(organization=world.branch, content=facts(), actor=world.actor(person))


def test_a_sealed_fact_left_empty_stays_and_one_forgotten_goes(world: World) -> None:
    register_on(world.home)
    one = member(world.branch, income="5000")
    actor = world.actor("secretary")

    edit_member(
        member=one,
        content={"duty": "组织委员", "phone": "", "identity": ""},
        forget=["income"],
        actor=actor,
    )

    one = Member.objects.get(pk=one.pk)
    assert (one.phone.plain(), one.identity.plain(), bool(one.income)) == (PHONE, IDENTITY, False)
    entry = AuditEntry.objects.get(verb="member.edit")
    assert entry.after == {"duty": "组织委员", "changed_facts": ["党费计算基数（元/月）"]}


def test_an_edit_that_changes_nothing_is_refused(world: World) -> None:
    register_on(world.home)
    one = member(world.branch)

    with pytest.raises(ValidationError) as refused:
        edit_member(
            member=one, content={"name": one.name, "phone": PHONE}, actor=world.actor("secretary")
        )

    assert codes(refused) == {"nothing_changed"}


def test_a_row_in_hand_holds_no_plain_text(world: World) -> None:
    register_on(world.home)
    one = enrolled(world)

    assert isinstance(one.phone, Secret)
    one.full_clean()
    assert one.phone.plain() == PHONE


def test_a_move_in_the_city_gives_the_member_one_new_home(world: World) -> None:
    register_on(world.home)
    one = member(world.branch, duty="书记", is_leader=True)
    warning(one)

    moved = move_member(
        member=one,
        to="皮市街联合党支部",
        moved_on=DAY,
        words="介绍信第1号",
        actor=world.actor("secretary"),
    )

    assert (moved.organization, moved.joined_on) == (world.second_branch, DAY)
    assert (moved.duty, moved.is_leader, moved.presence) == ("", False, Presence.PRESENT)
    assert not MemberWarning.objects.open().exists()
    told = Notice.objects.get(recipient=world.user("second_secretary"))
    assert "示例甲" not in told.title + told.body
    assert set(AuditEntry.objects.about(moved).values_list("verb", "organization_id")) == {
        ("member.move", world.branch.pk),
        ("member.receive", world.second_branch.pk),
    }


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("没有的党支部", "unknown_branch"),
        ("观前商城党支部", "same_branch"),
        ("临顿路百货有限公司", "unknown_branch"),
        ("", "unknown_branch"),
    ],
)
def test_a_move_needs_a_branch_of_the_city(world: World, to: str, code: str) -> None:
    register_on(world.home)
    one = member(world.branch)

    with pytest.raises(ValidationError) as refused:
        move_member(member=one, to=to, moved_on=DAY, words="介绍信", actor=world.actor("secretary"))

    assert codes(refused) == {code}


def test_a_stay_follows_its_member_and_ends_where_the_host_is_the_new_home(world: World) -> None:
    register_on(world.home)
    one = member(world.branch)
    stay = MobileStay.objects.create(
        member=one,
        tenant=world.tenant,
        home=world.branch,
        host=world.sibling_branch,
        abroad=Abroad.CITY,
        home_contact="甲",
        starts_on=dt.date(2026, 1, 5),
    )
    move_member(member=one, to="B-2", moved_on=DAY, words="介绍信", actor=world.actor("secretary"))
    stay.refresh_from_db()
    assert (stay.home, stay.ends_on) == (world.second_branch, None)

    move_member(
        member=one, to="B-3", moved_on=DAY, words="介绍信", actor=world.actor("second_secretary")
    )
    stay.refresh_from_db()
    assert stay.ends_on == DAY


def test_who_goes_out_of_the_city_leaves_only_history(world: World) -> None:
    register_on(world.home)
    one = member(world.branch)
    actor = world.actor("secretary")

    gone = transfer_member(
        member=one, to="无锡某党支部", left_on=DAY, words="介绍信第2号", actor=actor
    )

    assert (gone.presence, gone.presence_on, gone.moved_to) == (
        *(Presence.TRANSFERRED, DAY),
        "无锡某党支部",
    )
    with pytest.raises(ValidationError) as refused:
        edit_member(member=gone, content={"duty": "委员"}, actor=actor)
    assert codes(refused) == {"has_left"}


def changed(world: World, one: Member, verb: str, **given: Any) -> Member:
    given = {"changed_on": DAY, "words": "支部大会决议第1号"} | given
    return change_presence(member=one, verb=verb, actor=world.actor("secretary"), **given)


def warning(one: Member) -> MemberWarning:
    return MemberWarning.objects.create(
        member=one,
        tenant=one.tenant,
        organization=one.organization,
        kind=WarningKind.LOST,
        light=WarningLight.RED,
        since=DAY,
        months=6,
        raised_on=DAY,
    )


def test_lost_then_suspended_then_restored(world: World) -> None:
    register_on(world.home)
    one = member(world.branch)

    assert changed(world, one, "lose").lost_on == DAY
    warning(one)
    suspended = changed(world, one, "suspend")
    assert (suspended.presence, suspended.lost_on) == (Presence.SUSPENDED, DAY)
    assert not MemberWarning.objects.open().exists()
    restored = changed(world, one, "restore")
    assert (restored.presence, restored.lost_on) == (Presence.PRESENT, None)


@pytest.mark.parametrize(
    ("verb", "given", "code"),
    [
        ("restore", {}, "wrong_state"),
        ("find", {}, "wrong_state"),
        ("suspend", {"words": " "}, "words_needed"),
        ("remove", {"changed_on": dt.date(2026, 3, 3)}, "day_wrong"),
        ("decease", {"changed_on": dt.date(2015, 6, 29)}, "day_wrong"),
    ],
)
def test_a_step_out_of_order_or_without_a_document_is_refused(
    world: World, verb: str, given: dict[str, Any], code: str
) -> None:
    register_on(world.home)
    one = member(world.branch)

    with pytest.raises(ValidationError) as refused:
        changed(world, one, verb, **given)

    assert codes(refused) == {code}
    assert Member.objects.get(pk=one.pk).presence == Presence.PRESENT


def test_the_dead_and_the_removed_count_no_more(world: World) -> None:
    register_on(world.home)
    first, second = member(world.branch), member(world.branch, "示例丙", identity="")

    changed(world, first, "decease")
    changed(world, second, "remove")

    assert not Member.objects.counting().exists()
    assert Member.objects.totals(world.actor("secretary")) == {}
