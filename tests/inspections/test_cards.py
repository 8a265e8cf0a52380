"""The health card: findings first, its own years, published results alone, and no other body."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections import insight
from inspections.models import Finding
from inspections.results import DimensionSum, by_dimension, dimension_sums, scores_of
from tests.inspections.letters import a_finding, a_letter, issued
from tests.inspections.pages import as_person, main, page
from tests.inspections.results import committees, of_year, published, told
from tests.inspections.reviews import closed
from tests.world import City, World


@pytest.fixture
def city(world: World) -> City:
    return world.home


def test_findings_come_first_then_the_last_result_with_what_it_is_of(
    city: City, said: dict[str, Any]
) -> None:
    sheet = published(city, said)
    with as_person(city, "secretary") as client:
        words = main(client.get(page("card", city.branch.pk)))
    assert "党员大会" in words
    assert words.index("没有销号的问题") < words.index("最近一次体检") < words.index("历次体检")
    assert f"{sheet.total} 分（得分 65/适用满分 100）" in words
    assert "30/60 (50.0%)" in words, "the dimension 基本活动, with numerator and denominator"
    assert "35/40 (87.5%)" in words


def test_nothing_of_a_round_that_is_only_told_stands_on_a_card(
    city: City, said: dict[str, Any]
) -> None:
    sheet = told(city, said)
    assert sheet.findings.exists()
    for name in ("secretary", "mall_leader", "city_leader"):
        with as_person(city, name) as client:
            words = main(client.get(page("card", city.branch.pk)))
            assert client.get(page("report", sheet.pk)).status_code == 404
            assert client.get(page("report_paper", sheet.pk)).status_code == 404
        assert "还没有公布过体检结果" in words
        assert "没有未销号的问题" in words
        assert sheet.round.name not in words


def test_a_finding_seen_outside_a_round_and_its_letter_stand_on_the_card(city: City) -> None:
    letter = issued(city)
    a_finding(city, fact="活动室门牌缺失。")
    with as_person(city, "secretary") as client:
        words = main(client.get(page("card", city.branch.pk)))
    assert "活动室门牌缺失" in words
    assert "党务公开栏三个月未更新" in words
    assert letter.number in words
    assert "已下发" in words


def test_a_letter_that_is_still_drafted_stands_on_no_card(city: City) -> None:
    letter = a_letter(city)
    with as_person(city, "mall_leader") as client:
        words = main(client.get(page("card", city.branch.pk)))
    assert letter.title not in words
    assert "还没有下发整改" in words


def test_settled_findings_are_counted_and_no_longer_listed(city: City) -> None:
    a_finding(city, fact="活动室门牌缺失。")
    Finding.objects.update(settled_on=city.on)
    with as_person(city, "secretary") as client:
        words = main(client.get(page("card", city.branch.pk)))
    assert "活动室门牌缺失" not in words
    assert "已销号 1 个" in words


def test_the_years_of_one_body_stand_the_latest_first(city: City) -> None:
    for year in (2024, 2026, 2025):
        of_year(city, year)
    with as_person(city, "secretary") as client:
        answer = client.get(page("card", city.branch.pk))
    words = main(answer)
    rows = words[words.index("历次体检") :]
    assert rows.index("2026年度") < rows.index("2025年度") < rows.index("2024年度")
    drawn = json.loads(answer.context["trend"])
    assert drawn["names"] == [f"{year}年度党建体检" for year in (2024, 2025, 2026)]
    assert "得分 82.5/适用满分 100" in drawn["texts"][0]
    for word in ("排名", "名次", "第1名", "百分位"):
        assert word not in words


def test_the_database_adds_up_by_dimension_as_the_report_does(
    city: City, said: dict[str, Any]
) -> None:
    sheet = published(city, said)
    sheet.scores.filter(indicator__code="A1").update(earned=None, is_absent=True)

    assert dimension_sums(sheet) == by_dimension(scores_of(sheet))

    sheet.scores.update(earned=None)
    assert [one.text for one in dimension_sums(sheet)] == ["不适用", "不适用"]


def test_a_card_costs_the_same_whatever_the_years(city: City) -> None:
    of_year(city, 2026)
    closed(city)
    counts = []
    for years in ((), (2025, 2024, 2023, 2022)):
        for year in years:
            of_year(city, year)
        with as_person(city, "mall_leader") as client:
            client.get(page("card", city.branch.pk))
            with CaptureQueriesContext(connection) as seen:
                assert client.get(page("card", city.branch.pk)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


def test_a_card_is_of_a_branch_or_a_committee_in_scope(world: World) -> None:
    city = world.home
    for name, body, status in (
        ("secretary", city.branch, 200),
        ("secretary", city.second_branch, 404),
        ("town_reader", city.branch, 200),
        ("sip_reader", city.branch, 404),
        ("mall_leader", city.mall, 200),
        ("mall_leader", city.lawyer, 404),
        ("mall_leader", city.unit, 404),
        ("mall_leader", city.station, 404),
        ("administrator", city.branch, 404),
        ("city_leader", world.twin.branch, 404),
    ):
        with as_person(city, name) as client:
            assert client.get(page("card", body.pk)).status_code == status, (name, body.name)


def test_a_committees_card_leads_to_its_review_once_it_is_fed_back(city: City) -> None:
    committees(city)
    review = closed(city)
    with as_person(city, "mall_leader") as client:
        answer = client.get(page("card", city.mall.pk))
    assert page("review_detail", review.pk) in answer.content.decode()
    assert "较好" in main(answer)


def test_a_radar_needs_three_dimensions_that_apply_and_says_both_figures() -> None:
    sums = [
        DimensionSum("A", "基本队伍", Decimal("18.5"), Decimal(24)),
        DimensionSum("B", "基本活动", Decimal(30), Decimal(30)),
        DimensionSum("C", "基本阵地", Decimal(0), Decimal(0)),
    ]
    assert insight.radar(sums) == ""
    drawn = json.loads(
        insight.radar([*sums, DimensionSum("D", "基本制度", Decimal(4), Decimal(16))])
    )
    assert drawn["names"] == ["基本队伍", "基本活动", "基本制度"]
    assert drawn["values"] == [77.1, 100.0, 25.0]
    assert drawn["texts"][0] == "基本队伍 18.5/24"
