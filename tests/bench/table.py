"""``python -m tests.bench.table < lines``: the lines as the table of docs/performance.md."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

_HEAD = "| case | n | value | beside | its value | ratio | aim | reached |"
_SHOWN_APART = frozenset(
    {"case", "n", "value", "unit", "against", "reference", "ratio", "goal", "ok"}
)


def table(lines: Iterable[str]) -> str:
    """One row a line; what only some cases say stands behind the case's name."""
    rows = [_row(json.loads(line)) for line in lines if line.startswith("{")]
    return "\n".join([_HEAD, "|---|---:|---:|---|---:|---:|---:|---|", *rows])


def _row(line: dict[str, Any]) -> str:
    unit = line["unit"]
    extra = ", ".join(
        f"{key} {value}"
        for key, value in line.items()
        if key not in _SHOWN_APART and key != "queries_goal"
    )
    cells = (
        f"`{line['case']}`" + (f" {extra}" if extra else ""),
        f"{line['n']:,}",
        f"{line['value']} {unit}",
        line["against"] or "",
        "" if line["reference"] is None else f"{line['reference']} {unit}",
        "" if line["ratio"] is None else f"{line['ratio']}",
        "" if line["goal"] is None else f"≤ {line['goal']}",
        {True: "yes", False: "**no**", None: ""}[line["ok"]],
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(f"{table(sys.stdin)}\n")
