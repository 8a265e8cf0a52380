"""Bookings of venues (article 16): asked, answered, given back, used; never two at once."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from projects.actions.bookings import (
    cancel_booking,
    confirm_booking,
    decline_booking,
    note_use,
)
from projects.actions.venues import close_venue
from projects.models import Booking
from projects.terms import BookingStatus
from tests.projects.fronts import a_booking, a_venue, hours
from tests.projects.test_paths import refused
from tests.world import City, World
from workflow.models import Notice

LATER = dt.timedelta(days=3)


@pytest.fixture
def city(world: World) -> City:
    return world.home


def test_a_branch_asks_and_the_body_that_keeps_the_venue_agrees(city: City) -> None:
    booking = a_booking(city, a_venue(city))
    assert booking.status == BookingStatus.ASKED
    told = Notice.objects.filter(recipient=city.user("station_clerk")).latest("pk")
    assert told.title == "阵地预约待确认：平江党群服务中心"
    assert told.body == "观前商城党支部，3月5日 14:00 至 16:00。主题党日"
    with pytest.raises(PermissionDenied):
        confirm_booking(booking=booking, actor=city.actor("secretary"))
    booking = confirm_booking(booking=booking, actor=city.actor("station_clerk"))

    assert booking.status == BookingStatus.CONFIRMED
    told = Notice.objects.filter(recipient=city.user("secretary")).latest("pk")
    assert told.title == "阵地预约已同意：平江党群服务中心"


def test_who_keeps_the_venue_books_it_at_once(city: City) -> None:
    booking = a_booking(city, a_venue(city), "station", "station_clerk")
    assert booking.status == BookingStatus.CONFIRMED


def test_hours_that_are_taken_are_refused_and_those_beside_them_are_not(city: City) -> None:
    venue, day = a_venue(city), city.on + LATER
    confirm_booking(booking=a_booking(city, venue), actor=city.actor("station_clerk"))
    said = refused("taken", lambda: a_booking(city, venue, **hours(day, 15, 17)))
    assert said.messages == ["3月5日 14:00 至 16:00已有预约，与所选时间重叠，请另选时间。"]
    assert a_booking(city, venue, **hours(day, 16, 17)).pk
    assert a_booking(city, venue, **hours(day, 13, 14)).pk


def test_of_two_that_ask_for_the_same_hours_one_gets_them(city: City) -> None:
    venue = a_venue(city)
    first, second = (
        a_booking(city, venue),
        a_booking(city, venue, "second_branch", "second_secretary"),
    )
    clerk = city.actor("station_clerk")
    confirm_booking(booking=second, actor=clerk)
    refused("taken", lambda: confirm_booking(booking=first, actor=clerk))
    declined = decline_booking(booking=first, reason="已约满", actor=clerk)
    assert (declined.status, declined.answer) == (BookingStatus.DECLINED, "已约满")


def test_hours_must_be_ahead_within_a_day_and_in_order(city: City) -> None:
    venue, day = a_venue(city), city.on + LATER
    refused("past", lambda: a_booking(city, venue, **hours(city.on - LATER)))
    refused("too_far", lambda: a_booking(city, venue, **hours(city.on + dt.timedelta(days=91))))
    refused("hours_in_order", lambda: a_booking(city, venue, **hours(day, 16, 14)))
    late = hours(day) | {"ends_at": hours(day + dt.timedelta(days=1))["ends_at"]}
    refused("two_days", lambda: a_booking(city, venue, **late))
    refused("too_many_people", lambda: a_booking(city, venue, people_count=41))


def test_what_is_closed_or_takes_no_bookings_is_refused_with_its_phone(city: City) -> None:
    closed = close_venue(venue=a_venue(city), reason="修缮", actor=city.actor("station_clerk"))
    said = refused("not_bookable", lambda: a_booking(city, closed))
    assert "请致电 0512-00000000 询问" in said.messages[0]
    shut = a_venue(city, name="网上", takes_bookings=False)
    refused("not_bookable", lambda: a_booking(city, shut))


def test_nobody_books_a_venue_of_another_city(world: World) -> None:
    foreign = a_venue(world.twin)
    refused("other_city", lambda: a_booking(world.home, foreign))


def test_the_body_gives_its_hours_back_and_the_keeper_takes_them_back(city: City) -> None:
    venue, clerk = a_venue(city), city.actor("station_clerk")
    own = a_booking(city, venue)
    refused(
        "reason_needed",
        lambda: cancel_booking(booking=own, reason="", actor=city.actor("secretary")),
    )
    own = cancel_booking(booking=own, reason="改期", actor=city.actor("secretary"))
    told = Notice.objects.filter(recipient=city.user("station_clerk")).latest("pk")
    assert (own.status, told.title) == (
        BookingStatus.CANCELLED,
        "阵地预约已取消：平江党群服务中心",
    )
    other = confirm_booking(booking=a_booking(city, venue), actor=clerk)
    other = cancel_booking(booking=other, reason="临时检修", actor=clerk)
    told = Notice.objects.filter(recipient=city.user("secretary")).latest("pk")
    assert (other.status, told.title) == (
        BookingStatus.CANCELLED,
        "阵地预约被收回：平江党群服务中心",
    )
    third = a_booking(city, venue)
    with pytest.raises(PermissionDenied):
        cancel_booking(booking=third, reason="试试", actor=city.actor("second_secretary"))


def test_use_is_written_down_once_it_has_begun(city: City) -> None:
    clerk = city.actor("station_clerk")
    booking = confirm_booking(booking=a_booking(city, a_venue(city)), actor=clerk)
    refused("not_begun", lambda: note_use(booking=booking, people_count=18, actor=clerk))
    then = city.actor("station_clerk", at=booking.ends_at)
    with time_machine.travel(booking.ends_at, tick=False):
        refused("nobody_came", lambda: note_use(booking=booking, people_count=0, actor=then))
        used = note_use(booking=booking, people_count=18, actor=then)
    assert (used.status, used.people_count) == (BookingStatus.USED, 18)


def test_a_booking_is_seen_by_its_body_above_it_and_by_the_keeper(city: City) -> None:
    booking = a_booking(city, a_venue(city), "lawyer_branch", "lawyer_secretary")
    for person in ("lawyer_secretary", "lawyer_leader", "station_clerk", "mall_leader"):
        assert Booking.objects.visible_to(city.actor(person)).get() == booking
    for person in ("secretary", "single_head", "stranger"):
        assert not Booking.objects.visible_to(city.actor(person)).exists()
