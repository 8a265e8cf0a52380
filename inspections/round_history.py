"""What was done to a round, a sheet or a score, as its page tells it (变动经过)."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q

from inspections.models import Inspection
from workflow.audit_words import Line
from workflow.history import MOST, Entry, changes_of, told
from workflow.models import AuditEntry

_TONES: Final[dict[str, str]] = {
    **dict.fromkeys(
        (
            *("round.open", "round.tell", "round.publish"),
            *("inspection.score", "inspection.check", "inspection.publish"),
        ),
        "done",
    ),
    **dict.fromkeys(
        ("round.cancel", "inspection.return", "inspection.excuse", "round.reading_failed"),
        "stop",
    ),
}
_CHANGES: Final = (
    *("round.edit", "inspection.set_scores"),
    *("score.correct", "appeal.lift_limit", "appeal.correct_adjustment"),
)
_OF_APPEALS: Final = ("appeal.", "score.correct")


def history_of(row: Any) -> list[Entry]:
    """Everything that happened to a row, the newest first."""
    rows = AuditEntry.objects.about(row).order_by("-id")[:MOST]
    return told(rows, tones=_TONES, words=_words)


def history_of_sheet(sheet: Inspection) -> list[Entry]:
    """The same of a sheet, with what happened to its scores, 加减分, limits and appeals."""
    about = Q(target_type="inspections.inspection", target_id=sheet.pk)
    for name, rows in (
        ("score", sheet.scores),
        ("appeal", sheet.appeals),
        ("adjustment", sheet.adjustments),
        ("limithit", sheet.limit_hits),
    ):
        about |= Q(target_type=f"inspections.{name}", target_id__in=rows.values("pk"))
    entries = AuditEntry.objects.filter(about).order_by("-id")[:MOST]
    return told(entries, tones=_TONES, words=_words)


def _words(line: Line) -> str:
    entry = line.entry
    about = entry.target_label if entry.verb.startswith(_OF_APPEALS) else ""
    said = str(entry.after.get("words", "")) if entry.verb == "appeal.raise" else ""
    changes = changes_of(line) if entry.verb in _CHANGES else ""
    parts = [part.rstrip("。") for part in (about, said, entry.reason, changes) if part]
    return "；".join(parts)
