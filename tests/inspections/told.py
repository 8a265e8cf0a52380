"""A room that tells inspections what a test says: an indicator source over plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from hierarchy.models import Tenant
from hierarchy.terms import Tier
from workflow.indicators import Offered, Period, Reading

KEYS: Final = ("gaps", "election", "hours", "moved", "members", "board", "class", "times")
LIMIT_KEYS: Final = ("silent", "life")
SAID: dict[str, dict[int, Reading]] = {}
"""By key and body, what the next reading finds; a body that is not there has nothing to judge."""
ASKED: list[tuple[str, tuple[int, ...], Period]] = []
"""What was asked so far: key, bodies and period."""


INTERRUPTIONS: list[Callable[[], None]] = []
"""What befalls the room, one each time it is asked of members; the last first."""


class ToldSource:
    """Says what ``SAID`` holds, unless something befalls it first."""

    def offered(self) -> Iterable[Offered]:
        for key in (*KEYS, *LIMIT_KEYS):
            yield Offered(f"told.{key}", key, "次", (Tier.BRANCH, Tier.COMMITTEE), "测试口径。")

    def readings(
        self, key: str, *, tenant: Tenant, bodies: Sequence[int], period: Period
    ) -> Mapping[int, Reading]:
        ASKED.append((key, tuple(bodies), period))
        said = SAID.get(key.removeprefix("told."), {})
        if key == "told.members" and INTERRUPTIONS:
            INTERRUPTIONS.pop()()
        return {body: said[body] for body in bodies if body in said}
