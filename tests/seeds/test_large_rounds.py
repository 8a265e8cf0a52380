"""A demo city whose rounds are too large to be opened at one press has all of their sheets."""

from __future__ import annotations

from inspections.actions.rounds import start_scoring
from inspections.models import Inspection
from inspections.terms import RoundStatus
from seeds.inspection_rounds import open_whole
from tests.inspections.grounds import a_round
from tests.world import World


def test_a_round_larger_than_one_press_makes_can_be_scored(world: World) -> None:
    leader = world.actor("mall_leader")

    opened = open_whole(a_round(world.home), leader, at_once=1)

    assert Inspection.objects.filter(round=opened).count() > 1
    assert start_scoring(round=opened, actor=leader).status == RoundStatus.SCORING
