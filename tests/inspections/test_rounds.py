"""Rounds: who may plan and open them, whom they inspect, and how they end."""

from __future__ import annotations

from tests.inspections.grounds import an_open_round
from tests.world import World


def test_smoke(world: World) -> None:
    a = an_open_round(world.home)
    assert a.inspections.count() == 3
