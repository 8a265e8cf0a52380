"""How large a volume may become, and what taking one attached PDF apart may cost."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

ATTACHED_BYTES: Final = 200 << 20
"""Most bytes that all attachments bound into one volume may have together."""
PAGES: Final = 2_000
"""Most pages of one volume."""
PICTURE_SIDE: Final = 1_800
"""Pixels of a picture's longer side: 200 to the inch on a full page."""


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """Bounds of taking one PDF apart: pages, bytes handed back, memory, seconds.

    Each mebibyte of the file adds a second of CPU and four to the wait, for others may need the
    processor too.
    """

    pages: int = PAGES
    output: int = 300 << 20
    memory: int = 1 << 30
    cpu_seconds: int = 20
    wall_seconds: int = 60

    def for_size(self, size: int) -> PdfLimits:
        """The limits for a file of ``size`` bytes."""
        more = size >> 20
        return PdfLimits(
            pages=self.pages,
            output=self.output,
            memory=self.memory,
            cpu_seconds=self.cpu_seconds + more,
            wall_seconds=self.wall_seconds + 4 * more,
        )

    def as_dict(self) -> dict[str, Any]:
        """The limits as JSON data."""
        return asdict(self)
