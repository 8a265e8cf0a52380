"""Venues (article 16): registered, put right, closed with what was booked."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from projects.actions.bookings import confirm_booking
from projects.actions.venues import close_venue, edit_venue, open_venue, start_venue
from projects.models import Booking, Venue
from projects.terms import BookingStatus, VenueStatus
from tests.projects.fronts import a_booking, a_venue, hours, venue_content
from tests.projects.test_paths import refused
from tests.world import City, World
from workflow.models import Notice


@pytest.fixture
def city(world: World) -> City:
    return world.home


def test_whoever_handles_for_a_body_registers_its_venue(city: City) -> None:
    venue = a_venue(city)
    assert (venue.status, venue.opened_on) == (VenueStatus.OPEN, dt.date(2026, 1, 5))
    with pytest.raises(PermissionDenied):
        a_venue(city, "station", "officer", name="别处")


def test_a_venue_without_a_day_is_being_set_up_and_opens_later(city: City) -> None:
    clerk = city.actor("station_clerk")
    venue = open_venue(organization=city.station, content=venue_content(city), actor=clerk)
    assert venue.status == VenueStatus.PLANNED
    refused(
        "in_future",
        lambda: start_venue(venue=venue, opened_on=city.on + dt.timedelta(1), actor=clerk),
    )
    venue = start_venue(venue=venue, opened_on=city.on, actor=clerk)
    assert (venue.status, venue.opened_on) == (VenueStatus.OPEN, city.on)


def test_every_tier_of_the_city_sees_a_venue_and_nobody_of_another(world: World) -> None:
    venue = a_venue(world.home)
    for person in ("city_leader", "lawyer_clerk", "officer", "sibling_secretary", "sip_reader"):
        assert Venue.objects.visible_to(world.actor(person)).get() == venue
    for person in ("twin.city_leader", "stranger", "auditor"):
        assert not Venue.objects.visible_to(world.actor(person)).exists()


def test_closing_calls_off_what_is_to_come_and_tells_those_bodies(city: City) -> None:
    venue, clerk = a_venue(city), city.actor("station_clerk")
    asked = a_booking(city, venue)
    stands = a_booking(
        city,
        venue,
        "lawyer_branch",
        "lawyer_secretary",
        **hours(city.on + dt.timedelta(days=5)),
    )
    confirm_booking(booking=stands, actor=clerk)
    past = a_booking(city, venue, **hours(city.on + dt.timedelta(days=1)))
    Booking.objects.filter(pk=past.pk).update(
        **hours(city.on - dt.timedelta(days=10)), status=BookingStatus.USED
    )
    Notice.objects.all().delete()
    refused("reason_needed", lambda: close_venue(venue=venue, reason="", actor=clerk))
    venue = close_venue(venue=venue, reason="修缮", actor=clerk)

    assert (venue.status, venue.closed_on) == (VenueStatus.CLOSED, city.on)
    for booking in (asked, stands):
        booking.refresh_from_db()
        assert (booking.status, booking.answer) == (BookingStatus.CANCELLED, "阵地停用：修缮")
    past.refresh_from_db()
    assert past.status == BookingStatus.USED
    for person in ("secretary", "lawyer_secretary"):
        told = Notice.objects.get(recipient=city.user(person))
        assert told.title == "阵地预约被收回：平江党群服务中心"
        assert "阵地停用：修缮" in told.body


def test_a_closed_venue_opens_again_but_not_before_it_closed(city: City) -> None:
    clerk = city.actor("station_clerk")
    venue = close_venue(venue=a_venue(city), reason="修缮", actor=clerk)
    early = city.on - dt.timedelta(days=1)
    refused("days_in_order", lambda: start_venue(venue=venue, opened_on=early, actor=clerk))
    venue = start_venue(venue=venue, opened_on=city.on, actor=clerk)
    assert (venue.status, venue.closed_on) == (VenueStatus.OPEN, None)


def test_names_are_kept_apart_within_a_body_and_free_elsewhere(city: City) -> None:
    a_venue(city)
    refused("name_taken", lambda: a_venue(city))
    assert a_venue(city, "lawyer_station", "station_clerk").name == "平江党群服务中心"


def test_a_venue_stands_in_a_town_of_its_city(world: World) -> None:
    city = world.home
    refused("no_town", lambda: a_venue(city, region=city.regions["gusu"]))
    refused("no_town", lambda: a_venue(city, region=world.twin.regions["pingjiang"]))
    online = a_venue(city, kind="online", region=None, address="公众号：示例")
    assert online.region is None


def test_what_is_known_of_a_venue_is_put_right_by_who_keeps_it(city: City) -> None:
    venue = a_venue(city)
    venue = edit_venue(venue=venue, content={"seats": 60}, actor=city.actor("station_head"))
    assert venue.seats == 60
    with pytest.raises(PermissionDenied):
        edit_venue(venue=venue, content={"seats": 70}, actor=city.actor("mall_leader"))
