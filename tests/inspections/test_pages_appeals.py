"""Appeals on pages: offered beside what they are about, answered in its words, told for years."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from inspections.models import Appeal, Inspection, LimitHit
from inspections.round_history import history_of_sheet
from inspections.terms import AppealStatus, Grade
from inspections.todos import InspectionTodos
from tests.inspections.appealed import (
    ABOUT,
    ANSWER,
    KINDS,
    RIGHT,
    WORDS,
    appealed,
    limited,
    limited_sheet,
    on,
    rejected,
    thing_of,
    upheld,
)
from tests.inspections.pages import main, word
from tests.inspections.results import publish
from tests.inspections.scored import (
    CHECKER,
    SECRETARY,
    as_person,
    page,
    plain,
    said_of,
    scoring,
    submitted,
)
from tests.world import City, World

Said = dict[str, dict[int, Any]]
PAGE = {"score": "appeal_new", "limit_hit": "limit_hit_appeal", "adjustment": "adjustment_appeal"}
CHOICE = {
    "score": "采纳，更正得分",
    "limit_hit": "采纳，取消限制项",
    "adjustment": "采纳，更正加减分",
}
OUTCOME = {"score": "得分由 20 更正为 25", "limit_hit": "不再计入", "adjustment": "不再计入"}
of_each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def city(world: World, said: Said) -> City:
    said_of(world.home, said)
    return world.home


@of_each_kind
def test_what_decides_a_grade_is_appealed_against_on_the_page(
    world: World, city: City, kind: str
) -> None:
    sheet = limited_sheet(city)
    address = page(PAGE[kind], thing_of(sheet, kind).pk)
    detail = page("inspection_detail", sheet.pk)
    with as_person(world, SECRETARY) as client:
        assert f'href="{address}"' in client.get(detail).content.decode()
        shown = plain(client.get(address))
        assert f"提出申诉：{ABOUT[kind]}" in shown
        refused = client.post(address, {"words": "电话 13800138000"})
        assert refused.status_code == 422
        answer = client.post(address, {"words": WORDS}, follow=True)
        assert f'href="{address}"' not in answer.content.decode()
    assert "待处理" in plain(answer)
    assert "已申诉" in plain(answer)
    assert Appeal.objects.get().about == ABOUT[kind]


@of_each_kind
def test_only_who_speaks_for_the_body_is_offered_it(world: World, city: City, kind: str) -> None:
    sheet = limited_sheet(city)
    address = page(PAGE[kind], thing_of(sheet, kind).pk)
    for name, status in ((CHECKER, 403), ("town_reader", 403), ("second_secretary", 404)):
        with as_person(world, name) as client:
            assert client.get(address).status_code == status, name
            shown = client.get(page("inspection_detail", sheet.pk)).content.decode()
            assert address not in shown


@of_each_kind
def test_a_body_sees_nothing_of_its_result_there_before_it_is_told(
    world: World, city: City, kind: str
) -> None:
    sheet = scoring(city)
    limited(sheet, city)
    submitted(sheet, city)
    with as_person(world, SECRETARY) as client:
        answer = client.get(page(PAGE[kind], thing_of(sheet, kind).pk))
    assert answer.status_code == 403
    assert "弄虚作假" not in plain(answer)


def test_both_sides_read_on_what_ground_a_limit_was_set(world: World, city: City) -> None:
    sheet = limited_sheet(city)
    with as_person(world, SECRETARY) as client:
        shown = plain(client.get(page("limit_hit_appeal", thing_of(sheet, "limit_hit").pk)))
    assert "原依据：补造会议记录" in shown
    appeal = appealed(city, "limit_hit", sheet)
    with as_person(world, CHECKER, at=on(4)) as client:
        shown = plain(client.get(page("appeal_answer", appeal.pk)))
    assert f"{WORDS}。原依据：补造会议记录" in shown


@of_each_kind
def test_each_is_answered_in_its_own_words(world: World, city: City, kind: str) -> None:
    appeal = appealed(city, kind)
    address = page("appeal_answer", appeal.pk)
    given = {"upheld": "yes", "answer": ANSWER}
    with as_person(world, CHECKER, at=on(4)) as client:
        shown = client.get(address)
        assert CHOICE[kind] in plain(shown)
        assert ('name="points"' in shown.content.decode()) == (RIGHT[kind] is not None)
        if (points := RIGHT[kind]) is not None:
            assert "请填更正后的" in plain(client.post(address, given))
            given["points"] = str(points)
        answer = client.post(address, given, follow=True)
        again = client.get(address, follow=True)
    assert OUTCOME[kind] in plain(answer)
    assert "已经答复" in plain(again)
    assert Appeal.objects.get().status == AppealStatus.UPHELD


def test_the_points_of_an_adjustment_stay_within_the_scheme_on_the_page(
    world: World, city: City
) -> None:
    appeal = appealed(city, "adjustment")
    address = page("appeal_answer", appeal.pk)
    given = {"upheld": "yes", "answer": ANSWER}
    with as_person(world, CHECKER, at=on(4)) as client:
        assert "−5 至 +5 分" in plain(client.get(address))
        refused = client.post(address, given | {"points": "-6"})
        assert (refused.status_code, "−5 至 +5 之间" in plain(refused)) == (422, True)
        answer = client.post(address, given | {"points": "-0.5"}, follow=True)
    assert "更正为 −0.5 分" in plain(answer)


@of_each_kind
def test_an_appeal_is_asked_for_by_what_it_is_about(city: City, kind: str) -> None:
    appeal = appealed(city, kind)
    todos = InspectionTodos().todos(city.actor(CHECKER, at=on(4)))
    (answer,) = (todo for todo in todos if todo.verb == "答复")
    assert (answer.title, answer.path) == (ABOUT[kind], page("appeal_answer", appeal.pk))


@of_each_kind
def test_the_history_of_a_sheet_tells_what_was_appealed_and_put_right(
    city: City, kind: str
) -> None:
    done = upheld(appealed(city, kind), city, points=RIGHT[kind])
    told = {entry.title: entry.text for entry in history_of_sheet(done.inspection)}
    assert f"{ABOUT[kind]} 申诉；{WORDS}" in told["提出申诉"]
    assert ABOUT[kind] in told["采纳申诉（体检单）"]
    corrected = told[CHOICE[kind].replace("采纳，", "采纳申诉，")]
    assert ABOUT[kind] in corrected
    change = {
        "score": "总分：63.5 → 68.5",
        "limit_hit": "等次：较差 → 一般；限制项：弄虚作假 → —",
        "adjustment": "加减分：−1.5 → —",
    }
    assert change[kind] in corrected


def test_a_published_report_still_tells_the_lifted_limit(world: World, city: City) -> None:
    """Years later too: the limit is gone from the sheet, the appeal against it is not."""
    sheet = limited_sheet(city)
    upheld(appealed(city, "limit_hit", sheet), city)
    rejected(appealed(city, "adjustment", sheet), city)
    published = publish(sheet, city)
    assert (published.grade, published.limited_by) == (Grade.FAIR, "")
    assert not LimitHit.objects.filter(inspection=sheet).exists()
    later = on(1, month=6) + dt.timedelta(days=731)
    with as_person(world, CHECKER, at=later) as client:
        said = main(client.get(page("report", sheet.pk)))
        paper = word(client.get(page("report_paper", sheet.pk)))
    for text in (said, paper):
        assert text.count(ABOUT["limit_hit"]) == text.count(ABOUT["adjustment"]) == 1
        assert f"：{WORDS} 处理：已采纳，不再计入。{ANSWER}" in text
        assert f"：{WORDS} 处理：未采纳。{ANSWER}" in text
        assert "等次最高为“较差”" not in text


def test_the_pages_of_an_appeal_cost_a_dozen_queries_at_most(
    world: World, city: City, django_assert_max_num_queries: Any
) -> None:
    sheet: Inspection = limited_sheet(city)
    addresses = [page(PAGE[kind], thing_of(sheet, kind).pk) for kind in KINDS]
    with as_person(world, SECRETARY, at=on(3)) as client:
        for address in addresses:
            client.get(address)
            with django_assert_max_num_queries(12):
                client.get(address)
    answers = [page("appeal_answer", appealed(city, kind, sheet).pk) for kind in KINDS]
    with as_person(world, CHECKER, at=on(4)) as client:
        for address in answers:
            client.get(address)
            with django_assert_max_num_queries(12):
                client.get(address)
