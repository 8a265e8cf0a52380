"""The survey: who is asked, once a person, and nobody ever learns who chose what."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from inspections.actions.reviews import grade_review, open_survey
from inspections.actions.surveys import cast_survey
from inspections.electors import electors_of
from inspections.models import DutyReview, SurveyTally, Voter
from inspections.survey_tally import tally_of
from tests.inspections.reviews import (
    AFTER,
    DAY,
    UNTIL,
    VOTERS,
    answer_all,
    commented,
    opened,
    surveying,
    who,
)
from tests.live import at_once
from tests.world import City, World
from workflow.models import AuditEntry, Notice


@pytest.fixture
def city(world: World) -> City:
    return world.home


def refused(act: Any, **given: Any) -> str:
    """The code of the refusal."""
    with pytest.raises(ValidationError) as told:
        act(**given)
    error = told.value
    lists = getattr(error, "error_dict", None)
    return str((next(iter(lists.values())) if lists else error.error_list)[0].code)


def votes(review: DutyReview) -> int:
    """How many answers are counted."""
    return int(review.tallies.aggregate(all=Sum("count"))["all"] or 0)


def test_people_below_and_of_other_committees_may_be_asked_but_never_who_reports_or_judges(
    city: City,
) -> None:
    found = {one.name: one.group for one in electors_of(opened(city), on=DAY)}

    assert found["谢站长"] == "station"
    assert found["水指一"] == "officer"
    assert found["云支一"] == "branch"
    assert found["陶律书"] == "peer"
    assert not {"金商主", "陆市书", "朱市办", "郎镇读", "昌审计", "马往届", "潘联系"} & found.keys()


def test_around_a_branch_stand_its_station_and_the_judges_other_bodies(city: City) -> None:
    found = {one.name: one.group for one in electors_of(opened(city, "branch"), on=DAY)}

    assert found["谢站长"] == "station"
    assert found["苏支二"] == "branch"
    assert found["喻斜站"] == "peer"
    assert not {"云支一", "金商主", "范支四"} & found.keys()


def test_a_survey_asks_at_least_three_who_may_be_asked_until_a_near_day(city: City) -> None:
    review, leader = commented(city), who(city, "city_leader")
    users = [city.user(name) for name in VOTERS]
    given: dict[str, Any] = {"review": review, "voters": users, "until": UNTIL, "actor": leader}

    assert refused(open_survey, **{**given, "voters": users[:2]}) == "too_few_voters"
    assert refused(open_survey, **{**given, "until": DAY.replace(day=1)}) == "until_wrong"
    own = [*users, city.user("mall_leader")]
    assert refused(open_survey, **{**given, "voters": own}) == "foreign_voter"
    with pytest.raises(PermissionDenied):
        open_survey(**{**given, "actor": who(city, "mall_leader")})


def test_everyone_asked_is_told_and_answers_once(city: City) -> None:
    review = surveying(city)
    assert Notice.objects.filter(title__startswith="请测评").count() == len(VOTERS)

    cast_survey(review=review, grade="best", actor=who(city, "secretary"))
    again = {"review": review, "grade": "poor", "actor": who(city, "secretary")}
    assert refused(cast_survey, **again) == "already_answered"
    assert (votes(review), review.voters.filter(has_answered=True).count()) == (1, 1)


def test_who_was_not_asked_cannot_answer(city: City) -> None:
    review = surveying(city)
    for name in ("second_secretary", "city_leader", "mall_leader"):
        with pytest.raises(PermissionDenied):
            cast_survey(review=review, grade="best", actor=who(city, name))
    assert votes(review) == 0


def test_nothing_is_answered_after_the_day_or_beside_the_four(city: City) -> None:
    review = surveying(city)
    late = {"review": review, "grade": "best", "actor": who(city, "officer", AFTER)}
    assert refused(cast_survey, **late) == "survey_over"
    wrong = {"review": review, "grade": "excellent", "actor": who(city, "officer")}
    assert refused(cast_survey, **wrong) == "unknown_grade"


def test_the_trail_says_that_somebody_answered_and_never_what(city: City) -> None:
    review = surveying(city)
    cast_survey(review=review, grade="poor", actor=who(city, "officer"))
    entry = AuditEntry.objects.get(verb="duty_review.answer")

    assert (entry.before, entry.after, entry.reason) == ({}, {}, "")
    said = str(list(AuditEntry.objects.values()))
    assert "poor" not in said
    assert not AuditEntry.objects.filter(target_type__contains="tally").exists()
    columns = {field.name for field in SurveyTally._meta.get_fields()}
    assert columns == {"id", "review", "grade", "count"}, "no person, no time, no order"
    voter_columns = {field.name for field in Voter._meta.get_fields()}
    assert voter_columns == {"id", "review", "user", "body", "has_answered"}


def test_no_row_of_the_database_is_as_old_as_one_answer(city: City) -> None:
    """Which counter was written together with whom would tell what the person chose."""
    review = surveying(city)
    with CaptureQueriesContext(connection) as seen:
        cast_survey(review=review, grade="poor", actor=who(city, "officer"))
    writes = [one["sql"] for one in seen if "UPDATE" in one["sql"] and "surveytally" in one["sql"]]
    assert len(writes) == 1
    _, _, condition = writes[0].partition("WHERE")
    assert "grade" not in condition, "all four counters are written at once"
    counts = dict(review.tallies.values_list("grade", "count"))
    assert counts == {"best": 0, "better": 0, "fair": 0, "poor": 1}


def test_the_tally_is_told_only_once_it_is_over_and_three_have_answered(city: City) -> None:
    review = surveying(city)
    answer_all(city, review, ("best", "best"))
    running = tally_of(review, on=DAY)
    assert running is not None
    assert (running.asked, running.answered, running.is_shown, running.lines) == (4, 2, False, ())
    over = tally_of(review, on=AFTER)
    assert over is not None
    assert (over.is_too_few, over.lines) == (True, ())

    cast_survey(review=review, grade="fair", actor=who(city, "secretary"))
    assert not tally_of(review, on=DAY).is_shown  # type: ignore[union-attr]
    shown = tally_of(review, on=AFTER)
    assert shown is not None
    assert shown.lines == (("好", 2), ("较好", 0), ("一般", 1), ("差", 0))


def test_once_everybody_answered_it_is_over_at_once(city: City) -> None:
    review = surveying(city)
    answer_all(city, review, ("best", "better", "better", "poor"))
    shown = tally_of(review, on=DAY)
    assert shown is not None
    assert dict(shown.lines) == {"好": 1, "较好": 2, "一般": 0, "差": 1}


def test_two_presses_at_once_count_one_answer(committed_world: World) -> None:
    city = committed_world.home
    review = surveying(city)
    actor = who(city, "officer")
    press = partial(cast_survey, review=review, grade="best", actor=actor)
    results = at_once(press, press, press)

    codes = sorted(one.code for one in results if isinstance(one, ValidationError))
    assert codes == ["already_answered", "already_answered"]
    assert votes(review) == 1


def test_answers_and_the_grade_at_once_never_lose_one(committed_world: World) -> None:
    city = committed_world.home
    review = surveying(city)
    answer_all(city, review, ("best", "best", "better"))
    last = partial(cast_survey, review=review, grade="fair", actor=who(city, VOTERS[3]))
    grade = partial(
        grade_review,
        review=review,
        grade="better",
        reason="点评和测评",
        actor=who(city, "city_leader"),
    )
    results = at_once(last, grade)

    assert results[0] is None, "the last answer is taken before or instead of the grade"
    review.refresh_from_db()
    assert votes(review) == 4
