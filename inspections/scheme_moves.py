"""The life of a version of a scheme (体检方案) as one table of moves."""

from __future__ import annotations

from hierarchy.terms import Capability
from inspections.terms import SchemeStatus
from workflow.moves import Move, MoveTable

S = SchemeStatus

SCHEME_MOVES = MoveTable(
    "scheme",
    Move("adopt", "启用", (S.DRAFT,), S.IN_USE, Capability.ISSUE, "owner"),
    Move("retire", "停用", (S.IN_USE,), S.RETIRED, Capability.ISSUE, "owner", needs_reason=True),
)
