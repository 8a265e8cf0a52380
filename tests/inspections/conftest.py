"""What the tests of inspections share: the committed world, and a made-up room of indicators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.inspections import told
from tests.live import live_world
from workflow import indicators
from workflow.indicators import Reading

__all__ = ["live_world"]


@pytest.fixture
def said(settings: Any) -> Iterator[dict[str, dict[int, Reading]]]:
    """By key (``members``), what the made-up room says of each body by id; empty at first."""
    named = "tests.inspections.told.ToldSource"
    settings.INDICATOR_SOURCES = [*settings.INDICATOR_SOURCES, named]
    for kept in (told.SAID, told.ASKED, told.INTERRUPTIONS):
        kept.clear()
    _forget()
    yield told.SAID
    _forget()


def _forget() -> None:
    indicators._sources.cache_clear()
    indicators._by_key.cache_clear()
