"""Where an importer may write: asked once for each place, however many rows lie there."""

from __future__ import annotations

from collections.abc import Callable

from hierarchy.actors import Actor
from hierarchy.roles import can
from hierarchy.scope import Stand
from hierarchy.terms import Capability


class Reach:
    """Whether the actor holds a capability at a place; answers are remembered."""

    def __init__(self, actor: Actor, capability: Capability) -> None:
        self._actor = actor
        self._capability = capability
        self._known: dict[tuple[int | None, ...], bool] = {}

    def covers(self, key: tuple[int | None, ...], stand: Callable[[], Stand]) -> bool:
        """Whether ``stand()``, told apart by ``key``, lies within reach."""
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = can(self._actor, self._capability, at=stand())
        return known
