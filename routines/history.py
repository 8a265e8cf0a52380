"""The history of one record (变动经过): what was done, by whom, as which post."""

from __future__ import annotations

from typing import Final

from routines.models import Record
from workflow.audit_words import Line
from workflow.history import MOST, Entry, changes_of, told
from workflow.models import AuditEntry

_TONES: Final = {"record.keep": "done", "record.answer": "done", "record.withdraw": "stop"}


def history_of(record: Record) -> list[Entry]:
    """Everything that happened to a record, the newest first. Two queries at most."""
    rows = AuditEntry.objects.about(record).order_by("-id")[:MOST]
    return told(rows, tones=_TONES, words=_words)


def _words(line: Line) -> str:
    if line.entry.verb == "record.keep":
        return ""
    return line.entry.reason or changes_of(line)
