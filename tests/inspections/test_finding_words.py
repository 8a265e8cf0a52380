"""Rounds, letters and reviews in the one search, each in the reader's scope."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.terms import RectificationStatus, ReviewStatus
from tests.inspections import grounds
from tests.inspections.test_todos import a_letter, a_review, who
from tests.world import World
from workbench.finding import Group, find


def found(world: World, text: str, person: str) -> Group | None:
    groups = find(text, actor=who(world, person))
    return next((group for group in groups if group.label == "体检、整改和述职"), None)


def titles(world: World, text: str, person: str) -> list[str]:
    group = found(world, text, person)
    return [hit.title for hit in group.hits] if group else []


def test_a_round_is_found_by_those_it_concerns_once_it_is_open(world: World) -> None:
    round = grounds.a_round(world.home)
    assert titles(world, "下半年党建体检", "mall_clerk") == [round.name]
    assert titles(world, "下半年党建体检", "secretary") == []

    grounds.an_open_round(world.home, name="2025年第四季度抽查")
    assert titles(world, "第四季度", "secretary") == ["2025年第四季度抽查"]
    assert titles(world, "第四季度", "lawyer_clerk") == []


def test_a_letter_is_found_by_number_and_title_but_a_draft_not_by_the_told(world: World) -> None:
    letter = a_letter(world, RectificationStatus.ISSUED)
    a_letter(world, RectificationStatus.DRAFT, number="", title="另一份通知书")

    for text in ("zg-2026-0001", "规范组织生活"):
        group = found(world, text, "secretary")
        assert group is not None
        assert [hit.title for hit in group.hits] == [letter.title]
        assert "已下发" in group.hits[0].note
    assert titles(world, "另一份", "secretary") == []
    assert titles(world, "另一份", "mall_clerk") == ["另一份通知书"]
    assert titles(world, "ZG-2026-0001", "lawyer_leader") == []


def test_a_review_is_found_by_its_year_and_body(world: World) -> None:
    a_review(world, ReviewStatus.DRAFT)

    for text in ("2025年度述职评议", "观前商城述职", "述职"):
        assert titles(world, text, "mall_leader") == ["2025年度述职评议"]
    assert titles(world, "2024年述职", "mall_leader") == []
    assert titles(world, "观前商城", "mall_leader") == []
    assert titles(world, "述职", "lawyer_leader") == []


def test_the_search_asks_no_more_queries_for_it(world: World) -> None:
    a_letter(world, RectificationStatus.ISSUED)
    actor = who(world, "mall_leader")
    with CaptureQueriesContext(connection) as asked:
        find("整改", actor=actor)

    assert len(asked) <= 9
