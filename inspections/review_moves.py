"""The life of a yearly review (述职评议; domain.md §5.4) as one table of moves."""

from __future__ import annotations

from hierarchy.terms import Capability
from inspections.terms import ReviewStatus
from workflow.moves import Move, MoveTable

S = ReviewStatus

REVIEW_MOVES = MoveTable(
    "duty_review",
    Move("submit", "报送", (S.DRAFT,), S.SUBMITTED, Capability.HANDLE, "organization"),
    Move(
        "return",
        "退回修改",
        (S.SUBMITTED,),
        S.DRAFT,
        Capability.REVIEW,
        "judge",
        needs_reason=True,
    ),
    Move("comment", "点评", (S.SUBMITTED,), S.COMMENTED, Capability.REVIEW, "judge"),
    Move("open_survey", "发起测评", (S.COMMENTED,), S.SURVEYING, Capability.REVIEW, "judge"),
    Move("grade", "评定等次", (S.COMMENTED, S.SURVEYING), S.GRADED, Capability.REVIEW, "judge"),
    Move("close", "反馈", (S.GRADED,), S.CLOSED, Capability.REVIEW, "judge"),
)
