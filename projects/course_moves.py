"""The life of a review (评审) and of an amendment (变更), as tables of moves.

Scoring belongs to the reviewer in person: being named is the right (``actions/reviewing.py``).
"""

from __future__ import annotations

from hierarchy.terms import Capability
from projects.terms import AmendmentStatus, AppraisalStatus
from workflow.moves import Move, MoveTable

A, M = AppraisalStatus, AmendmentStatus

APPRAISAL_MOVES = MoveTable(
    "appraisal",
    Move("score", "评分", (A.ASKED, A.SCORED), A.SCORED, Capability.VIEW_WORK, "city"),
    Move(
        "recuse",
        "回避",
        (A.ASKED, A.SCORED),
        A.RECUSED,
        Capability.HANDLE,
        "city",
        needs_reason=True,
    ),
)

AMENDMENT_MOVES = MoveTable(
    "amendment",
    Move("approve", "同意变更", (M.ASKED,), M.APPROVED, Capability.ISSUE, "decider"),
    Move(
        "refuse",
        "不同意变更",
        (M.ASKED,),
        M.REFUSED,
        Capability.ISSUE,
        "decider",
        needs_reason=True,
    ),
)
