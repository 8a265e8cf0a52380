"""What may be done to a booking now, by whom: the buttons of its row."""

from __future__ import annotations

from hierarchy.actors import Actor
from projects.booking_moves import BOOKING_MOVES
from projects.models import Booking
from projects.terms import BookingStatus
from workflow.moves import Move


def booking_moves(booking: Booking, actor: Actor) -> list[Move]:
    """The moves open to a person at this hour; who may give back need not take back."""
    found = {move.verb: move for move in BOOKING_MOVES.available(booking, actor)}
    if "cancel" in found or booking.status == BookingStatus.ASKED:
        found.pop("call_off", None)
    if booking.ends_at <= actor.at:
        found.pop("confirm", None)
    if booking.starts_at > actor.at:
        found.pop("use", None)
    return list(found.values())
