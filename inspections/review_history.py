"""What was done to a yearly review, as its page tells it (变动经过)."""

from __future__ import annotations

from typing import Final

from inspections.models import DutyReview
from workflow.history import MOST, Entry, told
from workflow.models import AuditEntry

_TONES: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("duty_review.submit", "duty_review.grade", "duty_review.close", "duty_review.correct"),
        "done",
    ),
    "duty_review.return": "stop",
}
_HIDDEN: Final = "duty_review.answer"
"""That somebody answered is told as a number alone: an order of names would tell more."""


def history_of(review: DutyReview) -> list[Entry]:
    """Everything but the single answers of the survey, the newest first. One query."""
    rows = AuditEntry.objects.about(review).exclude(verb=_HIDDEN).order_by("-id")[:MOST]
    return told(rows, tones=_TONES)
