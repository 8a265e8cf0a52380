"""Where the header of a grid is: one row or two, below whatever title stands above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from documents.intake.labels import Names, label_text
from documents.spreadsheets.grid import Grid, GridRow, Merge

HEADER_WITHIN: Final = 12
"""The header is looked for in this many first rows with content."""


@dataclass(frozen=True, slots=True)
class Header:
    """The numbers of the header's rows, and by column the labels it may go by, best first."""

    rows: tuple[int, ...]
    labels: tuple[tuple[str, ...], ...]


def find_header(grid: Grid, names: Names, rows: Sequence[int] = ()) -> Header | None:
    """The row or two that name most fields; ``rows`` says which a person has chosen.

    ``None`` when the grid is empty. Where nothing is named, the first row with two labels.
    """
    top = list(grid.rows[:HEADER_WITHIN])
    if rows:
        chosen = [row for row in grid.rows[: HEADER_WITHIN * 2] if row[0] in rows]
        top = chosen or top
    if not top:
        return None
    candidates = [_single(row) for row in top]
    candidates += [
        _double(upper, lower, grid.merges)
        for upper, lower in pairwise(top)
        if lower[0] == upper[0] + 1
    ]
    if rows:
        wanted = tuple(row[0] for row in top)
        candidates = [made for made in candidates if made.rows == wanted] or candidates
    scores = [_score(made, names) for made in candidates]
    best = max(scores)
    if best == 0:
        return next((made for made in candidates if _filled(made) > 1), candidates[0])
    return candidates[scores.index(best)]


def _single(row: GridRow) -> Header:
    number, cells = row
    return Header((number,), tuple(_candidates(label_text(cell)) for cell in cells))


def _double(upper: GridRow, lower: GridRow, merges: Sequence[Merge]) -> Header:
    """A row of groups above a row of labels: 党员数 above 正式 reads 党员数正式."""
    groups = _spread(upper, lower, merges)
    labels = [label_text(cell) for cell in lower[1]]
    width = max(len(groups), len(labels))
    groups += [""] * (width - len(groups))
    labels += [""] * (width - len(labels))
    return Header(
        (upper[0], lower[0]),
        tuple(
            _candidates(f"{group}{label}", label or group)
            for group, label in zip(groups, labels, strict=True)
        ),
    )


def _spread(upper: GridRow, lower: GridRow, merges: Sequence[Merge]) -> list[str]:
    """The group over each column: by the merges of that row, else up to the next group."""
    number, cells = upper
    width = max(len(cells), len(lower[1]))
    groups = [label_text(cell) for cell in cells] + [""] * (width - len(cells))
    wide = [merge for merge in merges if merge.first_row <= number <= merge.last_row]
    for merge in wide:
        for column in range(merge.first_column + 1, min(merge.last_column + 1, width)):
            groups[column] = groups[merge.first_column]
    if not wide:
        for column in range(1, width):
            below = lower[1][column] if column < len(lower[1]) else ""
            groups[column] = groups[column] or (groups[column - 1] if below else "")
    return groups


def _candidates(*labels: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for label in labels if label))


def _score(header: Header, names: Names) -> int:
    """How many different fields the header names."""
    found = (names.find(labels) for labels in header.labels)
    return len({hit[0] for hit in found if hit is not None})


def _filled(header: Header) -> int:
    return sum(bool(labels) for labels in header.labels)
