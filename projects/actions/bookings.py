"""Bookings of venues (阵地预约, article 16): asked, answered, given back, used."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from projects.actions.telling import tell
from projects.booking_moves import BOOKING_MOVES
from projects.hours import KEPT, OWN, hours_in_words
from projects.models import Booking, Venue
from projects.terms import BookingStatus, VenueStatus
from workflow import audit
from workflow.models import Notice
from workflow.moves import perform

LONGEST_AHEAD: Final = dt.timedelta(days=90)
"""How far ahead hours may be asked for."""
_COMING: Final = (BookingStatus.ASKED, BookingStatus.CONFIRMED)


@transaction.atomic
def book_venue(
    *,
    venue: Venue,
    organization: Organization,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    purpose: str,
    actor: Actor,
    people_count: int | None = None,
) -> Booking:
    """Ask for hours of a venue (预约); the body that keeps it answers, to itself at once.

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``not_bookable``,
    ``other_city``, ``past``, ``too_far``, ``hours_in_order``, ``two_days``,
    ``too_many_people``, ``taken``, ``asked_already``.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    held = Venue.objects.select_for_update(of=("self",)).get(pk=venue.pk)
    _check_bookable(held, organization)
    wanted: dict[str, Any] = {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "purpose": purpose.strip(),
        "people_count": people_count,
    }
    booking = Booking(venue=held, organization=organization, asked_at=actor.at, **wanted)
    _check(booking, actor)
    booking.save(force_insert=True)
    audit.record(
        verb="booking.ask",
        target=booking,
        actor=actor,
        organization=organization,
        after=wanted,
        post=post,
    )
    if can(actor, Capability.HANDLE, at=booking.keeper):
        return perform(booking, "confirm", table=BOOKING_MOVES, actor=actor)
    _tell_keeper(booking, Notice.Kind.REPORTED, "阵地预约待确认", booking.purpose, actor=actor)
    return booking


@transaction.atomic
def confirm_booking(*, booking: Booking, actor: Actor, answer: str = "") -> Booking:
    """The body that keeps the venue agrees (同意预约); the hours are taken from now.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``past``, ``taken``,
    ``not_bookable``.
    """
    held = Venue.objects.select_for_update(of=("self",)).get(pk=booking.venue_id)
    if held.status != VenueStatus.OPEN:
        raise _not_bookable(held)
    if booking.ends_at <= actor.at:
        raise ValidationError("预约的时间已经过去，不能再同意。请填写原因，不同意。", code="past")
    _refuse_taken(booking)
    confirmed = perform(
        booking,
        "confirm",
        table=BOOKING_MOVES,
        actor=actor,
        reason=answer,
        changes={"answer": answer.strip()[:200]},
    )
    _tell_booker(confirmed, Notice.Kind.ANSWERED, "阵地预约已同意", answer, actor=actor)
    return confirmed


@transaction.atomic
def decline_booking(*, booking: Booking, reason: str, actor: Actor) -> Booking:
    """The body that keeps the venue does not agree (不同意预约).

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``reason_needed``.
    """
    declined = perform(
        booking,
        "decline",
        table=BOOKING_MOVES,
        actor=actor,
        reason=reason,
        changes={"answer": reason.strip()[:200]},
    )
    _tell_booker(declined, Notice.Kind.RETURNED, "阵地预约未获同意", reason, actor=actor)
    return declined


@transaction.atomic
def cancel_booking(*, booking: Booking, reason: str, actor: Actor) -> Booking:
    """Give hours back (取消预约), or, as the body that keeps the venue, take them back.

    The other side is told. Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``,
    ``reason_needed``.
    """
    if not can(actor, Capability.HANDLE, at=booking.organization) and can(
        actor, Capability.HANDLE, at=booking.keeper
    ):
        return _call_off(booking, reason, actor)
    cancelled = perform(
        booking,
        "cancel",
        table=BOOKING_MOVES,
        actor=actor,
        reason=reason,
        changes={"answer": reason.strip()[:200]},
    )
    _tell_keeper(cancelled, Notice.Kind.STOPPED, "阵地预约已取消", reason, actor=actor)
    return cancelled


@transaction.atomic
def note_use(*, booking: Booking, people_count: int, actor: Actor) -> Booking:
    """Write down that the hours were used, and by how many (登记使用).

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``not_begun``,
    ``nobody_came``.
    """
    if actor.at < booking.starts_at:
        raise ValidationError(
            f"预约的时间是{hours_in_words(booking)}，还没有开始，开始后再登记使用。",
            code="not_begun",
        )
    if people_count < 1:
        raise ValidationError(
            {
                "people_count": ValidationError(
                    "到场人数至少为 1；没有使用的请取消预约。", code="nobody_came"
                )
            }
        )
    booking.people_count = people_count
    booking.clean_fields()
    return perform(
        booking,
        "use",
        table=BOOKING_MOVES,
        actor=actor,
        changes={"people_count": people_count},
    )


