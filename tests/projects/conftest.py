"""What the tests of projects share: the world with its rules, and with money for the year."""

from __future__ import annotations

import pytest

from tests.projects.grounds import with_budget, with_rules
from tests.world import World


@pytest.fixture
def ruled(world: World) -> World:
    """The world with the default lists and rules in its first city."""
    with_rules(world)
    return world


@pytest.fixture
def funded(ruled: World) -> World:
    """The same with half a million from the city's own source for 2026."""
    with_budget(ruled)
    return ruled
