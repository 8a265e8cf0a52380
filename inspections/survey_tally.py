"""What a survey showed (测评结果): nothing before it is over, nothing of fewer than three."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from inspections.electors import FEWEST_SHOWN
from inspections.models import DutyReview
from inspections.terms import ReviewGrade, ReviewStatus


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were asked and answered, and, where that may be told, how many chose what."""

    asked: int
    answered: int
    is_over: bool
    lines: tuple[tuple[str, int], ...] = ()

    @property
    def is_shown(self) -> bool:
        """Over, and enough answered that nobody is known."""
        return self.is_over and self.answered >= FEWEST_SHOWN

    @property
    def is_too_few(self) -> bool:
        """Over, but so few answered that it is never shown."""
        return self.is_over and self.answered < FEWEST_SHOWN


def is_over(review: DutyReview, *, on: dt.date, waiting: int) -> bool:
    """Whether nobody answers any more: graded, past its day, or everybody answered."""
    if review.status != ReviewStatus.SURVEYING:
        return True
    past = review.survey_until is not None and on > review.survey_until
    return past or not waiting


def tally_of(review: DutyReview, *, on: dt.date) -> Tally | None:
    """The survey of a review; ``None`` where there was none. At most two queries."""
    if review.survey_until is None:
        return None
    voters = list(review.voters.values_list("has_answered", flat=True))
    answered = sum(voters)
    over = is_over(review, on=on, waiting=len(voters) - answered)
    if not over or answered < FEWEST_SHOWN:
        return Tally(len(voters), answered, over)
    counts = dict(review.tallies.values_list("grade", "count"))
    lines = tuple((str(grade.label), counts.get(grade, 0)) for grade in ReviewGrade)
    return Tally(len(voters), answered, over, lines)
