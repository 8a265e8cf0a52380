"""Hours of venues: a booking in words, and the next two weeks of a venue as everybody sees them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from django.utils import timezone

from hierarchy.actors import Actor
from projects.models import Booking, Venue
from projects.terms import BookingStatus

OWN, KEPT = "own", "kept"
"""The two sides of a booking: the body that asks, and the body that keeps the venue."""
DAYS_SHOWN: Final = 14
_SHOWN = (BookingStatus.ASKED, BookingStatus.CONFIRMED, BookingStatus.USED)


@dataclass(frozen=True, slots=True)
class Slot:
    """Hours that somebody has or asks for; ``words`` say who and what to those who may know."""

    hours: str
    words: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class DayOfVenue:
    """One day and what is booked on it."""

    on: dt.date
    slots: list[Slot] = field(default_factory=list)


def hours_in_words(booking: Booking) -> str:
    """When it is, on one day: 「3月5日 14:00 至 16:00」."""
    starts = timezone.localtime(booking.starts_at)
    return f"{starts.month}月{starts.day}日 {clock_of(booking)}"


def clock_of(booking: Booking) -> str:
    """「14:00 至 16:00」."""
    starts, ends = timezone.localtime(booking.starts_at), timezone.localtime(booking.ends_at)
    return f"{starts:%H:%M} 至 {ends:%H:%M}"


def coming_days(venue: Venue, actor: Actor) -> list[DayOfVenue]:
    """The next two weeks of a venue from today. Two queries.

    That hours are taken is told to all, for they would ask in vain; by whom and what for, to
    those alone who read the booking.
    """
    days = {
        day: DayOfVenue(day)
        for day in (actor.on + dt.timedelta(days=number) for number in range(DAYS_SHOWN))
    }
    start = timezone.make_aware(dt.datetime.combine(actor.on, dt.time()))
    rows = Booking.objects.filter(
        venue=venue,
        status__in=_SHOWN,
        starts_at__gte=start,
        starts_at__lt=start + dt.timedelta(days=DAYS_SHOWN),
    )
    known = set(Booking.objects.visible_to(actor).filter(pk__in=rows).values_list("pk", flat=True))
    for booking in rows.select_related("organization").order_by("starts_at", "pk"):
        day = days.get(timezone.localdate(booking.starts_at))
        if day is not None:
            day.slots.append(_slot(booking, is_known=booking.pk in known))
    return list(days.values())


def _slot(booking: Booking, *, is_known: bool) -> Slot:
    is_asked = booking.status == BookingStatus.ASKED
    words = f"{booking.organization.label}：{booking.purpose}" if is_known else "已有预约"
    if is_asked:
        words = f"{words}（待确认）" if is_known else "有单位申请，待确认"
    return Slot(clock_of(booking), words, is_asked)
