"""The scoring page: choices by thumb, grounds by ticking, kept at every press, nothing lost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inspections.models import Inspection
from inspections.terms import InspectionStatus
from tests.inspections.scored import (
    CHECKER,
    SCORER,
    SECRETARY,
    as_person,
    given,
    page,
    plain,
    said_by,
    said_of,
    score,
    scoring,
    self_checking,
)
from tests.world import City, World

Said = dict[str, dict[int, Any]]


@pytest.fixture
def city(world: World, said: Said, settings: Any, tmp_path: Any) -> City:
    settings.MEDIA_ROOT = tmp_path
    said_of(world.home, said)
    return world.home


def sent(sheet: Inspection, then: str = "save", **lines: dict[str, Any]) -> dict[str, Any]:
    """What the form sends: ``B1={"choice": "full"}`` and so on."""
    found: dict[str, Any] = {"then": then}
    for code, fields in lines.items():
        pk = score(sheet, code).pk
        found |= {f"s{pk}-{name}": value for name, value in fields.items()}
    return found


@pytest.mark.parametrize("name", [SECRETARY, CHECKER, "town_reader"])
def test_who_does_not_examine_gets_no_scoring_page(world: World, city: City, name: str) -> None:
    sheet = scoring(city)
    with as_person(world, name) as client:
        assert client.get(page("inspection_score", sheet.pk)).status_code == 403


def test_one_card_an_indicator_with_the_reading_locked(world: World, city: City) -> None:
    sheet = scoring(city)
    with as_person(world, SCORER) as client:
        answer = client.get(page("inspection_score", sheet.pk))
    html, shown = answer.content.decode(), plain(answer)

    assert html.count("data-score-card") == 2
    assert html.count("data-reading-card") == 2
    assert "3 / 6 次（50.0%）" in shown
    for words in ("满分 25", "减半 12.5", "零分", "不适用", "其他分值", "现场核验属实", "有异议"):
        assert words in shown
    assert "已办 0 / 4 项" in shown
    assert f"s{score(sheet, 'A1').pk}-points" not in html


@pytest.mark.parametrize(
    ("fields", "points"),
    [
        ({"choice": "full"}, "25"),
        ({"choice": "half"}, "12.5"),
        ({"choice": "zero"}, "0"),
        ({"choice": "own", "points": "20.5"}, "20.5"),
        ({"points": "20.5"}, "20.5"),
        ({"choice": "full", "points": "3"}, "25"),
    ],
)
def test_a_choice_or_a_number_gives_the_points(
    world: World, city: City, fields: dict[str, str], points: str
) -> None:
    sheet = scoring(city)
    with as_person(world, SCORER) as client:
        client.post(page("inspection_score", sheet.pk), sent(sheet, B1=fields))

    assert score(sheet, "B1").earned == Decimal(points)


def test_absent_and_ticked_grounds_need_no_keyboard(world: World, city: City) -> None:
    sheet = scoring(city)
    fields = {"choice": "absent", "chips": ["现场核验属实", "本单位无此项"]}
    with as_person(world, SCORER) as client:
        client.post(page("inspection_score", sheet.pk), sent(sheet, B2=fields))
    line = score(sheet, "B2")

    assert (line.is_absent, line.earned) == (True, None)
    assert line.reason == "现场核验属实；本单位无此项"


def test_ticked_and_written_grounds_stand_together_once(world: World, city: City) -> None:
    sheet = scoring(city)
    fields = {"choice": "half", "chips": ["记录不规范"], "reason": "缺签到表"}
    address = page("inspection_score", sheet.pk)
    with as_person(world, SCORER) as client:
        client.post(address, sent(sheet, B1=fields))
        again = {**fields, "reason": score(sheet, "B1").reason}
        client.post(address, sent(sheet, B1=again))

    assert score(sheet, "B1").reason == "记录不规范；缺签到表"


def test_what_was_saved_is_there_when_one_comes_back(world: World, city: City) -> None:
    sheet = given(scoring(city), city, b1="12.5")
    with as_person(world, SCORER) as client:
        answer = client.get(page("inspection_score", sheet.pk))
    cards = {card.score.indicator.code: card for card in answer.context["form"].cards}

    assert (cards["B1"].choice.value(), cards["B1"].points.value()) == ("half", "12.5")
    assert (cards["B2"].choice.value(), cards["B1"].reason.value()) == ("full", "标识不全")
    assert "已办 2 / 4 项" in plain(answer)


def test_a_refused_submit_keeps_everything_that_was_given(world: World, city: City) -> None:
    sheet = scoring(city)
    data = sent(sheet, "submit", B1={"choice": "half", "reason": "标识不全"})
    data |= {"words": "已到现场", "visited_on": "2026-03-02"}
    data["uploads"] = [SimpleUploadedFile("现场.txt", "示例".encode())]
    with as_person(world, SCORER) as client:
        answer = client.post(page("inspection_score", sheet.pk), data)
    fresh = Inspection.objects.get(pk=sheet.pk)

    assert answer.status_code == 422
    assert "还有 1 项没有评分：B2" in plain(answer)
    assert "已到现场" in plain(answer)
    assert score(sheet, "B1").earned == Decimal("12.5")
    assert (fresh.visit_words, fresh.status) == ("已到现场", InspectionStatus.ON_SITE)
    assert [file.name for file in fresh.attachments.all()] == ["现场.txt"]


def test_a_field_that_makes_no_sense_is_told_on_its_card(world: World, city: City) -> None:
    sheet = scoring(city)
    data = sent(sheet, B1={"choice": "own"}, B2={"points": "abc", "reason": "留着"})
    with as_person(world, SCORER) as client:
        answer = client.post(page("inspection_score", sheet.pk), data)

    assert answer.status_code == 422
    assert "选了“其他分值”，请填写分值" in plain(answer)
    assert "留着" in plain(answer)
    assert score(sheet, "B1").earned is None


def test_confirming_and_disputing_save_first(world: World, city: City) -> None:
    sheet = scoring(city)
    address = page("inspection_score", sheet.pk)
    first, second = score(sheet, "A1"), score(sheet, "A2")
    with as_person(world, SCORER) as client:
        answer = client.post(address, sent(sheet, f"confirm:{first.pk}", B1={"choice": "full"}))
        assert "已确认“A1 党员大会”的取数" in said_by(answer)
        assert answer.url == f"{address}#s{first.pk}"
        answer = client.post(
            address, sent(sheet, f"dispute:{second.pk}", B1={"choice": "full"}, B2={"points": "5"})
        )
        assert answer.url == page("score_dispute", second.pk)
        assert client.post(answer.url, {"words": ""}).status_code == 422
        client.post(answer.url, {"words": "实为 4 次"})
        assert "实为 4 次" in plain(client.get(address))
    assert (score(sheet, "B1").earned, score(sheet, "B2").earned) == (25, 5)
    assert score(sheet, "A1").is_confirmed
    assert score(sheet, "A2").disputed == "实为 4 次"


def test_a_whole_sheet_is_scored_without_a_keyboard(world: World, city: City) -> None:
    sheet = scoring(city)
    address = page("inspection_score", sheet.pk)
    lines = {"B1": {"choice": "half", "chips": ["现场未见到"]}, "B2": {"choice": "full"}}
    with as_person(world, SCORER) as client:
        answer = client.post(address, sent(sheet, "confirm_all", **lines))
        assert "已确认 2 项取数" in said_by(answer)
        kept = {"B1": {"choice": "half", "reason": "现场未见到"}, "B2": {"choice": "full"}}
        answer = client.post(address, sent(sheet, "submit", **kept))
    assert answer.url == page("inspection_detail", sheet.pk)
    assert Inspection.objects.get(pk=sheet.pk).status == InspectionStatus.SCORED


def test_before_the_scoring_the_page_says_when_it_begins(world: World, city: City) -> None:
    sheet = self_checking(city)
    Inspection.objects.filter(pk=sheet.pk).update(status=InspectionStatus.ON_SITE)
    with as_person(world, SCORER) as client:
        answer = client.get(page("inspection_score", sheet.pk))

    assert answer.status_code == 302
    assert "转入核验评分后才能评分" in said_by(answer)
