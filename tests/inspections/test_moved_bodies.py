"""A body that moves to another line leaves nobody behind who could not end what was begun."""

from __future__ import annotations

from typing import Any

import pytest

from hierarchy.actions.restructuring import move_organization
from inspections.actions.appeals import answer_appeal, raise_appeal
from inspections.actions.rectifications import close_rectification
from inspections.actions.remarks import may_remark
from inspections.models import Inspection, Rectification
from inspections.terms import AppealStatus, RectificationStatus
from tests.inspections.letters import a_finding, a_letter, reported
from tests.inspections.scored import (
    CHECKER,
    SCORER,
    SECRETARY,
    as_person,
    page,
    plain,
    said_of,
    score,
    scoring,
    told_sheet,
)
from tests.world import City, World

Said = dict[str, dict[int, Any]]


@pytest.fixture
def city(world: World, said: Said) -> City:
    said_of(world.home, said)
    return world.home


def moved(city: City) -> None:
    """The branch goes over to the line of the lawyers."""
    move_organization(
        organization=city.branch,
        parent=city.lawyer_officer,
        on=city.on,
        reason="行业调整",
        actor=city.system,
    )


def test_who_issued_a_letter_looks_again_though_the_body_moved(city: City, world: World) -> None:
    letter = reported(city)
    moved(city)

    with as_person(world, CHECKER) as client:
        assert client.get(page("rectification_detail", letter.pk)).status_code == 200
        close = page("rectification_move", letter.pk, "close")
        assert client.get(close).status_code == 200
    assert may_remark(letter, city.actor("mall_clerk"))
    done = close_rectification(rectification=letter, actor=city.actor(CHECKER))
    assert done.status == RectificationStatus.CLOSED


def test_both_lines_read_the_letter_and_nobody_else_does(city: City) -> None:
    letter = reported(city)
    draft = a_letter(city, findings=[a_finding(city, fact="台账不全。")])
    moved(city)

    def reads(name: str) -> set[Rectification]:
        return set(Rectification.objects.visible_to(city.actor(name)))

    assert reads("mall_clerk") == {letter, draft}
    assert reads("lawyer_clerk") == {letter}
    assert reads(SECRETARY) == {letter}
    assert reads("town_reader") == {letter}
    assert reads("single_head") == set()


def test_an_appeal_of_a_body_that_moved_is_answered_by_who_held_the_round(
    city: City, world: World
) -> None:
    line = score(told_sheet(city), "B1")
    appeal = raise_appeal(thing=line, words="标识已补齐。", actor=city.actor(SECRETARY))
    moved(city)

    with as_person(world, CHECKER) as client:
        assert client.get(page("appeal_answer", appeal.pk)).status_code == 200
        assert client.get(page("inspection_detail", line.inspection_id)).status_code == 200
    answer_appeal(appeal=appeal, upheld=False, answer="维持", actor=city.actor(CHECKER))
    appeal.refresh_from_db()
    assert appeal.status == AppealStatus.REJECTED


def test_who_goes_and_looks_reads_every_line_of_a_body_that_moved(city: City, world: World) -> None:
    sheet = scoring(city)
    moved(city)

    with as_person(world, SCORER) as client:
        shown = client.get(page("score_detail", score(sheet, "A1").pk))
        assert "依据明细" in plain(shown)
        dispute = client.get(page("score_dispute", score(sheet, "A1").pk))
    assert dispute.status_code == 200
    assert sheet not in Inspection.objects.visible_to(city.actor("sibling_officer"))
