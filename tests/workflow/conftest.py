"""What the tests of this room share."""

from tests.live import live_world

__all__ = ["live_world"]
