"""The life of a synchronised path (同步推进路径, article 8) as one table of moves."""

from __future__ import annotations

from hierarchy.terms import Capability
from projects.terms import PathStatus
from workflow.moves import Move, MoveTable

P = PathStatus

PATH_MOVES = MoveTable(
    "path",
    Move("adopt", "确定", (P.DRAFT,), P.ADOPTED, Capability.ISSUE, "organization"),
    Move("report", "报告成效", (P.ADOPTED,), P.REPORTED, Capability.HANDLE, "organization"),
    Move("confirm", "核定成效", (P.REPORTED,), P.CONFIRMED, Capability.REVIEW, "superior"),
    Move(
        "return",
        "退回成效",
        (P.REPORTED,),
        P.ADOPTED,
        Capability.REVIEW,
        "superior",
        needs_reason=True,
    ),
    Move(
        "discard",
        "放弃起草",
        (P.DRAFT,),
        P.DROPPED,
        Capability.HANDLE,
        "organization",
        needs_reason=True,
    ),
    Move(
        "drop",
        "撤销",
        (P.ADOPTED,),
        P.DROPPED,
        Capability.ISSUE,
        "organization",
        needs_reason=True,
    ),
)
