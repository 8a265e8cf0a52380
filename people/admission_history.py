"""What was done to a development file, as its page tells it (变动经过)."""

from __future__ import annotations

from typing import Final

from people.models import Admission
from workflow.audit_words import Line
from workflow.history import MOST, Entry, changes_of, told
from workflow.models import AuditEntry

_TONES: Final[dict[str, str]] = {
    **dict.fromkeys(("admission.admit", "admission.confirm"), "done"),
    "admission.end": "stop",
}


def history_of(admission: Admission) -> list[Entry]:
    """The latest entries, the newest first: what changed, never a number. A few queries."""
    rows = AuditEntry.objects.about(admission).order_by("-id")[:MOST]
    return told(rows, tones=_TONES, words=_words)


def _words(line: Line) -> str:
    return "；".join(filter(None, (changes_of(line), line.entry.reason)))
