"""The life of a record (活动记录): a draft is kept, what is kept may be withdrawn with a reason."""

from __future__ import annotations

from hierarchy.terms import Capability
from routines.terms import RecordStatus
from workflow.moves import Move, MoveTable

RECORD_MOVES = MoveTable(
    "record",
    Move(
        "keep",
        "登记",
        (RecordStatus.DRAFT,),
        RecordStatus.KEPT,
        Capability.HANDLE,
        "organization",
    ),
    Move(
        "withdraw",
        "撤回",
        (RecordStatus.DRAFT, RecordStatus.KEPT),
        RecordStatus.WITHDRAWN,
        Capability.HANDLE,
        "organization",
        needs_reason=True,
    ),
)
