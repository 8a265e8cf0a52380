"""The life of a venue (阵地, article 16) and of a booking of its hours, as tables of moves."""

from __future__ import annotations

from hierarchy.terms import Capability
from projects.terms import BookingStatus, VenueStatus
from workflow.moves import Move, MoveTable

V, B = VenueStatus, BookingStatus

VENUE_MOVES = MoveTable(
    "venue",
    Move("start", "启用", (V.PLANNED, V.CLOSED), V.OPEN, Capability.HANDLE, "organization"),
    Move(
        "close",
        "停用",
        (V.PLANNED, V.OPEN),
        V.CLOSED,
        Capability.HANDLE,
        "organization",
        needs_reason=True,
    ),
)

BOOKING_MOVES = MoveTable(
    "booking",
    Move("confirm", "同意", (B.ASKED,), B.CONFIRMED, Capability.HANDLE, "keeper"),
    Move(
        "decline",
        "不同意",
        (B.ASKED,),
        B.DECLINED,
        Capability.HANDLE,
        "keeper",
        needs_reason=True,
    ),
    Move(
        "cancel",
        "取消预约",
        (B.ASKED, B.CONFIRMED),
        B.CANCELLED,
        Capability.HANDLE,
        "organization",
        needs_reason=True,
    ),
    Move(
        "call_off",
        "收回预约",
        (B.ASKED, B.CONFIRMED),
        B.CANCELLED,
        Capability.HANDLE,
        "keeper",
        needs_reason=True,
    ),
    Move("use", "登记使用", (B.CONFIRMED,), B.USED, Capability.HANDLE, "keeper"),
)
