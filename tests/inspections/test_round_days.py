"""The last days of a round under way: moved to no day that is over, and told to who keeps them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from inspections.actions.rounds import edit_round
from inspections.models import Inspection, Round
from inspections.terms import InspectionStatus
from tests.inspections.grounds import a_scoring_round, an_open_round, sheet_of
from tests.inspections.scored import as_person, page, plain, refused
from tests.world import AT, World
from workflow.models import Notice

LEADER = "mall_leader"
LATER = dt.date(2026, 3, 20)


def told(word: str) -> Collection[str]:
    """Who got a notice that a last day was moved."""
    moved = Notice.objects.filter(title__startswith=f"{word}截止日期已调整")
    return set(moved.values_list("recipient__username", flat=True))


def test_a_last_day_is_not_moved_to_a_day_that_is_over(world: World) -> None:
    opened = an_open_round(world.home)
    actor = world.actor(LEADER)

    with refused("day_over"):
        edit_round(
            round=opened,
            content={"self_check_until": AT.date() - dt.timedelta(days=1)},
            actor=actor,
        )

    today = {"self_check_until": AT.date()}
    assert edit_round(round=opened, content=today, actor=actor).self_check_until == AT.date()


def test_a_day_that_is_over_stays_while_the_words_change(world: World) -> None:
    opened = an_open_round(world.home)
    late = world.actor(LEADER, at=AT + dt.timedelta(days=12))
    kept = {"self_check_until": opened.self_check_until, "words": "请补交"}

    assert edit_round(round=opened, content=kept, actor=late).words == "请补交"
    assert not told("自查")


def test_who_has_not_checked_itself_is_told_of_the_new_day(world: World) -> None:
    opened = an_open_round(world.home)
    done = sheet_of(opened, world.home, "sibling_branch")
    Inspection.objects.filter(pk=done.pk).update(status=InspectionStatus.ON_SITE)

    edit_round(round=opened, content={"self_check_until": LATER}, actor=world.actor(LEADER))

    assert {"secretary", "second_secretary"} <= set(told("自查"))
    assert "sibling_secretary" not in told("自查")
    assert "2026年3月20日" in Notice.objects.filter(title__startswith="自查截止")[0].body


def test_who_has_to_score_is_told_of_the_new_day(world: World) -> None:
    held = a_scoring_round(world.home)

    edit_round(round=held, content={"scoring_until": LATER}, actor=world.actor(LEADER))

    assert {"station_head", "single_head"} <= set(told("核验评分"))
    assert "secretary" not in told("核验评分")


def test_going_over_to_scoring_early_says_who_has_not_checked_itself(world: World) -> None:
    held = an_open_round(world.home)
    address = page("round_move", held.pk, "start_scoring")
    with as_person(world, LEADER) as client:
        early = plain(client.get(address))
    with as_person(world, LEADER, AT + dt.timedelta(days=12)) as client:
        in_time = plain(client.get(address))

    assert "尚有 3 个单位没有提交自查" in early
    assert "没有提交自查。" not in in_time
    assert Round.objects.get(pk=held.pk).status == "self_check"
