"""How much of a spreadsheet is read, and what reading it may cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

CELL_CHARACTERS: Final = 32_767
"""Excel's own limit for one cell."""
EXCEL_DIGITS: Final = 15
"""Significant digits Excel keeps of a number; longer ones must be text."""


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
    reach when the rest is empty; ``text`` is all characters handed back. ``faults`` are cells
    not to be trusted: the further ones are dropped, or with ``refuse_faults`` the sheet is
    refused. Each mebibyte of the file adds ``seconds_per_mebibyte`` of CPU, and four times that
    to the wait, for others may need the processor too.
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
    faults: int = 200
    refuse_faults: bool = False
    seconds_per_mebibyte: int = 0

    def for_size(self, size: int) -> Limits:
        """The limits for a file of ``size`` bytes, with the time its size adds."""
        more = self.seconds_per_mebibyte * size >> 20
        return replace(
            self,
            cpu_seconds=self.cpu_seconds + more,
            wall_seconds=self.wall_seconds + 4 * more,
            seconds_per_mebibyte=0,
        )


INTAKE_LIMITS: Final = Limits(
    size=40 << 20,
    unpacked=400 << 20,
    rows=200_020,
    last_row=250_000,
    columns=72,
    strings=2_000_000,
    text=96 << 20,
    cpu_seconds=4,
    wall_seconds=30,
    faults=20_000,
    refuse_faults=True,
    seconds_per_mebibyte=6,
)
"""For an import of 200,000 rows. A file of up to 170 KB gets 4 seconds however it is made."""
