"""What the tests of inspections share: a made-up room of indicators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.inspections import told
from workflow import indicators
from workflow.indicators import Reading


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
