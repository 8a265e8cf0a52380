"""Fixtures every test may use."""

import gc
import os
from typing import Any

import pytest
from django.test import client
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

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


DEMO, MATRIX = "tests/seeds/", "tests/house/matrix/"
# What takes minutes begins early, or one process ends the run alone.
LONG = ("tests/faults/", MATRIX)
BROWSERS = ("[chromium", "[firefox", "[webkit")


class _ByModule(LoadScopeScheduling):  # type: ignore[misc]
    """A process takes a module at a time, in the order collected.

    What a module lays down is then prepared in one process, and none has much left when the
    others are done. The demo's tests go together; those of the matrix, minutes each, one by one;
    a module's tests in a browser apart from the rest of it, for they come last.
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(DEMO):
            return DEMO
        if nodeid.startswith(MATRIX):
            return nodeid
        module = nodeid.partition("::")[0]
        return f"{module}[browser]" if any(one in nodeid for one in BROWSERS) else module


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _ByModule | None:
    """Share the tests out by module, unless the command line asks for another way."""
    if config.getvalue("dist") != "load":
        return None
    config.option.loadscopereorder = False
    return _ByModule(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The demo and what takes minutes come first, browser tests last.

    Some of those empty every table, and their event loop stays in the thread. Grouping by browser
    would otherwise pull them before tests that need the world of the session.
    """
    items.sort(key=_when)


def _when(item: pytest.Item) -> int:
    if "browser_name" in getattr(item, "fixturenames", ()):
        return 3
    return 0 if item.nodeid.startswith(DEMO) else 1 if item.nodeid.startswith(LONG) else 2
