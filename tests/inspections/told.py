"""A room that tells inspections what a test says: an indicator source over plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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


class ToldSource:
    """Says what ``SAID`` holds; raises ``RuntimeError`` for a key of which it holds ``None``."""

    def offered(self) -> Iterable[Offered]:
        for key in (*KEYS, *LIMIT_KEYS):
            yield Offered(f"told.{key}", key, "次", (Tier.BRANCH, Tier.COMMITTEE), "测试口径。")

    def readings(
        self, key: str, *, tenant: Tenant, bodies: Sequence[int], period: Period
    ) -> Mapping[int, Reading]:
        ASKED.append((key, tuple(bodies), period))
        said = SAID.get(key.removeprefix("told."), {})
        if any(one is None for one in said.values()):
            raise RuntimeError(key)
        return {body: said[body] for body in bodies if body in said}
