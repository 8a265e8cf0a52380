"""What the tests of people share: the committed world."""

from __future__ import annotations

from tests.live import live_world

__all__ = ["live_world"]
