"""A world in real transactions, for what only several connections can show."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection

from hierarchy.models import Tenant
from tests.world import World, build_world


@pytest.fixture
def live_world(transactional_db: None, request: pytest.FixtureRequest) -> World:
    """The named world, committed; every table is emptied afterwards."""
    # The flush of the test before gave content types new ids.
    ContentType.objects.clear_cache()
    built = Tenant.objects.exists()
    template: World = request.getfixturevalue("_world_template") if built else build_world()
    return template


def at_once(*attempts: Callable[[], Any]) -> list[Any]:
    """Run all at the same moment, each on its own connection: results, or the refusals."""
    start = Barrier(len(attempts))

    def run(attempt: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return attempt()
        except ValidationError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))
