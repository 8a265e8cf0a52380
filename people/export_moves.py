"""The life of a request to take a register out, as a table of moves (domain.md §8.2)."""

from __future__ import annotations

from hierarchy.terms import Capability
from people.terms import ExportStatus
from workflow.moves import Move, MoveTable

S = ExportStatus

EXPORT_MOVES = MoveTable(
    "roster_export",
    Move("approve", "批准", (S.ASKED,), S.APPROVED, Capability.ISSUE, "superior"),
    Move(
        "refuse",
        "不予批准",
        (S.ASKED,),
        S.REFUSED,
        Capability.ISSUE,
        "superior",
        needs_reason=True,
    ),
    Move("take", "下载", (S.APPROVED,), S.TAKEN, Capability.HANDLE, "organization"),
    Move("expire", "过期", (S.ASKED, S.APPROVED), S.EXPIRED, Capability.HANDLE, "organization"),
)
