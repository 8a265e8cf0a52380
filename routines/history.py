"""The history of one record (变动经过): what was done, by whom, as which post."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from routines.models import Record
from workflow.audit_words import in_words
from workflow.models import AuditEntry

MOST = 40
_TONES = {"record.keep": "done", "record.answer": "done", "record.withdraw": "stop"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history; ``tone`` is ``plain``, ``done`` or ``stop``."""

    title: str
    who: str
    at: dt.datetime
    text: str = ""
    tone: str = "plain"


def history_of(record: Record) -> list[Entry]:
    """Everything that happened to a record, the newest first. Two queries at most."""
    rows = AuditEntry.objects.about(record).order_by("-id")[:MOST]
    return [
        Entry(
            title=line.verb,
            who=f"{line.entry.user_name}（{line.entry.post}）"
            if line.entry.post
            else line.entry.user_name,
            at=line.entry.at,
            text=line.entry.reason
            or "；".join(f"{fact.label}：{fact.before} → {fact.after}" for fact in line.facts)
            if line.entry.verb != "record.keep"
            else "",
            tone=_TONES.get(line.entry.verb, "plain"),
        )
        for line in in_words(rows)
    ]
