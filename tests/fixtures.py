"""The fixture ``world``: built once a session, each test in a transaction that is undone."""

from __future__ import annotations

import pytest
from pytest_django import DjangoDbBlocker

from tests.world import World, build_world


@pytest.fixture(scope="session")
def _world_template(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> World:
    """Build the world once; it stays in the database of the session."""
    with django_db_blocker.unblock():
        return build_world()


@pytest.fixture
def world(_world_template: World, db: None) -> World:
    """The small named world, as new in every test (see ``tests.world``)."""
    return _world_template
