"""Entering a record: who may, what is refused, what the trail says."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from routines.actions.recording import (
    amend_record,
    draft_record,
    keep_record,
    register_record,
    withdraw_record,
)
from routines.models import Record
from routines.terms import Mark, RecordKind, RecordStatus, Source
from tests.routines.conftest import at
from tests.routines.records import group, held
from tests.world import World
from workflow.models import AuditEntry

K = RecordKind
DAY = dt.date(2026, 2, 27)


def trail(record: Record) -> list[str]:
    return list(AuditEntry.objects.about(record).order_by("id").values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (K.MEMBERS_MEETING, "2026年一季度党员大会"),
        (K.LECTURE, "2026年一季度党课"),
        (K.TRAINING, "2026年2月学习培训"),
        (K.LIFE_MEETING, "2026年组织生活会"),
    ],
)
def test_a_record_without_a_name_is_called_by_how_often_it_is_held(
    world: World, kind: str, title: str
) -> None:
    assert held(world, kind, DAY).title == title


def test_a_secretary_enters_a_theme_day_with_nothing_but_the_day(world: World) -> None:
    record = held(world, K.THEME_DAY, DAY)

    assert record.status == RecordStatus.KEPT
    assert record.title == "2026年2月主题党日"
    assert record.entered_as == world.actor("secretary").post_label
    assert trail(record) == ["record.keep"]


def test_the_officer_above_enters_on_behalf_and_the_record_says_as_what(world: World) -> None:
    record = held(world, K.THEME_DAY, DAY, person="officer")

    assert record.entered_as == world.actor("officer").post_label
    assert AuditEntry.objects.about(record).get().post == world.actor("officer").post_label


@pytest.mark.parametrize(
    "person",
    [
        *("second_secretary", "sibling_officer", "lawyer_officer", "station_head", "mall_leader"),
        *("city_leader", "town_reader", "administrator", "auditor", "expired", "twin.secretary"),
    ],
)
def test_nobody_else_enters_for_a_branch(world: World, person: str) -> None:
    with pytest.raises(PermissionDenied, match="党建指导员"):
        held(world, K.THEME_DAY, DAY, person=person)


def test_a_branch_holds_no_monthly_meeting_of_committees(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        held(world, K.MONTHLY_MEETING, DAY)

    assert refused.value.code == "kind_unfit"


def test_what_has_not_taken_place_is_no_record_but_may_be_a_draft(world: World) -> None:
    ahead = dt.date(2026, 3, 20)
    actor = world.actor("secretary")
    with pytest.raises(ValidationError) as refused:
        held(world, K.THEME_DAY, ahead, typed=world.home.on)
    draft = draft_record(
        organization=world.branch, kind=K.THEME_DAY, content={"happened_on": ahead}, actor=actor
    )

    assert refused.value.error_dict["happened_on"][0].code == "in_future"
    assert draft.status == RecordStatus.DRAFT
    with pytest.raises(ValidationError):
        keep_record(record=draft, actor=actor)
    later = world.actor("secretary", at=at(dt.date(2026, 3, 21)))
    kept = keep_record(record=draft, actor=later)
    assert kept.status == RecordStatus.KEPT
    assert kept.entered_at == later.at
    assert trail(draft) == ["record.draft", "record.keep"]


def test_a_group_meeting_names_its_group(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        held(world, K.GROUP_MEETING, DAY)
    strange = group(world.second_branch)
    with pytest.raises(ValidationError) as foreign:
        held(world, K.GROUP_MEETING, DAY, group=strange)

    assert refused.value.error_dict["group"][0].code == "group_needed"
    assert foreign.value.error_dict["group"][0].code == "foreign_group"


def test_marks_and_kinds_held_together_must_fit(world: World) -> None:
    with pytest.raises(ValidationError) as mark:
        held(world, K.THEME_DAY, DAY, marks=[Mark.AMONG_MEMBERS])
    with pytest.raises(ValidationError) as also:
        held(world, K.BRANCH_COMMITTEE, DAY, also=[K.LECTURE])

    assert mark.value.code == "mark_unfit"
    assert also.value.code == "also_unfit"
    assert "党课" in also.value.messages[0]


def test_more_present_than_expected_is_refused(world: World) -> None:
    with pytest.raises(ValidationError, match="实到人数不能多于应到人数"):
        held(world, K.THEME_DAY, DAY, expected_count=5, present_count=6)


def test_a_correction_keeps_what_was_before_in_the_trail(world: World) -> None:
    record = held(world, K.THEME_DAY, DAY, place="一楼会议室")

    amend_record(record=record, content={"place": "党群服务中心"}, actor=world.actor("secretary"))

    entry = AuditEntry.objects.about(record).get(verb="record.amend")
    assert (entry.before, entry.after) == ({"place": "一楼会议室"}, {"place": "党群服务中心"})


def test_what_comes_from_outside_is_not_changed_here(world: World) -> None:
    record = held(world, K.THEME_DAY, DAY)
    Record.objects.filter(pk=record.pk).update(source=Source.PLATFORM, external_id="A-1")
    actor = world.actor("secretary")

    with pytest.raises(ValidationError) as amended:
        amend_record(record=record, content={"place": "别处"}, actor=actor)
    with pytest.raises(ValidationError) as withdrawn:
        withdraw_record(record=record, reason="重复", actor=actor)

    assert amended.value.code == withdrawn.value.code == "from_outside"
    assert "苏州智慧党建" in amended.value.messages[0]


def test_withdrawing_asks_for_a_reason_and_keeps_the_record_to_be_read(world: World) -> None:
    record = held(world, K.THEME_DAY, DAY)
    actor = world.actor("secretary")
    with pytest.raises(ValidationError) as refused:
        withdraw_record(record=record, reason=" ", actor=actor)
    withdrawn = withdraw_record(record=record, reason="重复登记", actor=actor)

    assert refused.value.code == "reason_needed"
    assert withdrawn.status == RecordStatus.WITHDRAWN
    assert withdrawn.withdrawn_reason == "重复登记"
    with pytest.raises(ValidationError) as again:
        amend_record(record=withdrawn, content={"place": "别处"}, actor=actor)
    assert again.value.code == "wrong_status"


def test_typing_late_shows_by_how_many_days(world: World) -> None:
    late = held(world, K.MEMBERS_MEETING, dt.date(2026, 5, 31), typed=dt.date(2026, 6, 20))
    soon = held(world, K.THEME_DAY, dt.date(2026, 5, 31), typed=dt.date(2026, 6, 2))

    assert late.typed_late_days == 20
    assert soon.typed_late_days == 0


def test_fields_that_a_kind_has_not_are_left_empty(world: World) -> None:
    record = held(world, K.TALK, DAY, chair="示例", minutes="不应写在这里", marks=[])

    assert (record.chair, record.minutes) == ("", "")


def test_a_stand_in_enters_and_the_trail_shows_both_names(world: World) -> None:
    record = register_record(
        organization=world.branch,
        kind=K.THEME_DAY,
        content={"happened_on": DAY},
        actor=world.actor("delegate"),
    )

    assert "代" in record.entered_as
    assert AuditEntry.objects.about(record).get().on_behalf_of == world.user("officer").name
