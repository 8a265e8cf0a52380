"""Self-checking and scoring one sheet: whose right it is, what is refused, what is kept."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from inspections.actions.adjusting import (
    add_adjustment,
    drop_adjustment,
    drop_limit_hit,
    set_limit_hit,
)
from inspections.actions.scoring import (
    confirm_all,
    confirm_reading,
    dispute_reading,
    set_scores,
    submit_scores,
)
from inspections.actions.self_checks import submit_self_check
from inspections.models import GradeLimit, Indicator, Inspection, Round, Score
from inspections.score_rules import ScoreAnswer
from inspections.terms import Grade, InspectionStatus
from tests.inspections.scored import (
    SCORER,
    SECRETARY,
    given,
    refused,
    said_of,
    score,
    scoring,
    self_checking,
    submitted,
)
from tests.world import AT, City, World
from workflow.models import AuditEntry

Said = dict[str, dict[int, Any]]


@pytest.fixture
def city(world: World, said: Said) -> City:
    said_of(world.home, said)
    return world.home


def write(sheet: Inspection, city: City, code: str, answer: ScoreAnswer, by: str = SCORER) -> None:
    set_scores(
        inspection=sheet,
        answers={score(sheet, code).pk: answer},
        visited_on=None,
        words="",
        actor=city.actor(by),
    )


def self_check(sheet: Inspection, city: City, by: str = SECRETARY, **more: Any) -> Inspection:
    manual = Indicator.objects.get(scheme=sheet.round.scheme, code="B1")
    content = {"words": "场所已挂牌。", "answers": {manual.pk: (Decimal(24), "已拍照")}, **more}
    return submit_self_check(inspection=sheet, actor=city.actor(by), **content)


def test_a_secretary_hands_in_the_self_check_of_the_own_branch_alone(city: City) -> None:
    sheet = self_checking(city)
    for name in ("second_secretary", SCORER, "mall_leader", "town_reader"):
        with pytest.raises(PermissionDenied):
            self_check(sheet, city, by=name)

    done = self_check(sheet, city)

    assert (done.status, done.self_checked_at) == (InspectionStatus.ON_SITE, AT)
    line = score(done, "B1")
    assert (line.self_earned, line.self_words, line.earned) == (Decimal(24), "已拍照", None)


def test_a_self_check_asks_for_words_and_only_for_what_a_person_scores(city: City) -> None:
    sheet = self_checking(city)
    read = Indicator.objects.get(scheme=sheet.round.scheme, code="A1")

    with refused("words_needed"):
        self_check(sheet, city, words=" ")
    with refused("foreign_indicator"):
        self_check(sheet, city, answers={read.pk: (Decimal(30), "")})
    manual = Indicator.objects.get(scheme=sheet.round.scheme, code="B1")
    with refused("points_out_of_range"):
        self_check(sheet, city, answers={manual.pk: (Decimal(26), "")})
    assert not Score.objects.filter(inspection=sheet).exists()


def test_a_self_check_is_handed_in_once(city: City) -> None:
    sheet = self_checking(city)
    self_check(sheet, city)

    with refused("wrong_status"):
        self_check(sheet, city)


def test_nobody_scores_while_the_round_is_in_self_check(city: City) -> None:
    sheet = self_check(self_checking(city), city)

    with refused("not_scoring"):
        write(sheet, city, "B1", ScoreAnswer(Decimal(20)))
    with refused("not_scoring"):
        submit_scores(inspection=sheet, actor=city.actor(SCORER))


@pytest.mark.parametrize("name", [SECRETARY, "single_head", "mall_leader", "district_reader"])
def test_only_the_examiner_scores(city: City, name: str) -> None:
    sheet = scoring(city)

    with pytest.raises(PermissionDenied):
        write(sheet, city, "B1", ScoreAnswer(Decimal(20)), by=name)
    with pytest.raises(PermissionDenied):
        submit_scores(inspection=sheet, actor=city.actor(name))


def test_what_is_saved_stays_and_the_trail_names_what_changed(city: City) -> None:
    sheet = scoring(city)
    given(sheet, city)
    write(sheet, city, "B1", ScoreAnswer(Decimal("22.5"), reason="补挂标识"))

    line = score(sheet, "B1")
    assert (line.earned, line.reason) == (Decimal("22.5"), "补挂标识")
    assert line.scored_by == city.user(SCORER)
    assert score(sheet, "B2").earned == 15
    entries = AuditEntry.objects.filter(verb="inspection.set_scores").order_by("pk")
    assert [one.after["scores"] for one in entries] == ["B1 20；B2 15", "B1 22.5"]


def test_saving_the_same_again_leaves_no_entry(city: City) -> None:
    sheet = scoring(city)
    given(sheet, city)
    given(sheet, city)

    assert AuditEntry.objects.filter(verb="inspection.set_scores").count() == 1


@pytest.mark.parametrize(
    ("points", "code"),
    [("25.5", "points_out_of_range"), ("-1", "points_out_of_range"), ("20.3", "points_off_step")],
)
def test_points_lie_within_the_indicator_and_on_its_steps(
    city: City, points: str, code: str
) -> None:
    sheet = scoring(city)

    with refused(code):
        write(sheet, city, "B1", ScoreAnswer(Decimal(points)))
    assert score(sheet, "B1").earned is None


def test_a_reading_is_never_scored_by_hand_and_no_visit_lies_ahead(city: City) -> None:
    sheet = scoring(city)

    with refused("foreign_score"):
        write(sheet, city, "A1", ScoreAnswer(Decimal(30)))
    with refused("visit_ahead"):
        set_scores(
            inspection=sheet,
            answers={},
            visited_on=city.on + dt.timedelta(days=1),
            words="",
            actor=city.actor(SCORER),
        )


def test_an_indicator_that_applies_to_all_is_never_absent(city: City) -> None:
    sheet = scoring(city)
    Indicator.objects.filter(scheme=sheet.round.scheme, code="B1").update(may_be_absent=False)

    with refused("never_absent"):
        write(sheet, city, "B1", ScoreAnswer(is_absent=True, reason="无此项"))


def test_a_scoring_is_handed_in_complete_with_its_grounds_and_confirmed(city: City) -> None:
    sheet = scoring(city)
    with refused("scores_missing"):
        submit_scores(inspection=sheet, actor=city.actor(SCORER))
    write(sheet, city, "B1", ScoreAnswer(Decimal(20)))
    write(sheet, city, "B2", ScoreAnswer(is_absent=True))
    with refused("reasons_missing") as raised:
        submit_scores(inspection=sheet, actor=city.actor(SCORER))
    assert "还有 2 项没有写评分依据：B1、B2" in raised.value.messages[0]
    write(sheet, city, "B1", ScoreAnswer(Decimal(20), reason="标识不全"))
    write(sheet, city, "B2", ScoreAnswer(is_absent=True, reason="无此项"))
    with refused("readings_open"):
        submit_scores(inspection=sheet, actor=city.actor(SCORER))
    dispute_reading(score=score(sheet, "A1"), words="实为 4 次", actor=city.actor(SCORER))
    assert confirm_all(inspection=sheet, actor=city.actor(SCORER)) == 1

    done = submit_scores(inspection=sheet, actor=city.actor(SCORER))

    assert (done.status, done.scored_by) == (InspectionStatus.SCORED, city.user(SCORER))
    assert "平江" in done.scored_as
    assert (done.points, done.full, done.total) == (Decimal(50), Decimal(85), Decimal("58.8"))
    assert done.grade == Grade.POOR


def test_nothing_is_handed_in_while_numbers_are_still_coming_in(city: City) -> None:
    sheet = scoring(city)
    given(sheet, city)
    confirm_all(inspection=sheet, actor=city.actor(SCORER))
    Round.objects.filter(pk=sheet.round_id).update(read_at=None)

    with refused("readings_missing"):
        submit_scores(inspection=sheet, actor=city.actor(SCORER))


def test_a_reading_is_confirmed_or_disputed_and_stays_as_it_was(city: City) -> None:
    sheet = scoring(city)
    line = score(sheet, "A1")
    with refused("words_needed"):
        dispute_reading(score=line, words=" ", actor=city.actor(SCORER))
    dispute_reading(score=line, words="实为 4 次", actor=city.actor(SCORER))
    disputed = score(sheet, "A1")

    assert (disputed.disputed, disputed.is_confirmed) == ("实为 4 次", False)
    assert (disputed.value, disputed.of, disputed.earned) == (3, 6, 15)
    confirm_reading(score=line, actor=city.actor(SCORER))
    assert (score(sheet, "A1").disputed, score(sheet, "A1").is_confirmed) == ("", True)
    with refused("scored_by_hand"):
        confirm_reading(score=score(sheet, "B1"), actor=city.actor(SCORER))
    with pytest.raises(PermissionDenied):
        confirm_reading(score=line, actor=city.actor(SECRETARY))


def test_what_was_handed_in_is_not_scored_again(city: City) -> None:
    sheet = submitted(scoring(city), city)

    with refused("not_scoring"):
        write(sheet, city, "B1", ScoreAnswer(Decimal(25)))
    with refused("wrong_status"):
        submit_scores(inspection=sheet, actor=city.actor(SCORER))


def test_points_beyond_the_scheme_move_the_total_and_come_off_again(city: City) -> None:
    sheet = submitted(scoring(city), city)
    assert sheet.total == Decimal("65.0")
    actor = city.actor("mall_clerk")

    added = add_adjustment(inspection=sheet, points=Decimal("2.5"), reason="市级表彰", actor=actor)
    assert Inspection.objects.get(pk=sheet.pk).total == Decimal("67.5")
    drop_adjustment(adjustment=added, actor=actor)
    assert Inspection.objects.get(pk=sheet.pk).total == Decimal("65.0")
    with refused("gone"):
        drop_adjustment(adjustment=added, actor=actor)
    with pytest.raises(PermissionDenied):
        add_adjustment(
            inspection=sheet, points=Decimal(1), reason="表彰", actor=city.actor(SECRETARY)
        )


@pytest.mark.parametrize("points", ["0", "5.5", "-5.1", "0.25"])
def test_points_beyond_the_scheme_keep_within_its_bound(city: City, points: str) -> None:
    sheet = scoring(city)
    actor = city.actor(SCORER)

    with refused("points_out_of_range"):
        add_adjustment(inspection=sheet, points=Decimal(points), reason="表彰", actor=actor)
    with refused("reason_needed"):
        add_adjustment(inspection=sheet, points=Decimal(1), reason=" ", actor=actor)


def test_a_person_sets_only_limits_that_no_room_reads(city: City) -> None:
    sheet = submitted(scoring(city), city)
    limits = {one.name: one for one in GradeLimit.objects.filter(scheme=sheet.round.scheme)}
    actor = city.actor("mall_clerk")

    with refused("limit_is_read"):
        set_limit_hit(
            inspection=sheet, limit=limits["全年没有党员大会"], reason="无记录", actor=actor
        )
    hit = set_limit_hit(inspection=sheet, limit=limits["弄虚作假"], reason="补造记录", actor=actor)
    fresh = Inspection.objects.get(pk=sheet.pk)
    assert (fresh.grade, fresh.limited_by) == (Grade.POOR, "弄虚作假")
    with refused("already_set"):
        set_limit_hit(inspection=sheet, limit=limits["弄虚作假"], reason="补造", actor=actor)
    drop_limit_hit(hit=hit, actor=actor)
    assert Inspection.objects.get(pk=sheet.pk).grade == Grade.FAIR