def call_off_coming(*, venue: Venue, reason: str, actor: Actor) -> int:
    """All hours of a venue yet to come fall away, and their bodies are told. Part of closing it."""
    coming = Booking.objects.filter(venue=venue, status__in=_COMING, ends_at__gt=actor.at)
    rows = list(coming.select_related("organization__tenant").order_by("starts_at", "pk"))
    for booking in rows:
        _call_off(booking, reason, actor)
    return len(rows)


def _call_off(booking: Booking, reason: str, actor: Actor) -> Booking:
    off = perform(
        booking,
        "call_off",
        table=BOOKING_MOVES,
        actor=actor,
        reason=reason,
        changes={"answer": reason.strip()[:200]},
    )
    _tell_booker(off, Notice.Kind.STOPPED, "阵地预约被收回", reason, actor=actor)
    return off


def _check(booking: Booking, actor: Actor) -> None:
    booking.clean_fields()
    _check_hours(booking, actor)
    _check_people(booking, booking.people_count)
    _refuse_taken(booking)
    _refuse_asked_already(booking)


def _check_bookable(venue: Venue, organization: Organization) -> None:
    if venue.tenant_id != organization.tenant_id:
        raise ValidationError("只能预约本市的阵地，请重新选择。", code="other_city")
    if venue.status != VenueStatus.OPEN or not venue.takes_bookings:
        raise _not_bookable(venue)


def _not_bookable(venue: Venue) -> ValidationError:
    call = f"，请致电 {venue.phone} 询问" if venue.phone else "，请选择其他阵地"
    return ValidationError(f"“{venue.name}”目前不接受预约{call}。", code="not_bookable")


def _check_hours(booking: Booking, actor: Actor) -> None:
    starts, ends = booking.starts_at, booking.ends_at
    if ends <= starts:
        raise _beside("ends_at", "结束时间须晚于开始时间，请改正。", "hours_in_order")
    if starts <= actor.at:
        raise _beside("starts_at", "预约的时间已经过去，请另选时间。", "past")
    if starts > actor.at + LONGEST_AHEAD:
        raise _beside(
            "starts_at", f"只能预约今后 {LONGEST_AHEAD.days} 天之内的时间，请改期。", "too_far"
        )
    if timezone.localdate(starts) != timezone.localdate(ends):
        raise _beside("ends_at", "一次预约须在同一天之内；连续几天的请分别预约。", "two_days")


def _check_people(booking: Booking, people: int | None) -> None:
    seats = booking.venue.seats
    if people and seats and people > seats:
        raise _beside(
            "people_count",
            f"“{booking.venue.name}”可容纳 {seats} 人，请减少人数或另选阵地。",
            "too_many_people",
        )


def _refuse_taken(booking: Booking) -> None:
    """The database refuses what overlaps; said here first, with the hours that are taken."""
    standing = Booking.objects.filter(venue_id=booking.venue_id).standing()
    clash = standing.exclude(pk=booking.pk).filter(
        starts_at__lt=booking.ends_at, ends_at__gt=booking.starts_at
    )
    if taken := clash.order_by("starts_at").first():
        raise ValidationError(
            f"{hours_in_words(taken)}已有预约，与所选时间重叠，请另选时间。", code="taken"
        )


def _refuse_asked_already(booking: Booking) -> None:
    """A body asks for the same hours once, also when the button was pressed twice."""
    waiting = Booking.objects.filter(
        venue_id=booking.venue_id,
        organization_id=booking.organization_id,
        status=BookingStatus.ASKED,
        starts_at__lt=booking.ends_at,
        ends_at__gt=booking.starts_at,
    )
    if waits := waiting.order_by("starts_at").first():
        raise ValidationError(
            f"本单位已申请{hours_in_words(waits)}，正在等待确认。需要改期的，请先取消原来的预约。",
            code="asked_already",
        )


def _beside(field: str, words: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=code)})


def _tell_keeper(booking: Booking, kind: str, title: str, words: str, *, actor: Actor) -> None:
    who = f"{booking.organization.name}，{hours_in_words(booking)}。{words.strip()}"
    _tell(booking, kind, title, who, booking.keeper, KEPT, actor=actor)


def _tell_booker(booking: Booking, kind: str, title: str, words: str, *, actor: Actor) -> None:
    what = f"{hours_in_words(booking)}。{words.strip()}"
    _tell(booking, kind, title, what, booking.organization, OWN, actor=actor)


def _tell(
    booking: Booking,
    kind: str,
    title: str,
    body: str,
    to: Organization,
    side: str,
    *,
    actor: Actor,
) -> None:
    tell(
        booking,
        kind=kind,
        title=f"{title}：{booking.venue.name}",
        body=body,
        to=to,
        actor=actor,
        path=f"{reverse('projects:booking_list')}?side={side}",
    )
