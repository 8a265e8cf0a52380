"""The fixtures ``world`` and ``committed_world``.

``world`` is built once a session; each test runs in a transaction that is undone.
``committed_world`` is a database of the test's own, where commits are real and threads may
connect: for what happens when several write at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.database import database_names, run_sql, template_name
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


@pytest.fixture(scope="session")
def _committed_template(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, World]]:
    """A database that holds the world and nothing else, to be cloned."""
    with django_db_blocker.unblock():
        template = clone_of_template("world")
        with connected_to(template):
            built = build_world()
        yield template, built
        run_sql(f'DROP DATABASE "{template}" WITH (FORCE)')


@pytest.fixture
def committed_world(
    _committed_template: tuple[str, World], django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    """A world whose transactions really commit; its database is dropped afterwards."""
    template, built = _committed_template
    with django_db_blocker.unblock():
        own = clone_of_template("own", template)
        try:
            with connected_to(own):
                yield built
        finally:
            run_sql(f'DROP DATABASE "{own}" WITH (FORCE)')


def clone_of_template(suffix: str, template: str = "") -> str:
    """Make a database beside the one of the session, as new as migrated; answers its name."""
    template = template or template_name()
    assert template in database_names(), "run the suite once to make the template"
    name = f"{connections['default'].settings_dict['NAME']}_{suffix}"
    run_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    run_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Ask everything of another database than the session's."""
    connection = connections["default"]
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    # Content types are remembered by alias, and have other ids in another database.
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        ContentType.objects.clear_cache()
