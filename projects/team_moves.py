"""The life of an action branch, pioneer post or task force (行动载体, article 14)."""

from __future__ import annotations

from hierarchy.terms import Capability
from projects.terms import TeamStatus
from workflow.moves import Move, MoveTable

T = TeamStatus

TEAM_MOVES = MoveTable(
    "team",
    Move("propose", "重新报备", (T.RETURNED,), T.ASKED, Capability.HANDLE, "organization"),
    Move("register", "备案", (T.ASKED,), T.ACTIVE, Capability.REVIEW, "registrar"),
    Move(
        "return",
        "退回修改",
        (T.ASKED,),
        T.RETURNED,
        Capability.REVIEW,
        "registrar",
        needs_reason=True,
    ),
    Move(
        "withdraw",
        "撤回报备",
        (T.ASKED, T.RETURNED),
        T.ENDED,
        Capability.HANDLE,
        "organization",
        needs_reason=True,
    ),
    Move("end", "结束", (T.ACTIVE,), T.ENDED, Capability.HANDLE, "organization"),
)
