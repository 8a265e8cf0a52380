"""A recruitment from draft to hiring: who may what, over 国庆, and no more than openings."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from people.actions.entrants import (
    enter_candidate,
    hire_entrant,
    mark_entrants,
    propose_entrant,
    refuse_entrant,
    restore_entrant,
    reveal_phone,
    withdraw_entrant,
)
from people.actions.recruitments import (
    announce_proposed,
    cancel_recruitment,
    choose_again,
    close_recruitment,
    draft_recruitment,
    edit_recruitment,
    examine_entrants,
    note_objections,
    publish_recruitment,
)
from people.models import Entrant, Recruitment, Worker
from people.terms import EntrantResult, RecruitmentStatus
from tests.people.staff_grounds import (
    DAY,
    EXAM,
    LAST_OF_NOTICE,
    NOTICE,
    OVER,
    PHONE,
    UNTIL,
    announced,
    content,
    contract,
    drafted,
    entered,
    examined,
    noted,
    published,
    refusal,
    who,
)
from tests.world import City, World
from workflow.models import AuditEntry


@pytest.fixture
def city(world: World) -> City:
    return world.home


def only(row: Recruitment) -> Entrant:
    return row.entrants.get()


def test_the_clerk_drafts_and_the_leader_publishes(city: City) -> None:
    row = drafted(city)
    with pytest.raises(PermissionDenied):
        publish_recruitment(recruitment=row, actor=who(city, "mall_clerk"))

    row = publish_recruitment(recruitment=row, actor=who(city, "mall_leader"))

    assert row.status == RecruitmentStatus.OPEN
    again = refusal(edit_recruitment, recruitment=row, content={}, actor=who(city, "mall_clerk"))
    assert again == "published"


def test_a_station_takes_on_no_full_time_workers(city: City) -> None:
    code = refusal(
        draft_recruitment,
        organization=city.station,
        content=content(),
        actor=who(city, "station_head"),
    )
    assert code == "no_employer"
    with pytest.raises(PermissionDenied):
        draft_recruitment(
            organization=city.mall, content=content(), actor=who(city, "lawyer_leader")
        )


def test_a_notice_whose_day_is_over_is_not_published(city: City) -> None:
    row = drafted(city, apply_until=DAY)

    code = refusal(publish_recruitment, recruitment=row, actor=who(city, "mall_leader"))

    assert code == "apply_past"


def test_people_enter_until_the_day_and_once(city: City) -> None:
    row = published(city)
    entered(city, row)
    clerk = who(city, "mall_clerk", EXAM)
    facts = {"recruitment": row, "is_member": True, "actor": clerk}

    late = refusal(enter_candidate, name="应聘乙", phone="", entered_on=EXAM, **facts)
    twice = refusal(enter_candidate, name="应聘甲", phone=PHONE, entered_on=UNTIL, **facts)
    odd = refusal(enter_candidate, name="应聘乙", phone="12", entered_on=UNTIL, **facts)

    assert (late, twice, odd) == ("day_wrong", "entered_twice", "phone_wrong")


def test_the_exam_begins_once_the_entering_is_over_and_somebody_entered(city: City) -> None:
    row = published(city)
    early = refusal(examine_entrants, recruitment=row, actor=who(city, "mall_clerk", UNTIL))
    nobody = refusal(examine_entrants, recruitment=row, actor=who(city, "mall_clerk", EXAM))

    assert (early, nobody) == ("still_open", "nobody_entered")


def test_marks_are_set_together_and_stand_on_the_trail(city: City) -> None:
    row = examined(city)
    entry = AuditEntry.objects.get(verb="recruitment.mark")

    assert only(row).written_mark == Decimal("81.50")
    assert entry.after == {"marks": f"报名{only(row).pk}号：笔试81.5，面试90"}
    clerk = who(city, "mall_clerk", EXAM)
    marks = {only(row).pk: (Decimal("81.5"), Decimal(90))}
    assert refusal(mark_entrants, recruitment=row, marks=marks, actor=clerk) == "nothing_changed"
    strange = {0: (Decimal(1), Decimal(1))}
    assert refusal(mark_entrants, recruitment=row, marks=strange, actor=clerk) == "unknown_entrant"


def test_nobody_is_proposed_beyond_the_openings_or_without_marks(city: City) -> None:
    row = examined(city, "应聘甲", "应聘乙", "应聘丙")
    first, second, third = row.entrants.order_by("pk")
    leader = who(city, "mall_leader", EXAM)
    Entrant.objects.filter(pk=third.pk).update(oral_mark=None)

    propose_entrant(entrant=first, actor=leader)

    assert refusal(propose_entrant, entrant=second, actor=leader) == "openings_exceeded"
    assert refusal(propose_entrant, entrant=third, actor=leader) == "marks_missing"
    with pytest.raises(PermissionDenied):
        propose_entrant(entrant=second, actor=who(city, "mall_clerk", EXAM))


def test_the_public_notice_lasts_five_working_days_over_the_holidays(city: City) -> None:
    row = announced(city)

    assert row.notice_from == dt.date(2026, 9, 30)
    assert row.notice_until == LAST_OF_NOTICE


def test_nothing_is_announced_before_somebody_is_proposed(city: City) -> None:
    row = examined(city)

    code = refusal(announce_proposed, recruitment=row, actor=who(city, "mall_leader", NOTICE))

    assert code == "nobody_proposed"


def test_nobody_is_hired_before_the_notice_is_over_and_its_result_noted(city: City) -> None:
    row = announced(city)
    hire = {"entrant": only(row), "contract": contract()}

    during = refusal(hire_entrant, actor=who(city, "mall_leader", LAST_OF_NOTICE), **hire)
    unsaid = refusal(hire_entrant, actor=who(city, "mall_leader", OVER), **hire)
    note_objections(recruitment=row, words="未收到异议。", actor=who(city, "mall_clerk", OVER))
    with pytest.raises(PermissionDenied):
        hire_entrant(actor=who(city, "mall_clerk", OVER), **hire)
    worker = hire_entrant(actor=who(city, "mall_leader", OVER), **hire)

    assert (during, unsaid) == ("notice_running", "result_needed")
    assert (worker.name, worker.entrant_id) == ("应聘甲", only(row).pk)
    assert worker.is_serving(OVER)
    assert only(row).result == EntrantResult.HIRED


def test_the_result_of_a_notice_is_not_told_before_it_is_over(city: City) -> None:
    row = announced(city)
    told = {"recruitment": row, "words": "公示期间未收到异议。"}

    code = refusal(note_objections, actor=who(city, "mall_clerk", LAST_OF_NOTICE), **told)

    row.refresh_from_db()
    assert (code, row.notice_result) == ("notice_running", "")


def test_whoever_was_not_made_public_is_not_hired(city: City) -> None:
    row = noted(city, "应聘甲", "应聘乙")
    other = row.entrants.get(name="应聘乙")

    code = refusal(
        hire_entrant, entrant=other, contract=contract(), actor=who(city, "mall_leader", OVER)
    )

    assert code == "not_proposed"
    assert not Worker.objects.exists()


def test_the_first_day_at_work_follows_the_notice(city: City) -> None:
    row = noted(city)

    code = refusal(
        hire_entrant,
        entrant=only(row),
        contract=contract(hired_on=LAST_OF_NOTICE),
        actor=who(city, "mall_leader", OVER),
    )

    assert code == "hired_too_early"


def test_after_an_objection_others_are_chosen_and_made_public_anew(city: City) -> None:
    row = noted(city, "应聘甲", "应聘乙")
    first, second = row.entrants.order_by("pk")
    leader = who(city, "mall_leader", OVER)

    row = choose_again(recruitment=row, reason="经核查异议成立", actor=leader)
    refuse_entrant(entrant=first, words="经核查异议成立", actor=leader)
    propose_entrant(entrant=second, actor=leader)
    row = announce_proposed(recruitment=row, actor=leader)

    assert row.notice_result == ""
    assert row.notice_until == dt.date(2026, 10, 20)
    code = refusal(hire_entrant, entrant=second, contract=contract(), actor=leader)
    assert code == "notice_running"


def test_it_is_closed_once_everyone_proposed_is_decided_on(city: City) -> None:
    row = noted(city, "应聘甲", "应聘乙")
    first, second = row.entrants.order_by("pk")
    leader = who(city, "mall_leader", OVER)

    assert refusal(close_recruitment, recruitment=row, actor=leader) == "proposed_waiting"
    hire_entrant(entrant=first, contract=contract(), actor=leader)
    cancelled = refusal(cancel_recruitment, recruitment=row, reason="不招了", actor=leader)
    row = close_recruitment(recruitment=row, actor=leader)

    second.refresh_from_db()
    assert cancelled == "hired_already"
    assert (row.status, second.result) == (RecruitmentStatus.CLOSED, EntrantResult.REFUSED)
    assert refusal(withdraw_entrant, entrant=second, words="放弃", actor=leader) == "over"


def test_whoever_gives_up_makes_room_for_another(city: City) -> None:
    row = examined(city, "应聘甲", "应聘乙")
    first, second = row.entrants.order_by("pk")
    leader = who(city, "mall_leader", EXAM)
    propose_entrant(entrant=first, actor=leader)

    withdraw_entrant(entrant=first, words="另有安排", actor=who(city, "mall_clerk", EXAM))
    done = propose_entrant(entrant=second, actor=leader)

    assert done.result == EntrantResult.PROPOSED


def test_a_phone_is_opened_for_a_reason_and_stays_off_the_trail(city: City) -> None:
    one = entered(city, published(city))
    clerk = who(city, "mall_clerk")

    assert str(one.phone) == "139****6789"
    assert refusal(reveal_phone, entrant=one, reason="看", actor=clerk) == "reason_needed"
    assert reveal_phone(entrant=one, reason="通知参加面试", actor=clerk) == PHONE
    with pytest.raises(PermissionDenied):
        reveal_phone(entrant=one, reason="通知参加面试", actor=who(city, "city_leader"))
    entries = AuditEntry.objects.filter(verb__startswith="entrant.")
    assert {entry.verb for entry in entries} == {"entrant.enter", "entrant.reveal"}
    assert not any(PHONE in f"{entry.before}{entry.after}{entry.reason}" for entry in entries)


def test_the_trail_names_nobody_who_entered(city: City) -> None:
    row = noted(city, "应聘甲", "应聘乙")
    first, second = row.entrants.order_by("pk")
    leader = who(city, "mall_leader", OVER)
    refuse_entrant(entrant=second, words="成绩不够。", actor=leader)
    hire_entrant(entrant=first, contract=contract(), actor=leader)

    entries = AuditEntry.objects.filter(verb__regex=r"^(entrant|recruitment)\.")
    told = " ".join(f"{one.target_label} {one.before} {one.after}" for one in entries)
    assert f"报名{first.pk}号" in told
    assert "应聘" not in told


def test_a_result_entered_for_the_wrong_person_is_taken_back(city: City) -> None:
    row = examined(city, "应聘甲", "应聘乙")
    one = row.entrants.order_by("pk")[0]
    leader, clerk = who(city, "mall_leader", EXAM), who(city, "mall_clerk", EXAM)
    withdraw_entrant(entrant=one, words="另有安排", actor=clerk)

    assert refusal(restore_entrant, entrant=one, words=" ", actor=leader) == "words_needed"
    with pytest.raises(PermissionDenied):
        restore_entrant(entrant=one, words="登记错人", actor=clerk)
    restored = restore_entrant(entrant=one, words="登记错人", actor=leader)

    assert (restored.result, restored.words) == (EntrantResult.WAITING, "登记错人")
    assert propose_entrant(entrant=one, actor=leader).result == EntrantResult.PROPOSED
    assert refusal(restore_entrant, entrant=one, words="登记错人", actor=leader) == "decided"
