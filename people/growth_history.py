"""What was done to a course, an entry of points or a talent, as its page tells it (变动经过)."""

from __future__ import annotations

from typing import Any, Final

from workflow.audit_words import Line
from workflow.history import MOST, Entry, changes_of, told
from workflow.models import AuditEntry

_TONES: Final[dict[str, str]] = {
    **dict.fromkeys(("course.close", "pointsentry.settle", "talent.list"), "done"),
    **dict.fromkeys(("pointsentry.refuse", "pointsentry.overturn", "talent.leave"), "stop"),
}


def history_of(row: Any) -> list[Entry]:
    """Everything that happened to a row, the newest first, with the reason or what changed."""
    rows = AuditEntry.objects.about(row).order_by("-id")[:MOST]
    return told(rows, tones=_TONES, words=_words)


def _words(line: Line) -> str:
    return line.entry.reason or changes_of(line)
