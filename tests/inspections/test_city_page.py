"""The city's page: every number with its denominator, by scope, published alone, no ranking."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.actions.rectifications import issue_rectification
from inspections.city_results import Share, city_results
from tests.inspections.letters import a_finding, a_letter
from tests.inspections.pages import as_person, main, page
from tests.inspections.results import committees, of_year, publish, published, told
from tests.inspections.reviews import closed, who
from tests.inspections.scored import said_of, told_sheet
from tests.world import City, World


@pytest.fixture
def city(world: World) -> City:
    return world.home


def test_coverage_is_of_standing_branches_by_committee_in_their_official_order(city: City) -> None:
    of_year(city, 2026)
    committees(city)
    found = city_results(who(city, "city_leader"), year=2026)

    assert [line.committee for line in found.coverage] == [city.mall, city.lawyer]
    assert [line.branches for line in found.coverage] == [Share(1, 3), Share(0, 1)]
    assert [line.own for line in found.coverage] == [True, True]
    assert found.covered == Share(1, 4)
    assert city_results(who(city, "city_leader"), year=2025).covered == Share(0, 4)


def test_nothing_of_a_told_round_is_counted(city: City, said: dict[str, Any]) -> None:
    told(city, said)
    found = city_results(who(city, "city_leader"), year=2026)
    assert (found.covered.part, found.findings, found.grades) == (0, [], [])
    before = city_results(who(city, "city_leader"), year=2025)
    assert before.covered.part == 0


def test_findings_stand_by_dimension_and_level_with_how_many_are_settled(
    city: City, said: dict[str, Any]
) -> None:
    published(city, said)
    a_finding(city, level="red")
    found = city_results(who(city, "city_leader"), year=2026)

    lines = {line.name: (line.red, line.yellow, line.settled) for line in found.findings}
    assert lines == {"基本活动": (0, 6, 0), "日常检查": (1, 0, 0)}
    assert found.findings[-1].name == "日常检查"
    assert found.settled == Share(0, 7)


def test_what_kept_a_grade_down_is_not_told_as_seen_outside_a_round(
    city: City, said: dict[str, Any]
) -> None:
    """Nothing of six: the limit bites all three branches, each of which has its finding."""
    said_of(city, said, value=0)
    publish(told_sheet(city), city)
    found = city_results(who(city, "city_leader"), year=2026)

    lines = {line.name: line.whole for line in found.findings}
    assert (lines["限制项"], "日常检查" in lines) == (3, False)
    assert found.findings[-1].name == "限制项"


def test_rectification_counts_what_fell_due_and_what_is_late(city: City) -> None:
    letter = a_letter(city)
    letter = issue_rectification(rectification=letter, actor=city.actor("mall_leader"))
    assert letter.due_on is not None
    early = city_results(who(city, "city_leader", letter.due_on - dt.timedelta(days=1)), year=2026)
    late = city_results(who(city, "city_leader", letter.due_on + dt.timedelta(days=1)), year=2026)

    assert [(one.due, one.open, one.late) for one in early.rectified] == [(0, 1, 0)]
    assert [(one.due, one.open, one.late) for one in late.rectified] == [(1, 1, 1)]
    assert late.in_time == Share(0, 1)


def test_each_reader_sees_the_numbers_of_the_own_scope(world: World) -> None:
    city = world.home
    of_year(city, 2026)
    closed(city)
    for name, whole in (("city_leader", 4), ("mall_leader", 3), ("town_reader", 3)):
        found = city_results(who(city, name), year=2026)
        assert found.covered.whole == whole, name
    twin = city_results(who(world.twin, "city_leader"), year=2026)
    assert (twin.covered, twin.findings, twin.reviews) == (Share(0, 4), [], Share(0, 0))


def test_the_page_tells_numbers_first_and_draws_last(city: City) -> None:
    of_year(city, 2026)
    closed(city)
    a_finding(city, level="red")
    with as_person(city, "city_leader") as client:
        answer = client.get(page("city"))
    words = main(answer)
    assert "1/3 个 (33.3%)" in words
    assert "已反馈 1/2 个" in words
    assert words.index("发现的问题") < words.index("整改") < words.index("问题分布图")
    drawn = json.loads(answer.context["findings_chart"])
    assert [one["label"] for one in drawn["series"]] == ["红项", "黄项"]
    for word in ("排名", "名次", "倒数"):
        assert word not in words


@pytest.mark.parametrize("reader", ["city_leader", "mall_leader", "station_head", "town_reader"])
def test_a_committee_leads_to_its_card_and_tells_of_itself_where_it_is_seen(
    city: City, reader: str
) -> None:
    of_year(city, 2026)
    committees(city)
    with as_person(city, reader) as client:
        answer = client.get(page("city"))
        cards = re.findall(r'href="(/inspections/cards/[0-9]+/)"', answer.content.decode())
        assert [client.get(card).status_code for card in cards] == [200] * len(cards)
    words = main(answer)
    assert bool(cards) == ("已公布" in words) == reader.endswith("leader")
    assert "商圈市场" in words


def test_the_page_costs_few_queries_and_an_odd_year_shows_this_one(city: City) -> None:
    of_year(city, 2026)
    committees(city)
    with as_person(city, "city_leader") as client:
        client.get(page("city"))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page("city")).status_code == 200
        assert client.get(page("city", year="1999")).context["year"] == 2026
        for odd in ("去年", "²", "٢٠٢٦", "9" * 500):
            assert client.get(page("city", year=odd)).context["year"] == 2026
    assert len(seen) <= 12, [one["sql"][:90] for one in seen.captured_queries]


def test_who_sees_no_work_does_not_see_the_page(city: City) -> None:
    with as_person(city, "administrator") as client:
        assert client.get(page("city")).status_code == 403
