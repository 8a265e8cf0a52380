"""What a survey and a feedback of the yearly review must satisfy. Pure checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.core.exceptions import ValidationError

from documents.word.names import chinese_date
from inspections.electors import FEWEST_SHOWN, MOST_VOTERS
from inspections.models import DutyReview
from inspections.privacy import refuse_personal, without_personal
from inspections.terms import ReviewGrade

LONGEST_SURVEY: Final = dt.timedelta(days=60)
MOST_CORRECTIONS: Final = 20


def refuse_survey(voters: set[int], until: dt.date, *, on: dt.date) -> None:
    """Raises ``ValidationError`` ``until_wrong``, ``too_few_voters``, ``too_many_voters``."""
    if not on <= until <= on + LONGEST_SURVEY:
        words = f"测评截止应在今天至 {chinese_date(on + LONGEST_SURVEY)}之间，请重新填写。"
        raise ValidationError({"until": ValidationError(words, code="until_wrong")})
    if len(voters) < FEWEST_SHOWN:
        raise ValidationError(
            f"测评人不少于 {FEWEST_SHOWN} 人，现有 {len(voters)} 人。"
            "人数过少不能保证匿名，请增加测评人。",
            code="too_few_voters",
        )
    if len(voters) > MOST_VOTERS:
        raise ValidationError(
            f"测评人最多 {MOST_VOTERS} 人，现有 {len(voters)} 人。请减少组别或逐人选择代表。",
            code="too_many_voters",
        )


def refuse_feedback(
    review: DutyReview, feedback: str, lines: Sequence[tuple[str, dt.date]], *, on: dt.date
) -> None:
    """Raises ``ValidationError`` ``feedback_needed``, ``personal_data``, ``corrections_needed``,
    ``too_many_corrections``, ``correction_incomplete``, ``due_past``.
    """
    if not feedback.strip():
        words = "请填写反馈意见。"
        raise ValidationError({"feedback": ValidationError(words, code="feedback_needed")})
    refuse_personal(feedback=feedback)
    if review.grade in (ReviewGrade.FAIR, ReviewGrade.POOR) and not lines:
        raise ValidationError(
            f"综合评价为“{review.get_grade_display()}”的，至少列一项整改事项和完成期限。",
            code="corrections_needed",
        )
    if len(lines) > MOST_CORRECTIONS:
        raise ValidationError(
            f"整改事项最多 {MOST_CORRECTIONS} 项，现有 {len(lines)} 项。请合并后再反馈。",
            code="too_many_corrections",
        )
    for words, due in lines:
        if not words or len(words) > 200:
            raise ValidationError(
                "整改事项要写明内容，每项不超过 200 个字。", code="correction_incomplete"
            )
        if without_personal(words) != words:
            raise ValidationError(
                "整改事项写有身份证号或手机号码。只写单位的事，请删去后再反馈。",
                code="personal_data",
            )
        if due < on:
            raise ValidationError(
                f"“{words}”的完成期限 {chinese_date(due)}已过，请重新填写。", code="due_past"
            )
