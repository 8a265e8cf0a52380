"""Appeals: within the days of reply, answered by a second person, upheld or not, and the trail."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from hierarchy.models import Workday
from inspections.actions.appeals import acknowledge_result, answer_appeal, raise_appeal
from inspections.models import Appeal, Finding, Inspection, LimitHit
from inspections.terms import AppealStatus, Grade, InspectionStatus, Level
from tests.inspections.scored import (
    CHECKER,
    SCORER,
    SECRETARY,
    reading,
    refused,
    said_of,
    score,
    scoring,
    told_sheet,
)
from tests.world import AT, City, World
from workflow.indicators import Reading
from workflow.models import AuditEntry, Notice

Said = dict[str, dict[int, Any]]
WORDS = "7月党员大会已补录"


@pytest.fixture
def city(world: World, said: Said) -> City:
    said_of(world.home, said)
    return world.home


def on(day: int, month: int = 3) -> dt.datetime:
    """Nine o'clock of a day of 2026."""
    return AT.replace(month=month, day=day)


def appealed(city: City, code: str = "A1") -> Appeal:
    """An appeal of the branch against one score, the day after it was told."""
    sheet = told_sheet(city)
    actor = city.actor(SECRETARY, at=on(3))
    return raise_appeal(thing=score(sheet, code), words=WORDS, actor=actor)


def answered(appeal: Appeal, city: City, *, upheld: bool, **more: Any) -> Appeal:
    """Answered by the organizer's leader two days after it was told."""
    actor = city.actor(CHECKER, at=on(4))
    return answer_appeal(appeal=appeal, upheld=upheld, answer="已核对台账", actor=actor, **more)


def fresh(appeal: Appeal) -> Inspection:
    return Inspection.objects.get(pk=appeal.inspection_id)


def test_the_inspected_body_appeals_and_the_organizer_is_told(city: City) -> None:
    sheet = told_sheet(city)
    line = score(sheet, "A1")
    for name in ("second_secretary", SCORER, CHECKER, "town_reader"):
        with pytest.raises(PermissionDenied):
            raise_appeal(thing=line, words=WORDS, actor=city.actor(name))

    appeal = raise_appeal(thing=line, words=WORDS, actor=city.actor(SECRETARY))

    assert (appeal.status, appeal.raised_by) == (AppealStatus.RAISED, city.user(SECRETARY))
    assert fresh(appeal).status == InspectionStatus.APPEALED
    notice = Notice.objects.get(recipient=city.user(CHECKER), kind=Notice.Kind.OBJECTED)
    assert notice.body == WORDS


def test_the_days_of_reply_are_working_days_and_a_holiday_is_none(city: City) -> None:
    """Told on Monday 2 March, with Thursday and Friday off: until Wednesday 11 March."""
    for day in (5, 6):
        Workday.objects.create(
            tenant=city.tenant, date=dt.date(2026, 3, day), is_working=False, name="测试假日"
        )
    sheet = told_sheet(city)

    assert sheet.round.reply_until == dt.date(2026, 3, 11)
    with refused("days_over"):
        raise_appeal(thing=score(sheet, "A1"), words=WORDS, actor=city.actor(SECRETARY, at=on(12)))
    raise_appeal(thing=score(sheet, "A1"), words=WORDS, actor=city.actor(SECRETARY, at=on(11)))


def test_nobody_appeals_before_the_result_is_told(city: City) -> None:
    sheet = scoring(city)

    with refused("not_told"):
        raise_appeal(thing=score(sheet, "A1"), words=WORDS, actor=city.actor(SECRETARY))


def test_an_appeal_needs_words_and_comes_once_a_score(city: City) -> None:
    appeal = appealed(city)
    actor, line = city.actor(SECRETARY, at=on(3)), score(fresh(appeal), "A1")

    with refused("appealed_already"):
        raise_appeal(thing=line, words=WORDS, actor=actor)
    with refused("words_needed"):
        raise_appeal(thing=score(fresh(appeal), "A2"), words=" ", actor=actor)
    answered(appeal, city, upheld=False)
    with refused("appealed_already"):
        raise_appeal(thing=line, words=WORDS, actor=actor)


def test_an_upheld_reading_is_taken_again_and_everything_follows(city: City, said: Said) -> None:
    appeal = appealed(city)
    before = fresh(appeal)
    assert (before.total, before.grade) == (Decimal("65.0"), Grade.FAIR)
    assert Finding.objects.filter(score=appeal.score, level=Level.YELLOW).exists()
    said["times"][city.branch.pk] = reading(6, 6)

    done = answered(appeal, city, upheld=True)

    assert (done.status, done.earned_before) == (AppealStatus.UPHELD, Decimal(15))
    line = score(before, "A1")
    assert (line.earned, line.value, line.of) == (Decimal(30), Decimal(6), Decimal(6))
    after = fresh(appeal)
    assert (after.total, after.grade) == (Decimal("80.0"), Grade.GOOD)
    assert after.status == InspectionStatus.TOLD
    assert not Finding.objects.filter(score=appeal.score).exists()


