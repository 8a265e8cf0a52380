"""Which tables of moves docs/routines.md draws."""

from __future__ import annotations

from typing import Final

from routines.record_moves import RECORD_MOVES
from routines.summary_moves import SUMMARY_MOVES
from routines.terms import RecordStatus, SummaryStatus
from workflow.diagrams import Parts

PAGE: Final = "docs/routines.md"
PARTS: Final[Parts] = {
    "record": (RECORD_MOVES, RecordStatus, RecordStatus.DRAFT),
    "summary": (SUMMARY_MOVES, SummaryStatus, SummaryStatus.DRAFT),
}
