"""What may be done to a yearly review now, and how far it is: the buttons and steps of its page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.roles import can
from hierarchy.terms import Capability
from inspections.deeds import Deed
from inspections.models import DutyReview
from inspections.review_moves import REVIEW_MOVES
from inspections.terms import ReviewStatus

S = ReviewStatus
LIGHTS: Final[dict[str, str]] = {
    S.DRAFT: "grey",
    S.SUBMITTED: "yellow",
    S.COMMENTED: "yellow",
    S.SURVEYING: "yellow",
    S.GRADED: "green",
    S.CLOSED: "blue",
}
_ORDER: Final = tuple(S)
# The word and the light of a step.
_DONE: Final = ("已完成", "blue")
_NOW: Final = ("正在办", "yellow")
_AHEAD: Final = ("未开始", "grey")
_SKIPPED: Final = ("未组织", "grey")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a review: done, under way, or still to come; ``on`` is its day."""

    label: str
    word: str
    light: str
    on: dt.date | None = None


def deeds_of(review: DutyReview, actor: Actor) -> list[Deed]:
    """The deeds open to a person, the next step first."""
    found = [
        Deed(
            move.label,
            reverse("inspections:review_move", args=[review.pk, move.verb]),
            is_aside=move.verb == "return",
        )
        for move in REVIEW_MOVES.available(review, actor)
    ]
    if review.status != S.DRAFT or not can(actor, Capability.HANDLE, at=review.organization):
        return found
    write = Deed("修改报告", reverse("inspections:review_report", args=[review.pk]))
    label = "重新取数" if review.figures else "按数据起草"
    draft = Deed(label, reverse("inspections:review_move", args=[review.pk, "draft"]))
    return [*found, write, draft] if review.report.strip() else [draft, write]


def steps_of(review: DutyReview) -> list[Step]:
    """From the report to the feedback, with the day of each where it has one."""
    place = _ORDER.index(S(review.status))
    surveyed = review.survey_until is not None
    # Label, whether it is done, whether it is its turn, its day.
    steps = (
        ("述职报告", place > 0, place == 0, review.submitted_on),
        ("上级点评", place > 1, place == 1, review.heard_on),
        ("测评", place > 3 and surveyed, place == 3, None),
        ("综合评价", place > 3, place == 2, review.graded_on),
        ("反馈整改", place > 4, place == 4, review.closed_on),
    )
    found = []
    for label, done, now, on in steps:
        word, light = _DONE if done else _NOW if now else _AHEAD
        if label == "测评" and place > 3 and not surveyed:
            word, light = _SKIPPED
        found.append(Step(label, word, light, on))
    return found


def sees_report(review: DutyReview, actor: Actor) -> bool:
    """Whether the report may be read: while it is written, by its own body and who hears it."""
    return (
        review.status != S.DRAFT
        or can(actor, Capability.HANDLE, at=review.organization)
        or can(actor, Capability.REVIEW, at=review.judge)
    )


def sees_grade(review: DutyReview, actor: Actor) -> bool:
    """Whether the grade may be told: to the judge's side at once, to others with the feedback."""
    return review.status == S.CLOSED or can(actor, Capability.VIEW_WORK, at=review.judge)
