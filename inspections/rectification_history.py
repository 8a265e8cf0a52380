"""What was done and said of a rectification, as its page tells it (办理经过和批注)."""

from __future__ import annotations

from typing import Final

from inspections.models import Rectification
from workflow.history import MOST, Entry, pictures, signed, told
from workflow.models import AuditEntry

_TONES: Final[dict[str, str]] = {
    **dict.fromkeys(("rectification.accept_plan", "rectification.close"), "done"),
    **dict.fromkeys(
        ("rectification.return_plan", "rectification.fail", "rectification.revoke"), "stop"
    ),
}


def thread_of(letter: Rectification) -> list[Entry]:
    """Everything in one row of time, the newest first: the trail, and remarks with their files."""
    rows = AuditEntry.objects.about(letter).exclude(verb="rectification.remark")
    done = told(rows.order_by("-id")[:MOST], tones=_TONES)
    remarks = letter.remarks.select_related("written_by").prefetch_related("attachments")
    said = [
        Entry(
            title="批注",
            who=signed(remark.written_by.name if remark.written_by else "系统", remark.written_as),
            at=remark.written_at,
            text=remark.words,
            files=pictures(remark.attachments.all()),
        )
        for remark in remarks.order_by("-pk")[:MOST]
    ]
    return sorted([*done, *said], key=lambda entry: entry.at, reverse=True)
