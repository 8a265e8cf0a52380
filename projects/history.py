"""What was done to a path, a team or a venue, as its page tells it (变动经过)."""

from __future__ import annotations

from typing import Any, Final

from projects.dossier import Entry
from workflow.audit_words import in_words
from workflow.models import AuditEntry

MOST: Final = 40
_DONE = ("path.adopt", "path.confirm", "team.register", "team.end", "venue.open", "venue.start")
_STOPPED = (
    *("path.return", "path.drop", "path.discard"),
    *("team.return", "team.withdraw", "venue.close"),
)


def history_of(row: Any) -> list[Entry]:
    """Everything that happened to a row, the newest first, with the reason or what changed."""
    entries = AuditEntry.objects.about(row).order_by("-id")[:MOST]
    return [
        Entry(
            title=line.verb,
            who=f"{line.entry.user_name}（{line.entry.post}）"
            if line.entry.post
            else line.entry.user_name,
            at=line.entry.at,
            text=line.entry.reason
            or "；".join(
                f"{fact.label}：{fact.before} → {fact.after}"
                for fact in line.facts
                if line.entry.verb.endswith(".edit")
            ),
            tone=_tone(line.entry.verb),
        )
        for line in in_words(entries)
    ]


def _tone(verb: str) -> str:
    if verb in _STOPPED:
        return "stop"
    return "done" if verb in _DONE else "plain"
