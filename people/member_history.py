"""What was done to a member, as the page tells it (变动经过)."""

from __future__ import annotations

from typing import Final

from people.models import Member
from workflow.audit_words import Line
from workflow.history import MOST, Entry, changes_of, told
from workflow.models import AuditEntry

_TONES: Final[dict[str, str]] = {
    "member.enrol": "done",
    **dict.fromkeys(("member.move", "member.transfer", "member.suspend", "member.remove"), "stop"),
}


def history_of(member: Member) -> list[Entry]:
    """The latest entries, the newest first: what changed, never a number. A few queries."""
    rows = AuditEntry.objects.about(member).order_by("-id")[:MOST]
    return told(rows, tones=_TONES, words=_words)


def _words(line: Line) -> str:
    return "；".join(filter(None, (changes_of(line), line.entry.reason)))
