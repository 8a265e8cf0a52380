"""What was done to a scheme and its parts, as its page tells it (变动经过)."""

from __future__ import annotations

from typing import Final

from inspections.models import Scheme
from workflow.audit_words import Line
from workflow.history import MOST, Entry, changes_of, told
from workflow.models import AuditEntry

_TONES: Final = {
    "scheme.adopt": "done",
    **dict.fromkeys(
        (
            *("scheme.retire", "scheme.drop_dimension"),
            *("scheme.drop_indicator", "scheme.drop_limit"),
        ),
        "stop",
    ),
}


def history_of(scheme: Scheme) -> list[Entry]:
    """Everything that happened to a scheme, the newest first, with the reason or what changed."""
    rows = AuditEntry.objects.about(scheme).order_by("-id")[:MOST]
    return told(rows, tones=_TONES, words=_words)


def _words(line: Line) -> str:
    return line.entry.reason or changes_of(line)
