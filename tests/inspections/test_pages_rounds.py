"""The pages of rounds: the board, the list, one round, drafting it, its moves, its sheets."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from inspections.models import Inspection, Round
from inspections.terms import InspectionStatus, RoundStatus, Subject
from tests.inspections.grounds import a_round, a_scheme, a_scoring_round, an_open_round
from tests.inspections.scored import (
    CHECKER,
    SCORER,
    SECRETARY,
    as_person,
    page,
    plain,
    said_by,
    said_of,
    scoring,
    submitted,
    told_sheet,
)
from tests.world import City, World

Said = dict[str, dict[int, Any]]


def sent(scheme: Any, **given: Any) -> dict[str, Any]:
    """What a clerk fills in."""
    return {
        "scheme": str(scheme.pk),
        "name": "2025年下半年党建体检",
        "year": "2025",
        "period_start": "2025-07-01",
        "period_end": "2025-12-31",
        "self_check_until": "2026-03-13",
        "scoring_until": "2026-03-27",
        "choice": "all",
        "words": "请如实自查。",
        **given,
    }


def opened(world: World, name: str, address: str) -> Any:
    """A page as a person gets it."""
    with as_person(world, name) as client:
        return client.get(address)


def test_a_clerk_drafts_on_the_page_and_the_leader_opens_it(world: World) -> None:
    scheme = a_scheme(world.home)
    with as_person(world, "mall_clerk") as client:
        answer = client.post(page("round_new"), sent(scheme), follow=True)
    held = Round.objects.get()

    assert answer.redirect_chain[-1][0] == page("round_detail", held.pk)
    assert "已存为草稿" in plain(answer)
    address = page("round_move", held.pk, "open")
    assert opened(world, "mall_clerk", address).status_code == 403
    with as_person(world, CHECKER) as client:
        assert "方案和范围不能再改" in plain(client.get(address))
        answer = client.post(address, follow=True)
    assert "已启动，各体检对象已收到自查通知" in plain(answer)
    held.refresh_from_db()
    assert (held.status, held.inspections.count()) == (RoundStatus.SELF_CHECK, 3)


def test_a_refused_draft_keeps_what_was_filled_in(world: World) -> None:
    scheme = a_scheme(world.home)
    with as_person(world, "mall_clerk") as client:
        answer = client.post(page("round_new"), sent(scheme, scoring_until="2026-03-01"))

    assert answer.status_code == 422
    assert "核验评分截止不能早于自查截止" in plain(answer)
    assert "请如实自查。" in plain(answer)
    assert not Round.objects.exists()


def test_a_committee_is_offered_no_scheme_that_it_could_not_use(world: World) -> None:
    """Committees are inspected by the city alone (article 17), and their pages say so."""
    of_committees = a_scheme(world.home, Subject.COMMITTEE, name="专委会方案")
    own = a_scheme(world.home)
    offered = {}
    for name in ("mall_clerk", "city_clerk"):
        form = opened(world, name, page("round_new")).context["form"]
        offered[name] = set(form.fields["scheme"].queryset)
    held = an_open_round(world.home, "city", scheme=of_committees)

    assert offered == {"mall_clerk": {own}, "city_clerk": {own, of_committees}}
    shown = plain(opened(world, "city_leader", page("round_detail", held.pk)))
    assert "第十七条" in shown
    assert "第十二条" not in shown


def test_named_bodies_are_ticked_and_alone_inspected(world: World) -> None:
    scheme = a_scheme(world.home)
    city = world.home
    with as_person(world, "mall_clerk") as client:
        shown = plain(client.get(page("round_new")))
        assert "观前商城党支部" in shown
        assert "平江律所党支部" not in shown
        assert "临顿路百货有限公司" not in shown
        client.post(page("round_new"), sent(scheme, choice="chosen", chosen=[str(city.branch.pk)]))
    held = Round.objects.get()

    assert list(held.chosen.all()) == [city.branch]
    drafted = plain(opened(world, "mall_leader", page("round_detail", held.pk)))
    assert "指定 1 个 观前商城党支部" in drafted


@pytest.mark.parametrize("name", [SCORER, SECRETARY, "district_reader"])
def test_who_holds_no_rounds_drafts_none(world: World, name: str) -> None:
    assert opened(world, name, page("round_new")).status_code == 403


def test_of_a_round_under_way_only_days_and_words_are_changed(world: World) -> None:
    held = an_open_round(world.home)
    address = page("round_edit", held.pk)
    assert opened(world, "mall_clerk", address).status_code == 403
    with as_person(world, CHECKER) as client:
        shown = client.get(address).content.decode()
        assert 'name="scheme"' not in shown
        given = {"self_check_until": "2026-03-16", "scoring_until": "2026-03-27", "words": "延期"}
        client.post(address, given)
    held.refresh_from_db()

    assert (held.self_check_until.day, held.words) == (16, "延期")


def test_the_board_shows_what_runs_with_its_numbers_and_what_waits(world: World) -> None:
    held = an_open_round(world.home)
    said = plain(opened(world, SECRETARY, page("board")))

    assert held.name in said
    assert "0/1 (0.0%)" in said
    assert "待自查 1 份" in said
    assert "0/3 (0.0%)" in plain(opened(world, CHECKER, page("board")))


def test_the_board_leads_to_all_six_pages_of_the_room(world: World) -> None:
    said = opened(world, CHECKER, page("board"))

    labels = [tab["label"] for tab in said.context["tabs"]]
    assert labels == ["总览", "我的体检单", "问题", "整改", "述职评议", "方案"]


def test_a_finished_round_stands_under_its_year_with_its_findings(world: World, said: Said) -> None:
    said_of(world.home, said)
    sheet = told_sheet(world.home)
    Round.objects.filter(pk=sheet.round_id).update(status=RoundStatus.PUBLISHED)
    shown = plain(opened(world, CHECKER, page("board")))

    assert "2025年已公布" in shown
    assert "红项 0 项，黄项 6 项" in shown
    assert "现在没有进行中的体检" in shown


def test_a_draft_is_seen_by_its_organizer_alone(world: World) -> None:
    held = a_round(world.home)

    assert opened(world, "mall_clerk", page("round_detail", held.pk)).status_code == 200
    for name in (SECRETARY, SCORER, "lawyer_leader", "district_reader", "twin.mall_leader"):
        assert opened(world, name, page("round_detail", held.pk)).status_code == 404


def test_one_round_counts_by_status_and_examiner_and_ranks_nobody(world: World) -> None:
    held = a_scoring_round(world.home)
    shown = plain(opened(world, CHECKER, page("round_detail", held.pk)))

    assert "按核验单位" in shown
    assert "待核验评分 3" in shown
    assert "0/2 (0.0%)" in shown
    assert "名次" not in shown


def test_grades_are_counted_once_they_are_told(world: World, said: Said) -> None:
    said_of(world.home, said)
    sheet = told_sheet(world.home)
    shown = plain(opened(world, CHECKER, page("round_detail", sheet.round_id)))

    assert "查出的问题" in shown
    assert "一般 3/3 (100.0%)" in shown
    assert "A1 党员大会 0/3 (0.0%) 3/3 (100.0%)" in shown


def test_starting_the_scoring_sends_the_reading_off(world: World) -> None:
    held = an_open_round(world.home)
    with as_person(world, CHECKER) as client:
        answer = client.post(page("round_move", held.pk, "start_scoring"), follow=True)
    held.refresh_from_db()

    assert "已转入核验评分" in plain(answer)
    assert held.status == RoundStatus.SCORING
    assert held.read_at is not None


def test_a_round_is_cancelled_with_a_reason_alone(world: World) -> None:
    held = an_open_round(world.home)
    address = page("round_move", held.pk, "cancel")
    with as_person(world, CHECKER) as client:
        assert client.post(address, {"reason": ""}).status_code == 422
        client.post(address, {"reason": "方案有误"})
    held.refresh_from_db()

    assert held.status == RoundStatus.CANCELLED


def test_a_round_is_told_only_when_all_is_checked_and_the_page_says_so(world: World) -> None:
    held = a_scoring_round(world.home)
    with as_person(world, CHECKER) as client:
        answer = client.post(page("round_move", held.pk, "tell"))

    assert answer.status_code == 422
    assert "还有 3 张体检单没有复核" in plain(answer)


def test_an_unknown_move_is_no_page(world: World) -> None:
    held = a_scoring_round(world.home)
    with as_person(world, CHECKER) as client:
        assert client.get(f"/inspections/rounds/{held.pk}/abolish/").status_code == 404


def test_many_sheets_are_checked_at_once_on_the_page(world: World, said: Said) -> None:
    city: City = world.home
    said_of(city, said)
    sheet = submitted(scoring(city), city)
    address = page("round_inspections", sheet.round_id)
    ids = [str(one.pk) for one in Inspection.objects.filter(round=sheet.round)]
    with as_person(world, "mall_clerk") as client:
        assert client.post(address, {"action": "check", "ids": ids}).status_code == 403
    with as_person(world, CHECKER) as client:
        answer = client.post(address, {"action": "check", "ids": ids})
        assert "已复核 1 份" in said_by(answer)
        assert "2 份没有复核" in said_by(answer)
    assert Inspection.objects.get(pk=sheet.pk).status == InspectionStatus.CHECKED


def test_the_sheets_of_a_round_are_found_by_name_and_status(world: World) -> None:
    held = a_scoring_round(world.home)
    address = page("round_inspections", held.pk)
    with as_person(world, CHECKER) as client:
        assert len(client.get(address).context["page"].rows) == 3
        assert len(client.get(address, {"q": "观前"}).context["page"].rows) == 1
        assert len(client.get(address, {"status": "scored"}).context["page"].rows) == 0
        assert "没有符合条件的体检单" in plain(client.get(address, {"status": "scored"}))
    assert len(opened(world, SECRETARY, address).context["page"].rows) == 1


def test_rounds_are_found_by_year_and_state(world: World) -> None:
    an_open_round(world.home)
    with as_person(world, CHECKER) as client:
        address = page("round_list")
        assert len(client.get(address, {"status": "running"}).context["rows"]) == 1
        assert len(client.get(address, {"year": 2024}).context["rows"]) == 0
        assert client.get(address, {"year": "abc"}).status_code == 422


@pytest.mark.parametrize("name", ["board", "round_list", "my_sheets"])
def test_the_lists_cost_the_same_however_many_rounds(
    world: World, django_assert_max_num_queries: Any, name: str
) -> None:
    city = world.home
    an_open_round(city)
    an_open_round(city, name="第二轮")
    client: Client
    with as_person(world, CHECKER) as client:
        client.get(page(name))
        with django_assert_max_num_queries(12):
            client.get(page(name))


@pytest.mark.parametrize("name", ["round_detail", "round_inspections", "round_edit"])
def test_the_pages_of_a_round_cost_a_dozen_queries_at_most(
    world: World, said: Said, django_assert_max_num_queries: Any, name: str
) -> None:
    said_of(world.home, said)
    sheet = scoring(world.home) if name == "round_edit" else told_sheet(world.home)
    with as_person(world, CHECKER) as client:
        client.get(page(name, sheet.round_id))
        with django_assert_max_num_queries(12):
            client.get(page(name, sheet.round_id))
