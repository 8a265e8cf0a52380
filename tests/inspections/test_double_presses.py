"""What is sent twice, from a page left open or a line that broke, is written once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from inspections.actions.adjusting import add_adjustment
from inspections.actions.findings import note_finding
from inspections.actions.rectifications import draft_rectification, note_verbal
from inspections.actions.remarks import remark_rectification
from inspections.actions.rounds import draft_round
from inspections.models import Adjustment, Finding, Inspection, Rectification, Round
from inspections.terms import Level
from tests.inspections.grounds import a_scheme, round_content
from tests.inspections.letters import (
    CONTENT,
    a_finding,
    a_letter,
    a_round,
    an_inspection,
    issued,
)
from tests.inspections.scored import SCORER, refused, said_of, scoring
from tests.live import at_once
from tests.world import World

SPOKEN = {"title": "会议记录不全", "demands": "当场补齐签到。"}


def test_points_beyond_the_scheme_count_once_for_one_ground(
    world: World, said: dict[str, Any]
) -> None:
    said_of(world.home, said)
    sheet = scoring(world.home)
    actor = world.actor(SCORER)
    add_adjustment(inspection=sheet, points=Decimal(2), reason="市级表彰", actor=actor)

    with refused("added_already"):
        add_adjustment(inspection=sheet, points=Decimal(2), reason="市级表彰 ", actor=actor)

    add_adjustment(inspection=sheet, points=Decimal(2), reason="市级表彰（第二次）", actor=actor)
    assert Adjustment.objects.filter(inspection=sheet).count() == 2


def test_one_fact_of_one_day_is_noted_once_until_a_letter_tells_it(world: World) -> None:
    first = a_finding(world.home)
    with refused("noted_already"):
        a_finding(world.home)
    a_finding(world.home, body="second_branch")

    a_letter(world.home, findings=[first])
    assert a_finding(world.home).pk != first.pk


def test_two_presses_at_once_note_one_finding(committed_world: World) -> None:
    def press() -> Finding:
        content = {"level": Level.YELLOW, "fact": "公开栏未更新。"}
        actor = committed_world.actor("mall_clerk")
        return note_finding(organization=committed_world.branch, content=content, actor=actor)

    at_once(press, press)

    assert Finding.objects.count() == 1


def test_a_spoken_word_is_kept_once_a_day(world: World) -> None:
    def speak() -> Rectification:
        return note_verbal(
            organization=world.branch,
            issuer=world.station,
            content=SPOKEN,
            actor=world.actor("station_head"),
        )

    first = speak()
    with refused("noted_already") as raised:
        speak()

    assert first.number in raised.value.messages[0]
    assert Rectification.objects.count() == 1


@pytest.mark.django_db
def test_a_letter_about_a_result_alone_is_drafted_once(world: World) -> None:
    sheet = an_inspection(world.home, a_round(world.home), grade="fair")
    a_letter(world.home, findings=[], inspection=sheet, kind="reminder")

    with refused("drafted_already"):
        draft_rectification(
            organization=world.branch,
            issuer=world.mall,
            kind="reminder",
            findings=[],
            content=CONTENT,
            inspection=Inspection.objects.get(pk=sheet.pk),
            actor=world.actor("mall_clerk"),
        )

    a_letter(world.home, findings=[a_finding(world.home)], inspection=sheet)
    assert Rectification.objects.count() == 2


def test_two_presses_at_once_draft_one_round(committed_world: World) -> None:
    scheme = a_scheme(committed_world.home)

    def press() -> Round:
        return draft_round(
            organizer=committed_world.mall,
            content=round_content(committed_world.home, scheme=scheme),
            actor=committed_world.actor("mall_clerk"),
        )

    said = at_once(press, press)

    assert Round.objects.count() == 1
    assert "请换一个名称" in str(next(one for one in said if not isinstance(one, Round)))


def test_a_remark_sent_twice_is_said_once(world: World) -> None:
    letter, clerk = issued(world.home), world.actor("mall_clerk")
    remark_rectification(rectification=letter, words="请尽快签收。", actor=clerk)

    with refused("said_already"):
        remark_rectification(rectification=letter, words="请尽快签收。 ", actor=clerk)

    secretary = world.actor("secretary")
    remark_rectification(rectification=letter, words="请尽快签收。", actor=secretary)
    remark_rectification(rectification=letter, words="请尽快签收。", actor=clerk)
    assert letter.remarks.count() == 3
