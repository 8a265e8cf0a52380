"""The fixtures ``world`` and ``committed_world``.

``world`` is built once a session; each test runs in a transaction that is undone.
``committed_world`` is a database of the test's own, where commits are real and threads may
connect: for what happens when several write at once.
"""

from __future__ import annotations

from collections.abc import Iterator

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


@pytest.fixture
def committed_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """A world whose transactions really commit; its database is dropped afterwards."""
    with django_db_blocker.unblock():
        connection = connections["default"]
        usual = connection.settings_dict["NAME"]
        own = f"{usual}_own"
        assert template_name() in database_names(), "run the suite once to make the template"
        connection.close()
        run_sql(f'DROP DATABASE IF EXISTS "{own}"')
        run_sql(f'CREATE DATABASE "{own}" TEMPLATE "{template_name()}"')
        connection.settings_dict["NAME"] = own
        # Content types are remembered by alias, and have other ids in another database.
        ContentType.objects.clear_cache()
        try:
            yield build_world()
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual
            ContentType.objects.clear_cache()
            run_sql(f'DROP DATABASE "{own}" WITH (FORCE)')
