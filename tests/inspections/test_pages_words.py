"""The pages of rounds and sheets, at each step of a round, speak official Chinese and are sound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inspections.actions.appeals import raise_appeal
from inspections.models import Inspection
from tests.house.pages import faults
from tests.inspections.grounds import a_round
from tests.inspections.scored import (
    CHECKER,
    SCORER,
    SECRETARY,
    as_person,
    page,
    said_of,
    score,
    scoring,
    self_checking,
    submitted,
    told_sheet,
)
from tests.world import World

Said = dict[str, dict[int, Any]]
# The codes of the indicators.
CODES = {"A1", "A2", "B1", "B2", "A", "B"}
LISTS = ("board", "round_list", "my_sheets")


def wrong_with(world: World, name: str, addresses: list[str]) -> Iterator[str]:
    """What is wrong with the words and the make of these pages, as one person reads them."""
    with as_person(world, name) as client:
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            yield from faults(f"{address} as {name}", answer.text, CODES)


def of_sheet(sheet: Inspection, *names: str) -> list[str]:
    """The pages of a sheet and of its round."""
    return [page("round_detail", sheet.round_id), *(page(name, sheet.pk) for name in names)]


def test_the_pages_before_and_in_the_self_check_speak_chinese(world: World) -> None:
    sheet = self_checking(world.home)
    draft = a_round(world.home, name="2025年专项体检", scheme=sheet.round.scheme)
    lists = [page(name) for name in LISTS]
    wrong = [
        *wrong_with(
            world, SECRETARY, [*lists, *of_sheet(sheet, "inspection_detail", "self_check")]
        ),
        *wrong_with(world, CHECKER, [*lists, *of_sheet(sheet, "inspection_excuse")]),
        *wrong_with(world, CHECKER, [page("round_new"), page("round_edit", draft.pk)]),
        *wrong_with(world, CHECKER, [page("round_move", draft.pk, "open")]),
    ]

    assert wrong == []


def test_the_pages_of_scoring_and_checking_speak_chinese(world: World, said: Said) -> None:
    said_of(world.home, said)
    sheet = scoring(world.home)
    wrong = list(wrong_with(world, SCORER, of_sheet(sheet, "inspection_score", "adjustment_new")))
    submitted(sheet, world.home)
    names = ("inspection_check", "inspection_detail", "limit_hit_new")
    wrong += wrong_with(world, "mall_leader", of_sheet(sheet, *names))
    wrong += wrong_with(world, CHECKER, [page("round_inspections", sheet.round_id)])
    wrong += wrong_with(world, SCORER, [page("score_dispute", score(sheet, "A1").pk)])

    assert wrong == []


def test_the_pages_of_a_told_result_speak_chinese(world: World, said: Said) -> None:
    said_of(world.home, said)
    sheet = told_sheet(world.home)
    line = score(sheet, "A1")
    new = page("appeal_new", score(sheet, "B1").pk)
    wrong = list(wrong_with(world, SECRETARY, [*of_sheet(sheet, "inspection_detail"), new]))
    appeal = raise_appeal(thing=line, words="已补录", actor=world.actor(SECRETARY))
    pages = [page("score_detail", line.pk), page("appeal_answer", appeal.pk)]
    wrong += wrong_with(world, CHECKER, [*pages, *of_sheet(sheet, "inspection_detail")])

    assert wrong == []
