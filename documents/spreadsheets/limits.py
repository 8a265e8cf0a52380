"""How much of a spreadsheet is read, and what reading it may cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CELL_CHARACTERS: Final = 32_767
"""Excel's own limit for one cell."""
EXCEL_DIGITS: Final = 15
"""Significant digits Excel keeps of a number; longer ones must be text."""

OUT_OF_MEMORY: Final = 3
"""Exit status of the child process when it met its memory limit."""


class RefusedError(Exception):
    """The spreadsheet is refused; ``code`` is a key of ``documents.refusals.TEXTS``."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one reading: bytes, counts, characters, and seconds of CPU.

    ``rows`` are rows with content (header included); ``last_row`` is how far down a sheet may
    reach when the rest is empty; ``text`` is all characters handed back.
    """

    size: int = 10 << 20
    unpacked: int = 64 << 20
    rows: int = 20_001
    last_row: int = 200_000
    columns: int = 200
    strings: int = 400_000
    text: int = 32 << 20
    memory: int = 256 << 20
    cpu_seconds: int = 8
    wall_seconds: int = 20