def test_the_trail_keeps_what_was_and_what_is(city: City, said: Said) -> None:
    appeal = appealed(city)
    said["times"][city.branch.pk] = reading(6, 6)
    answered(appeal, city, upheld=True)

    entry = AuditEntry.objects.get(verb="score.correct")
    assert (Decimal(entry.before["earned"]), entry.before["total"]) == (Decimal(15), "65.0")
    assert (Decimal(entry.after["earned"]), entry.after["total"]) == (Decimal(30), "80.0")
    assert (entry.before["grade"], entry.after["grade"]) == ("一般", "良好")
    assert entry.reason == "已核对台账"
    answer = AuditEntry.objects.get(verb="appeal.uphold")
    assert (answer.after["status"], answer.reason) == (AppealStatus.UPHELD, "已核对台账")
    notice = Notice.objects.filter(
        recipient=city.user(SECRETARY), kind=Notice.Kind.ANSWERED, title__contains="已采纳"
    )
    assert notice.exists()


def test_a_limit_that_hangs_on_the_same_reading_is_looked_at_again(city: City, said: Said) -> None:
    said["times"] = {city.branch.pk: reading(0, 6)}
    appeal = appealed(city)
    assert LimitHit.objects.filter(inspection=appeal.inspection).exists()
    said["times"] = {city.branch.pk: reading(6, 6)}

    answered(appeal, city, upheld=True)

    assert not LimitHit.objects.filter(inspection=appeal.inspection).exists()
    assert fresh(appeal).limited_by == ""


def test_an_upheld_reading_that_finds_the_same_is_refused(city: City) -> None:
    appeal = appealed(city)

    with refused("nothing_changed") as raised:
        answered(appeal, city, upheld=True)

    assert "得分仍是 15 分" in raised.value.messages[0]
    assert Appeal.objects.get(pk=appeal.pk).status == AppealStatus.RAISED


def test_what_a_person_scored_is_given_anew(city: City) -> None:
    appeal = appealed(city, "B1")
    with refused("points_needed"):
        answered(appeal, city, upheld=True)
    with refused("points_off_step"):
        answered(appeal, city, upheld=True, points=Decimal("24.3"))

    answered(appeal, city, upheld=True, points=Decimal(25))

    assert score(fresh(appeal), "B1").earned == 25
    assert fresh(appeal).total == Decimal("70.0")


def test_a_rejected_appeal_changes_no_point(city: City, said: Said) -> None:
    appeal = appealed(city)
    said["times"][city.branch.pk] = reading(6, 6)

    done = answered(appeal, city, upheld=False)

    assert (done.status, done.answered_by) == (AppealStatus.REJECTED, city.user(CHECKER))
    assert (score(fresh(appeal), "A1").earned, fresh(appeal).total) == (15, Decimal("65.0"))
    assert fresh(appeal).status == InspectionStatus.TOLD


def test_only_the_organizers_leader_answers_once_and_in_words(city: City) -> None:
    appeal = appealed(city)
    for name in ("mall_clerk", SCORER, SECRETARY, "city_leader"):
        with pytest.raises(PermissionDenied):
            answer_appeal(appeal=appeal, upheld=False, answer="不符", actor=city.actor(name))
    with refused("answer_needed"):
        answer_appeal(appeal=appeal, upheld=False, answer=" ", actor=city.actor(CHECKER))
    answered(appeal, city, upheld=False)

    with refused("answered_already"):
        answered(appeal, city, upheld=False)


def test_a_sheet_is_told_again_only_when_every_appeal_is_answered(city: City) -> None:
    first = appealed(city)
    second = raise_appeal(
        thing=score(fresh(first), "B1"), words="已补挂", actor=city.actor(SECRETARY, at=on(3))
    )
    answered(first, city, upheld=False)
    assert fresh(first).status == InspectionStatus.APPEALED

    answered(second, city, upheld=False)

    assert fresh(first).status == InspectionStatus.TOLD


def test_a_body_that_has_nothing_to_judge_any_more_is_absent(city: City, said: Said) -> None:
    appeal = appealed(city)
    said["times"][city.branch.pk] = Reading(Decimal(0), Decimal(0))

    answered(appeal, city, upheld=True)

    line = score(fresh(appeal), "A1")
    assert (line.is_absent, line.earned, fresh(appeal).full) == (True, None, Decimal(70))


def test_a_result_is_signed_for_once_by_the_inspected_body(city: City) -> None:
    sheet = told_sheet(city)
    with pytest.raises(PermissionDenied):
        acknowledge_result(inspection=sheet, actor=city.actor(CHECKER))

    acknowledge_result(inspection=sheet, actor=city.actor(SECRETARY, at=on(3)))
    acknowledge_result(inspection=sheet, actor=city.actor(SECRETARY, at=on(4)))

    assert Inspection.objects.get(pk=sheet.pk).seen_at == on(3)
    assert AuditEntry.objects.filter(verb="inspection.acknowledge").count() == 1


def test_nobody_signs_for_what_is_not_told(city: City) -> None:
    with refused("not_told"):
        acknowledge_result(inspection=scoring(city), actor=city.actor(SECRETARY))


def test_an_appeal_takes_a_limit_off_though_no_point_changes(city: City, said: Said) -> None:
    """Without a secretary A1 earns nothing, before and after; the limit bites no more."""
    said["times"] = {city.branch.pk: Reading(Decimal(0), Decimal(6), lacks_all=True)}
    appeal = appealed(city)
    assert LimitHit.objects.filter(inspection=appeal.inspection).exists()
    said["times"] = {city.branch.pk: Reading(Decimal(5), Decimal(6), lacks_all=True)}

    answered(appeal, city, upheld=True)

    assert not LimitHit.objects.filter(inspection=appeal.inspection).exists()
    assert score(fresh(appeal), "A1").earned == 0
    entry = AuditEntry.objects.get(verb="score.correct")
    assert (entry.before["limit"], entry.after["limit"]) == ("全年没有党员大会", "")
