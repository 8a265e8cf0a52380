"""The life of one entry of points (积分事项, R-33) as one table of moves.

The branch claims from a real event; another person settles; the branch makes it public each
quarter. What an objection proves wrong is overturned. The system never grades anybody by it.
"""

from __future__ import annotations

from hierarchy.terms import Capability
from people.terms import PointsStatus as S
from workflow.moves import Move, MoveTable

POINTS_MOVES = MoveTable(
    "pointsentry",
    Move("settle", "核定", (S.CLAIMED,), S.SETTLED, Capability.HANDLE, "organization"),
    Move(
        "refuse",
        "不予认定",
        (S.CLAIMED,),
        S.REFUSED,
        Capability.HANDLE,
        "organization",
        needs_reason=True,
    ),
    Move("publish", "公示", (S.SETTLED,), S.PUBLISHED, Capability.HANDLE, "organization"),
    Move(
        "overturn",
        "撤销",
        (S.SETTLED, S.PUBLISHED),
        S.REFUSED,
        Capability.HANDLE,
        "organization",
        needs_reason=True,
    ),
)
