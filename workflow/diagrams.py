"""The diagrams in docs, drawn from the tables of moves so that they can't drift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.module_loading import module_has_submodule

from workflow.moves import Move, MoveTable

Parts = Mapping[str, tuple[MoveTable, type[models.TextChoices], str]]
"""By the name of its marks: a table of moves, its statuses, and the one it starts from."""


def pages() -> Iterator[tuple[Path, Parts]]:
    """The pages of docs that draw tables of moves: a room names its own in ``diagrams.py``."""
    for app in apps.get_app_configs():
        if app.name != "workflow" and app.module and module_has_submodule(app.module, "diagrams"):
            room = import_module(f"{app.name}.diagrams")
            yield settings.BASE_DIR / room.PAGE, room.PARTS


def state_diagram(table: MoveTable, *, statuses: type[models.TextChoices], start: str) -> str:
    """A Mermaid state diagram with the Chinese names of statuses and moves."""
    lines = ["stateDiagram-v2", f"    [*] --> {start}"]
    lines += [f"    {status.value}: {status.label}" for status in statuses]
    lines += [
        f"    {source} --> {move.target}: {move.label}" for move in table for source in move.sources
    ]
    left = {source for move in table for source in move.sources}
    lines += [f"    {status.value} --> [*]" for status in statuses if status not in left]
    return "\n".join(lines)


def move_rows(table: MoveTable, *, statuses: type[models.TextChoices]) -> str:
    """The same as a Markdown table: who makes which move, from where to where."""
    head = "| move | 动作 | from | to | whose | reason |\n|---|---|---|---|---|---|"
    return "\n".join([head, *(_row(move, statuses) for move in table)])


def redrawn(text: str, parts: Parts) -> str:
    """A page with each part between its two marks drawn anew."""
    for name, (table, statuses, start) in parts.items():
        opening, closing = f"<!-- {name}: drawn -->", f"<!-- {name}: end -->"
        before, _, rest = text.partition(opening)
        _, _, after = rest.partition(closing)
        diagram = state_diagram(table, statuses=statuses, start=start)
        rows = move_rows(table, statuses=statuses)
        text = f"{before}{opening}\n\n```mermaid\n{diagram}\n```\n\n{rows}\n\n{closing}{after}"
    return text


def _row(move: Move, statuses: type[models.TextChoices]) -> str:
    cells = (
        f"`{move.verb}`",
        move.label,
        _labels(move.sources, statuses),
        statuses(move.target).label,
        move.at,
        "yes" if move.needs_reason else "",
    )
    return f"| {' | '.join(cells)} |"


def _labels(values: Iterable[str], statuses: type[models.TextChoices]) -> str:
    return "、".join(statuses(value).label for value in values)
