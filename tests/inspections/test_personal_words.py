"""No identity or mobile number gets into what is said of a body, whoever writes it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from inspections.actions.adjusting import add_adjustment, set_limit_hit
from inspections.actions.appeals import answer_appeal, raise_appeal
from inspections.actions.checking import excuse_inspection, return_inspection
from inspections.actions.rectifications import (
    close_rectification,
    fail_rectification,
    return_plan,
    revoke_rectification,
)
from inspections.actions.rounds import cancel_round
from inspections.actions.scoring import dispute_reading, set_scores
from inspections.actions.self_checks import submit_self_check
from inspections.models import Appeal, GradeLimit, Inspection
from inspections.score_rules import ScoreAnswer
from inspections.terms import InspectionStatus
from tests.inspections.letters import a_finding, planned, reported
from tests.inspections.scored import (
    CHECKER,
    SCORER,
    SECRETARY,
    as_person,
    page,
    plain,
    refused,
    said_of,
    score,
    scoring,
    self_checking,
    submitted,
    told_sheet,
)
from tests.world import City, World

Said = dict[str, dict[int, Any]]
MOBILE, IDENTITY = "联系 13800138000", "身份证 32050119900101123X"
SAYS = "这里写有身份证号或手机号码"


@pytest.fixture
def city(world: World, said: Said, settings: Any, tmp_path: Any) -> City:
    settings.MEDIA_ROOT = tmp_path
    said_of(world.home, said)
    return world.home


@pytest.mark.parametrize("words", [MOBILE, IDENTITY])
def test_the_ground_of_a_score_names_nobodys_number(city: City, words: str) -> None:
    sheet = scoring(city)

    with refused("personal_data"):
        set_scores(
            inspection=sheet,
            answers={score(sheet, "B1").pk: ScoreAnswer(Decimal(5), reason=words)},
            visited_on=None,
            words="",
            actor=city.actor(SCORER),
        )

    assert score(sheet, "B1").earned is None


def test_the_words_of_a_visit_and_of_a_dispute_name_nobodys_number(city: City) -> None:
    sheet = scoring(city)

    with refused("personal_data"):
        set_scores(
            inspection=sheet, answers={}, visited_on=None, words=MOBILE, actor=city.actor(SCORER)
        )
    with refused("personal_data"):
        dispute_reading(score=score(sheet, "A1"), words=IDENTITY, actor=city.actor(SCORER))


def test_a_self_check_names_nobodys_number(city: City) -> None:
    sheet = self_checking(city)
    manual = sheet.round.scheme.indicators.get(code="B1")
    for words, note in ((MOBILE, ""), ("已对照检查。", IDENTITY)):
        with refused("personal_data"):
            submit_self_check(
                inspection=sheet,
                words=words,
                answers={manual.pk: (Decimal(24), note)},
                actor=city.actor(SECRETARY),
            )

    assert Inspection.objects.get(pk=sheet.pk).self_words == ""


def test_adjustments_and_limits_name_nobodys_number(city: City) -> None:
    sheet, actor = scoring(city), city.actor(SCORER)
    limit = GradeLimit.objects.get(scheme=sheet.round.scheme, source="")

    with refused("personal_data"):
        add_adjustment(inspection=sheet, points=Decimal(1), reason=MOBILE, actor=actor)
    with refused("personal_data"):
        set_limit_hit(inspection=sheet, limit=limit, reason=IDENTITY, actor=actor)


def test_appeals_and_their_answers_name_nobodys_number(city: City) -> None:
    sheet = told_sheet(city)
    line = score(sheet, "B1")
    with refused("personal_data"):
        raise_appeal(thing=line, words=MOBILE, actor=city.actor(SECRETARY))
    appeal = raise_appeal(thing=line, words="标识已补齐。", actor=city.actor(SECRETARY))

    with refused("personal_data"):
        answer_appeal(appeal=appeal, upheld=False, answer=MOBILE, actor=city.actor(CHECKER))

    assert Appeal.objects.get().answer == ""


def test_reasons_name_nobodys_number(city: City) -> None:
    """What is handed back, left out or cancelled is told with its reason, and kept."""
    actor = city.actor(CHECKER)
    sheet = submitted(scoring(city), city)

    with refused("personal_data"):
        return_inspection(inspection=sheet, reason=MOBILE, actor=actor)
    with refused("personal_data"):
        excuse_inspection(inspection=sheet, reason=IDENTITY, actor=actor)
    with refused("personal_data"):
        cancel_round(round=sheet.round, reason=MOBILE, actor=actor)

    assert Inspection.objects.get(pk=sheet.pk).status == InspectionStatus.SCORED


def test_reasons_about_a_letter_name_nobodys_number(city: City) -> None:
    seen_to, actor = reported(city), city.actor(CHECKER)
    letter = planned(city, findings=[a_finding(city, fact="会议记录不全。")])
    with refused("personal_data"):
        return_plan(rectification=letter, reason=MOBILE, actor=actor)
    with refused("personal_data"):
        revoke_rectification(rectification=letter, reason=IDENTITY, actor=actor)

    with refused("personal_data"):
        fail_rectification(rectification=seen_to, reason=MOBILE, actor=actor)
    with refused("personal_data"):
        close_rectification(rectification=seen_to, words=MOBILE, actor=actor)


def test_the_page_of_leaving_out_marks_its_reason(world: World, city: City) -> None:
    sheet = scoring(city)
    with as_person(world, CHECKER) as client:
        answer = client.post(page("inspection_excuse", sheet.pk), {"reason": MOBILE})

    assert answer.status_code == 422
    assert SAYS in answer.context["form"].errors["reason"][0]


def test_the_scoring_page_marks_the_very_line(world: World, city: City) -> None:
    sheet = scoring(city)
    line = score(sheet, "B1")
    data = {"then": "save", f"s{line.pk}-choice": "zero", f"s{line.pk}-reason": MOBILE}
    with as_person(world, SCORER) as client:
        answer = client.post(page("inspection_score", sheet.pk), data)
    card = next(one for one in answer.context["form"].cards if one.score.pk == line.pk)

    assert answer.status_code == 422
    assert SAYS in card.errors[0]
    assert MOBILE in plain(answer)


def test_the_page_of_a_self_check_marks_the_very_line(world: World, city: City) -> None:
    sheet = self_checking(city)
    manual = sheet.round.scheme.indicators.get(code="B1")
    data = {"words": "已对照检查。", f"i{manual.pk}-words": MOBILE}
    with as_person(world, SECRETARY) as client:
        answer = client.post(page("self_check", sheet.pk), data)

    assert answer.status_code == 422
    assert SAYS in answer.context["form"].errors[f"i{manual.pk}-words"][0]
