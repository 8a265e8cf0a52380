"""A record put right by a later one; probation prolonged once; votes that do not carry."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from people.actions.steps import correct_step
from people.admission_rules import check_ballot
from people.models import Admission, Member, StepRecord
from people.terms import Conclusion, Stage, Standing
from tests.people.files import VOTES, approving, does, walked
from tests.people.refused import refused
from tests.projects.grounds import at
from tests.world import World

pytestmark = pytest.mark.django_db
D = dt.date
EXTENDED = {"conclusion": Conclusion.EXTENDED}


@pytest.fixture(autouse=True)
def _ground(world: World) -> None:
    approving(world.home)


def corrected(world: World, record: StepRecord, on: D, **given: Any) -> StepRecord:
    content = {
        "done_on": record.done_on,
        "conclusion": record.conclusion,
        "people": record.people,
        "from_day": record.from_day,
        **{name: getattr(record, name) for name in VOTES},
    } | given
    return correct_step(
        record=record,
        content=content,
        reason="日期录错。",
        actor=world.actor("secretary", at=at(on)),
    )


def test_a_correction_counts_and_the_old_record_stays(world: World) -> None:
    admission = walked(world.home, 5)
    old = StepRecord.objects.get(number=5)
    new = corrected(world, old, D(2026, 7, 1), people=["谢三"])
    admission.refresh_from_db()
    assert admission.mentors == ["谢三"]
    assert new.corrects == old
    old.refresh_from_db()
    assert old.people == ["谢一", "水二"]
    with refused("corrected_already", "已经更正过"):
        corrected(world, old, D(2026, 7, 2), people=["谢四"])


def test_a_corrected_meeting_moves_the_days_in_the_register(world: World) -> None:
    admission = walked(world.home, 17)
    corrected(world, StepRecord.objects.get(number=15), D(2027, 10, 1), done_on=D(2027, 8, 30))
    assert Member.objects.get().admitted_on == D(2027, 8, 30)
    admission.refresh_from_db()
    assert admission.step == 17


def test_a_correction_keeps_order_and_the_rules(world: World) -> None:
    walked(world.home, 5)
    talk = StepRecord.objects.get(number=2)
    with refused("out_of_order", "不能晚于这一天"):
        corrected(world, talk, D(2026, 7, 1), done_on=D(2026, 6, 12))
    with refused("too_early", "2026年5月18日"):
        corrected(world, talk, D(2026, 7, 1), done_on=D(2026, 5, 17))


def test_a_conclusion_is_not_corrected(world: World) -> None:
    walked(world.home, 3)
    record = StepRecord.objects.get(number=3)
    with pytest.raises(ValidationError, match="结论不能更正"):
        corrected(world, record, D(2026, 7, 1), conclusion=Conclusion.REFUSED)


def prolonged(world: World) -> Admission:
    admission = walked(world.home, 22)
    does(world.home, admission, 23, **EXTENDED)
    does(world.home, admission, 24, **EXTENDED, extended_until=D(2029, 2, 28))
    return Admission.objects.get(pk=admission.pk)


def test_a_probation_is_prolonged_once_and_goes_on_from_its_new_end(world: World) -> None:
    admission = prolonged(world)
    assert (admission.status, admission.step) == (Stage.PROBATIONARY, 21)
    assert admission.extended_until == D(2029, 2, 28)
    with refused("too_early", "2029年2月28日"):
        does(world.home, admission, 22, on=D(2029, 2, 27))
    does(world.home, admission, 22, on=D(2029, 2, 28))
    with refused("extended_already", "已经延长过一次"):
        does(world.home, admission, 23, on=D(2029, 3, 5), **EXTENDED)
    does(world.home, admission, 23, on=D(2029, 3, 5))
    does(world.home, admission, 24, on=D(2029, 3, 20))
    found = Member.objects.get()
    assert (found.standing, found.regular_on) == (Standing.REGULAR, D(2029, 2, 28))


@pytest.mark.parametrize("until", [D(2029, 2, 27), D(2029, 9, 1)])
def test_prolonging_takes_six_to_twelve_months(world: World, until: D) -> None:
    admission = walked(world.home, 22)
    does(world.home, admission, 23, **EXTENDED)
    with refused("extension_bounds", "2029年2月28日", "2029年8月31日"):
        does(world.home, admission, 24, **EXTENDED, extended_until=until)


def test_the_committee_decides_only_what_the_meeting_resolved(world: World) -> None:
    admission = walked(world.home, 22)
    does(world.home, admission, 23, **EXTENDED)
    with refused("conclusion_needed", "延长预备期、不同意"):
        does(world.home, admission, 24)


@pytest.mark.parametrize(
    ("votes", "code", "words"),
    [
        ((20, 11, 10), "vote_failed", "至少 11 票"),
        ((20, 10, 10), "no_quorum", "至少 11 人"),
        ((21, 11, 10), "vote_failed", "至少 11 票"),
        ((20, 12, 13), "votes_in_order", "不能多于实到"),
        ((20, 21, 13), "votes_in_order", "不能多于应到"),
    ],
)
def test_a_vote_that_does_not_carry_is_refused_with_its_numbers(
    votes: tuple[int, int, int], code: str, words: str
) -> None:
    given = dict(zip(("eligible", "present", "in_favour"), votes, strict=True))
    with refused(code, words):
        check_ballot({**given, "conclusion": Conclusion.AGREED})


def test_a_vote_over_both_halves_carries_and_a_lost_one_is_recorded_as_refused() -> None:
    check_ballot({"eligible": 20, "present": 11, "in_favour": 11, "conclusion": "agreed"})
    check_ballot({"eligible": 20, "present": 11, "in_favour": 10, "conclusion": "refused"})
    with refused("vote_carried", "不同意"):
        check_ballot({"eligible": 20, "present": 11, "in_favour": 11, "conclusion": "refused"})
    with refused("votes_needed", "应到"):
        check_ballot({"eligible": 20, "conclusion": "agreed"})
