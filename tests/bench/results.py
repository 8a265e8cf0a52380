"""One measured figure as one line of JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One figure beside its floor.

    ``goal`` bounds ``ratio`` where there is a ``reference``, ``value`` otherwise; without
    a goal the figure is only told. ``more`` holds what one case alone has to say.
    """

    case: str
    n: int
    value: float
    unit: str = "ms"
    against: str | None = None
    reference: float | None = None
    goal: float | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """The value in units of its floor."""
        return self.value / self.reference if self.reference else None

    @property
    def ok(self) -> bool | None:
        """Whether the aim was reached; ``None`` when there is none."""
        if self.goal is None:
            return None
        measured = self.value if self.ratio is None else self.ratio
        return measured <= self.goal and self.more.get("queries", 0) <= self.more.get(
            "queries_goal", sys.maxsize
        )

    def line(self) -> str:
        """The result as JSON, in the order that engineering notes and tables use."""
        told = asdict(self)
        more = told.pop("more")
        goal = told.pop("goal")
        told |= {"ratio": self.ratio, "goal": goal, "ok": self.ok, **more}
        rounded = {key: _rounded(value) for key, value in told.items()}
        return json.dumps(rounded, ensure_ascii=False)


def _rounded(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) else value


def say(text: str) -> None:
    """Progress for the person who waits; standard output holds results only."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def emit(result: Result) -> None:
    """Print one result at once."""
    sys.stdout.write(f"{result.line()}\n")
    sys.stdout.flush()
