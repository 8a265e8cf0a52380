"""A running site over a database of the test's own, at nine o'clock of the world's day."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connections
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import browser_type_launch_args
from tests.flows.pages import Person
from tests.world import AT, World

__all__ = ["browser_type_launch_args"]

SECONDS_TO_WAIT = 15
Arrive = Callable[..., Person]


@pytest.fixture
def site(browser: Browser, committed_world: World) -> Iterator[str]:
    """The address of the site; its threads commit, unlike those of ordinary tests."""
    with time_machine.travel(AT, tick=True):
        server = LiveServer("localhost")
        try:
            yield server.url
        finally:
            server.stop()
            connections.close_all()


@pytest.fixture
def arrive(browser: Browser, committed_world: World, site: str) -> Iterator[Arrive]:
    """Let a person of the world sit down at a browser: ``arrive("officer", phone=True)``."""
    expect.set_options(timeout=SECONDS_TO_WAIT * 1000)

    def sit_down(name: str, *, phone: bool = False) -> Person:
        return Person(browser, committed_world, site, name, phone=phone)

    yield sit_down
    for context in browser.contexts:
        context.close()
