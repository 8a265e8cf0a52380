"""The pages of venues: found, called, booked, answered; and dense towns that have none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from projects.actions.bookings import confirm_booking
from projects.actions.venues import close_venue
from projects.models import Booking, ProjectPolicy, Venue
from projects.terms import BookingStatus, VenueStatus
from tests.projects.fronts import a_booking, a_venue, entry, hours, with_lists
from tests.world import City, World


@pytest.fixture
def city(world: World, settings: Any, tmp_path: Any) -> Iterator[City]:
    settings.MEDIA_ROOT = tmp_path
    with_lists(world.home)
    with time_machine.travel(world.home.at, tick=False):
        yield world.home


def text(response: Any) -> str:
    return str(response.content.decode())


def test_any_tier_finds_a_venue_by_place_and_calls_it_with_one_tap(
    city: City, client: Client
) -> None:
    near = a_venue(city)
    far = a_venue(city, "single", "single_head", name="斜塘驿站", region=city.regions["xietang"])
    online = a_venue(city, kind="online", name="线上平台", region=None)
    city.login(client, "lawyer_secretary")
    address = reverse("projects:venue_list")

    def found(**asked: Any) -> set[Venue]:
        return set(client.get(address, asked).context["rows"])

    assert found() == {near, far, online}
    assert found(place=city.regions["gusu"].pk) == {near}
    assert found(place=city.regions["xietang"].pk) == {far}
    assert found(place="online") == {online}
    assert found(kind="online") == {online}
    assert found(q="驿站") == {far}
    page = text(client.get(address))
    assert 'href="tel:0512-00000000"' in page
    assert "姑苏区 1" in page


def test_closed_and_planned_venues_are_listed_when_asked_for(city: City, client: Client) -> None:
    venue = close_venue(venue=a_venue(city), reason="修缮", actor=city.actor("station_clerk"))
    city.login(client, "officer")
    address = reverse("projects:venue_list")
    assert not client.get(address).context["rows"]
    assert list(client.get(address, {"state": "closed"}).context["rows"]) == [venue]


def test_a_station_registers_puts_right_and_closes_on_the_pages(city: City, client: Client) -> None:
    city.login(client, "station_clerk")
    given = {
        "organization": city.station.pk,
        "kind": entry(city, "begonia").pk,
        "name": "观前红色驿站",
        "region": city.regions["pingjiang"].pk,
        "address": "观前街1号",
        "seats": "30",
        "takes_bookings": "on",
        "opened_on": "2026-03-01",
    }
    client.post(reverse("projects:venue_new"), given)
    venue = Venue.objects.get()
    assert (venue.status, venue.organization) == (VenueStatus.OPEN, city.station)
    client.post(reverse("projects:venue_edit", args=[venue.pk]), given | {"seats": "45"})
    venue.refresh_from_db()
    assert venue.seats == 45
    client.post(reverse("projects:venue_close", args=[venue.pk]), {"reason": "搬迁"})
    venue.refresh_from_db()
    assert venue.status == VenueStatus.CLOSED
    client.post(reverse("projects:venue_start", args=[venue.pk]), {"opened_on": "2026-03-02"})
    venue.refresh_from_db()
    assert venue.status == VenueStatus.OPEN


def test_a_branch_books_on_the_page_and_the_keeper_agrees_with_one_press(
    city: City, client: Client
) -> None:
    venue = a_venue(city)
    city.login(client, "secretary")
    page = text(client.get(reverse("projects:venue_detail", args=[venue.pk])))
    assert "提交预约" in page
    wanted = {"day": "2026-03-05", "starts_at": "14:00", "ends_at": "16:00", "purpose": "主题党日"}
    answer = client.post(reverse("projects:booking_new", args=[venue.pk]), wanted, follow=True)
    assert "3月5日 14:00 至 16:00，已提交，等平江区域党建工作站确认" in text(answer)
    booking = Booking.objects.get()
    city.login(client, "station_clerk")
    kept = text(client.get(reverse("projects:booking_list"), {"side": "kept"}))
    confirm = reverse("projects:booking_move", args=[booking.pk, "confirm"])
    assert confirm in kept
    client.post(confirm, {"csrfmiddlewaretoken": "示例"})
    booking.refresh_from_db()
    assert booking.status == BookingStatus.CONFIRMED


def test_hours_already_taken_are_refused_on_the_page_and_the_form_stays(
    city: City, client: Client
) -> None:
    venue = a_venue(city)
    confirm_booking(booking=a_booking(city, venue), actor=city.actor("station_clerk"))
    city.login(client, "second_secretary")
    wanted = {"day": "2026-03-05", "starts_at": "15:00", "ends_at": "17:00", "purpose": "党课"}
    refused = client.post(reverse("projects:booking_new", args=[venue.pk]), wanted)

    assert refused.status_code == 422
    assert "3月5日 14:00 至 16:00已有预约，与所选时间重叠，请另选时间。" in text(refused)
    assert "党课" in text(refused)


def test_the_next_two_weeks_say_who_booked_only_to_those_who_may_know(
    city: City, client: Client
) -> None:
    venue = a_venue(city)
    a_booking(city, venue, "lawyer_branch", "lawyer_secretary", purpose="支部换届选举")
    address = reverse("projects:venue_detail", args=[venue.pk])
    city.login(client, "secretary")
    stranger = text(client.get(address))
    assert "14:00 至 16:00" in stranger
    assert "有单位申请，待确认" in stranger
    assert "支部换届选举" not in stranger
    city.login(client, "station_clerk")
    assert "平江律所党支部：支部换届选举（待确认）" in text(client.get(address))


def test_use_is_noted_and_a_booking_given_back_on_the_pages(city: City, client: Client) -> None:
    venue, clerk = a_venue(city), city.actor("station_clerk")
    booking = confirm_booking(booking=a_booking(city, venue), actor=clerk)
    later = a_booking(city, venue, **hours(city.on + dt.timedelta(days=6)))
    city.login(client, "secretary")
    client.post(reverse("projects:booking_move", args=[later.pk, "cancel"]), {"reason": "活动改期"})
    later.refresh_from_db()
    assert (later.status, later.answer) == (BookingStatus.CANCELLED, "活动改期")
    with time_machine.travel(booking.ends_at, tick=False):
        city.login(client, "station_clerk")
        client.post(
            reverse("projects:booking_move", args=[booking.pk, "use"]), {"people_count": "19"}
        )
    booking.refresh_from_db()
    assert (booking.status, booking.people_count) == (BookingStatus.USED, 19)


def test_dense_towns_without_a_venue_come_first_and_lead_to_what_they_count(
    city: City, client: Client
) -> None:
    ProjectPolicy.objects.filter(tenant=city.tenant).update(dense_branches=1)
    a_venue(city, "single", "single_head", region=city.regions["xietang"])
    city.login(client, "city_leader")
    answer = client.get(reverse("projects:venue_gaps"))
    gaps = answer.context["gaps"]

    assert [town.region.name for town in gaps.missing] == ["平江街道"]
    assert [town.region.name for town in gaps.served] == ["斜塘街道"]
    assert gaps.missing[0].density.branches == 3
    assert dict(gaps.missing[0].industries) == {"商圈市场": 2, "律师": 1}
    town = city.regions["pingjiang"].pk
    assert f"/units/?region={town}&amp;operating=operating" in text(answer)
    assert f"/projects/venues/new/?region={town}" in text(answer)
    assert "1/2 个" in text(answer)


def test_a_town_with_too_few_branches_is_no_gap(city: City, client: Client) -> None:
    city.login(client, "city_leader")
    answer = client.get(reverse("projects:venue_gaps"))
    assert answer.context["gaps"].towns == []
    assert "没有党组织集中的镇（街道）" in text(answer)


def test_the_venues_are_a_workbook(city: City, client: Client) -> None:
    a_venue(city)
    city.login(client, "officer")
    answer = client.get(reverse("projects:venue_excel"))
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    cells = {value for row in sheet.iter_rows(values_only=True) for value in row}
    assert {"平江党群服务中心", "姑苏区", "平江街道", "0512-00000000", 40} <= cells


def test_links_of_online_fronts_open_only_as_addresses_of_the_net(
    city: City, client: Client
) -> None:
    city.login(client, "officer")
    good = a_venue(city, kind="online", name="甲", region=None, address="https://example.org/")
    bad = a_venue(city, kind="online", name="乙", region=None, address="javascript:alert(1)")
    shown = text(client.get(reverse("projects:venue_detail", args=[good.pk])))
    assert 'href="https://example.org/"' in shown
    shown = text(client.get(reverse("projects:venue_detail", args=[bad.pk])))
    assert 'href="javascript' not in shown
