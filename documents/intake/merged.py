"""Merged cells of several rows: what stands in the first holds for the rows below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from documents.spreadsheets.grid import Grid, Merge


class FillDown:
    """Fills rows one after the other, in their order; ``columns`` are those filled last.

    Of an area of several columns too, only the first is filled: the content is that column's.
    """

    def __init__(self, grid: Grid, *, header: int) -> None:
        self.columns: tuple[int, ...] = ()
        self._starting: dict[int, list[Merge]] = defaultdict(list)
        self._running: dict[int, tuple[int, str]] = {}
        for area in grid.tall:
            if area.first_row > header:
                self._starting[area.first_row].append(area)

    def __bool__(self) -> bool:
        """Whether there is anything to fill at all."""
        return bool(self._starting)

    def fill(self, number: int, cells: list[str]) -> list[str]:
        """The row as people see it; the same list where nothing runs down into it."""
        filled = self._filled(number, cells) if self._running else cells
        if filled is cells:
            self.columns = ()
        for area in self._starting.get(number, ()):
            text = _at(cells, area.first_column)
            if text:
                self._running[area.first_column] = area.last_row, text
        return filled

    def _filled(self, number: int, cells: list[str]) -> list[str]:
        for column in [at for at, (last, _) in self._running.items() if number > last]:
            del self._running[column]
        found = {at: text for at, (_, text) in self._running.items() if not _at(cells, at)}
        if not found:
            return cells
        self.columns = tuple(sorted(found))
        width = max(len(cells), self.columns[-1] + 1)
        return [found.get(at) or _at(cells, at) for at in range(width)]


def _at(cells: Sequence[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""
