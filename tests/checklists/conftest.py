"""What the tests of the lists share."""

from tests.live import live_world

__all__ = ["live_world"]
