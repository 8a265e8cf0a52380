"""The life of a rectification (整改, article 12; domain.md §5.3) as one table of moves."""

from __future__ import annotations

from hierarchy.terms import Capability
from inspections.terms import RectificationStatus
from workflow.moves import Move, MoveTable

S = RectificationStatus

RECTIFICATION_MOVES = MoveTable(
    "rectification",
    Move("issue", "下发", (S.DRAFT,), S.ISSUED, Capability.ISSUE, "issuer"),
    Move("sign", "签收", (S.ISSUED,), S.SIGNED, Capability.HANDLE, "organization"),
    Move("plan", "报送方案", (S.SIGNED,), S.PLANNED, Capability.HANDLE, "organization"),
    Move("accept_plan", "同意方案", (S.PLANNED,), S.WORKING, Capability.REVIEW, "issuer"),
    Move(
        "return_plan",
        "退回方案",
        (S.PLANNED,),
        S.SIGNED,
        Capability.REVIEW,
        "issuer",
        needs_reason=True,
    ),
    Move("report", "申请复查", (S.WORKING,), S.RECHECK, Capability.HANDLE, "organization"),
    Move("explain", "报送说明", (S.SIGNED,), S.RECHECK, Capability.HANDLE, "organization"),
    Move("close", "复查合格销号", (S.RECHECK,), S.CLOSED, Capability.REVIEW, "issuer"),
    Move(
        "fail",
        "复查不合格",
        (S.RECHECK,),
        S.WORKING,
        Capability.REVIEW,
        "issuer",
        needs_reason=True,
    ),
    Move(
        "revoke",
        "撤销",
        (S.DRAFT, S.ISSUED, S.SIGNED, S.PLANNED, S.WORKING, S.RECHECK),
        S.REVOKED,
        Capability.ISSUE,
        "issuer",
        needs_reason=True,
    ),
)
