"""Facts corrected in the field hold at once; the station confirms them or asks back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coverage.actions.notices import answer_notice, ask_back, confirm_notice, submit_notice
from coverage.actions.parties import amend_party
from coverage.models import ChangeNotice, Unit
from coverage.rules import NOTICE_MOVES
from coverage.terms import NoticeStatus, Source
from tests.coverage.conftest import COUNTED, entered, open_kinds
from tests.world import World
from workflow.models import AuditEntry, Notice

SEEN = dt.date(2026, 3, 1)


def submitted(world: World, unit: Unit | None = None, **changes: Any) -> ChangeNotice:
    """What the officer of 平江1岗 corrected yesterday."""
    return submit_notice(
        unit=unit or entered(world, members_here=2, phone="0512-65220000"),
        changes=changes or {"members_here": 3, "phone": "0512-65221111"},
        seen_on=SEEN,
        words="走访核对",
        actor=world.actor("officer"),
    )


def test_what_the_officer_saw_holds_at_once_with_its_day_and_source(world: World) -> None:
    notice = submitted(world)

    unit = Unit.objects.get(pk=notice.unit_id)
    assert (unit.members_here, unit.phone, unit.counted_on) == (3, "0512-65221111", SEEN)
    state = unit.states.latest("pk")
    assert (state.source, state.effective_on, state.source_note) == (
        Source.FIELD,
        SEEN,
        "走访核对",
    )
    assert open_kinds(unit) == ["must_found"]


def test_the_notice_keeps_old_and_new_as_people_read_them(world: World) -> None:
    notice = submitted(
        world,
        members_here=3,
        employees=20,
        has_union=True,
        region=world.home.regions["jinchang"],
        operating="dormant",
        department="示例部门",
    )
    assert sorted(notice.lines) == [
        ("主管部门", "未填", "示例部门"),
        ("所属区域", "平江街道", "金阊街道"),
        ("有工会", "否", "是"),
        ("正式党员数（组织关系在本单位）", "2", "3"),
        ("经营状态", "实体运营", "僵尸"),
    ]
    assert (notice.station, notice.submitted_as) == (world.station, "平江1岗 党建指导员")
    entry = AuditEntry.objects.about(notice.unit).latest("pk")
    assert (entry.verb, entry.before["members_here"], entry.after["members_here"]) == (
        "unit.correct",
        2,
        3,
    )


def test_the_station_is_told_and_confirms_which_verifies_the_unit(world: World) -> None:
    notice = submitted(world)
    told = Notice.objects.filter(kind=Notice.Kind.REPORTED).values_list("recipient", flat=True)
    assert world.user("station_head").pk in set(told)

    confirmed = confirm_notice(notice=notice, actor=world.actor("station_head"))

    assert confirmed.status == NoticeStatus.CONFIRMED
    assert confirmed.decided_by == "谢站长（平江区域党建工作站 站长）"
    unit = Unit.objects.get(pk=notice.unit_id)
    assert (unit.verified_on, unit.verified_by) == (world.on, confirmed.decided_by)


def test_asking_back_reaches_the_officer_whose_answer_goes_back_to_the_station(
    world: World,
) -> None:
    notice = submitted(world)
    asked = ask_back(notice=notice, question="转入手续办了吗？", actor=world.actor("station_head"))
    assert (asked.status, asked.question) == (NoticeStatus.ASKED_BACK, "转入手续办了吗？")
    told = Notice.objects.get(kind=Notice.Kind.RETURNED, recipient=world.user("officer"))
    assert "答复" in told.title
    assert told.body == "转入手续办了吗？"

    later = world.home.at + dt.timedelta(hours=1)
    answered = answer_notice(
        notice=asked, answer="已办结。", actor=world.actor("officer", at=later)
    )
    assert (answered.status, answered.answer) == (NoticeStatus.SUBMITTED, "已办结。")
    heard = Notice.objects.filter(recipient=world.user("station_head")).latest("pk")
    assert (heard.kind, heard.body) == (Notice.Kind.REPORTED, "已办结。")
    assert confirm_notice(notice=answered, actor=world.actor("station_head")).question


def test_two_decide_and_the_second_is_told_who_did(world: World) -> None:
    notice = submitted(world)
    confirm_notice(notice=notice, actor=world.actor("station_head"))
    with pytest.raises(ValidationError, match="谢站长") as caught:
        ask_back(notice=notice, question="为何？", actor=world.actor("station_head"))
    assert caught.value.code == "wrong_status"


def test_a_question_and_an_answer_need_words(world: World) -> None:
    notice = submitted(world)
    with pytest.raises(ValidationError) as caught:
        ask_back(notice=notice, question=" ", actor=world.actor("station_head"))
    assert caught.value.code == "reason_needed"


@pytest.mark.parametrize(
    "who", ["officer", "station_clerk", "single_head", "mall_leader", "twin.station_head"]
)
def test_only_who_decides_at_the_station_confirms(world: World, who: str) -> None:
    notice = submitted(world)
    with pytest.raises(PermissionDenied):
        confirm_notice(notice=notice, actor=world.actor(who))


def test_who_submitted_it_does_not_confirm_it(world: World) -> None:
    head = world.actor("station_head")
    notice = submit_notice(
        unit=entered(world), changes={"employees": 21}, seen_on=SEEN, words="", actor=head
    )
    with pytest.raises(ValidationError) as caught:
        confirm_notice(notice=notice, actor=head)
    assert caught.value.code == "own_entry"


def test_a_unit_without_a_station_is_confirmed_by_the_body_it_hangs_under(world: World) -> None:
    unit = entered(world, place=world.mall)
    notice = submit_notice(
        unit=unit,
        changes={"employees": 21},
        seen_on=SEEN,
        words="",
        actor=world.actor("mall_clerk"),
    )
    assert notice.place == world.mall
    confirm_notice(notice=notice, actor=world.actor("mall_leader"))


@pytest.mark.parametrize("who", ["sibling_officer", "lawyer_officer", "twin.officer"])
def test_nobody_corrects_the_unit_of_another(world: World, who: str) -> None:
    unit = entered(world)
    with pytest.raises(PermissionDenied):
        submit_notice(
            unit=unit,
            changes={"employees": 21},
            seen_on=SEEN,
            words="",
            actor=world.actor(who),
        )
    submitted(world, unit, employees=21)
    assert not ChangeNotice.objects.visible_to(world.actor(who)).exists()


@pytest.mark.parametrize(
    ("seen", "changes", "code"),
    [
        (SEEN, {"employees": 20}, "nothing_changed"),
        (dt.date(2026, 3, 3), {"employees": 21}, "in_future"),
        (COUNTED - dt.timedelta(days=1), {"employees": 21}, "earlier_than_known"),
    ],
)
def test_what_can_not_be_is_refused_and_writes_nothing(
    world: World, seen: dt.date, changes: dict[str, Any], code: str
) -> None:
    unit = entered(world)
    with pytest.raises(ValidationError) as caught:
        submit_notice(
            unit=unit, changes=changes, seen_on=seen, words="", actor=world.actor("officer")
        )
    assert caught.value.code == code
    assert unit.states.count() == 1
    assert ChangeNotice.objects.count() == 0


def test_where_a_unit_hangs_is_no_matter_of_the_field(world: World) -> None:
    with pytest.raises(ValueError, match="cover"):
        submitted(world, entered(world), cover="alone")


def test_a_notice_ends_nowhere_but_confirmed() -> None:
    ends = {status for status in NoticeStatus if not NOTICE_MOVES.from_status(status)}
    assert ends == {NoticeStatus.CONFIRMED}


def test_a_telephone_number_is_kept_as_a_sheet_reads_it(world: World) -> None:
    notice = submitted(world, phone="（0512） 65223333 转 8")
    assert Unit.objects.get(pk=notice.unit_id).phone == "0512-65223333-8"

    with pytest.raises(ValidationError, match="“找老王”不是电话号码") as refused:
        submitted(world, unit=notice.unit, phone="找老王")
    assert refused.value.error_dict["phone"][0].code == "phone"
    with pytest.raises(ValidationError, match="不是电话号码"):
        amend_party(
            organization=world.branch,
            on=world.on,
            facts={"phone": "12"},
            actor=world.home.system,
        )
