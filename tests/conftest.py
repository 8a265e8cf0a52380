"""Fixtures every test may use."""

import gc
import os
from typing import Any

import pytest
from django.test import client
from hypothesis import settings

from tests.database import django_db_modify_db_settings, django_db_setup
from tests.fixtures import _committed_template, _world_template, committed_world, world

__all__ = [
    "_committed_template",
    "_world_template",
    "committed_world",
    "django_db_modify_db_settings",
    "django_db_setup",
    "world",
]

# The build server tries the same examples each time and doesn't measure a busy machine; on a
# developer's own, chance looks further.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "default")


_store = client.store_rendered_templates


def _store_first(store: dict[str, Any], *args: Any, **kwargs: Any) -> None:
    """Keep the context of a page itself: a copy for each template it includes doubles its time."""
    if "context" not in store:
        _store(store, *args, **kwargs)


client.store_rendered_templates = _store_first


def pytest_collection_finish() -> None:
    """Leave what stands for the whole session to itself when memory is swept, and sweep seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The demo comes first, all in one process: it takes longest to make ready.

    Browser tests come last: some empty every table, and their event loop stays in the thread.
    Grouping by browser would otherwise pull them before tests that need the world of the session.
    """
    items.sort(key=_when)


def _when(item: pytest.Item) -> int:
    fixtures = getattr(item, "fixturenames", ())
    return 2 if "browser_name" in fixtures else 0 if "demo" in fixtures else 1
