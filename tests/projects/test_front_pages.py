"""Every page of paths, teams and venues: official Chinese, twelve queries, flat in rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import ProjectPolicy
from tests.house.pages import faults
from tests.projects.fronts import (
    a_booking,
    a_path,
    a_regulation,
    a_team,
    a_venue,
    hours,
    reported,
)
from tests.world import City, World

MOST = 12
KINDS_OF_FILE = {"png"}
READERS = ("city_leader", "mall_leader", "station_head", "secretary", "town_reader")
LISTS = (
    *("path_list", "path_history", "path_new", "team_list", "team_new"),
    *("venue_list", "venue_new", "venue_gaps", "booking_list"),
    *("regulation_list", "regulation_new"),
)


@pytest.fixture
def city(world: World) -> Iterator[City]:
    with time_machine.travel(world.home.at, tick=False):
        yield world.home


def fill(city: City, number: int) -> None:
    """One more of everything, hung on the same bodies."""
    a_path(city, lever="award", name=f"第{number}条")
    reported(city, "lawyer", name=f"第{number}条", more_reason="示例")
    a_team(city, name=f"第{number}队")
    venue = a_venue(city, name=f"第{number}处")
    day = city.on + dt.timedelta(days=number)
    a_booking(city, venue, **hours(day))
    a_booking(city, venue, "station", "station_clerk", **hours(day, 9, 11))


def addresses(city: City) -> list[str]:
    """The pages of lists, and of the first of each."""
    path, team, venue = city.mall.joint_paths, city.branch.action_teams, city.station.venues
    first = venue.order_by("pk")[0].pk
    booking = city.branch.bookings.order_by("pk")[0].pk
    regulation = city.mall.regulations.order_by("pk")[0]
    return [
        *(reverse(f"projects:{name}") for name in LISTS),
        reverse("projects:path_detail", args=[path.order_by("pk")[0].pk]),
        reverse("projects:path_edit", args=[path.order_by("pk")[0].pk]),
        reverse("projects:team_detail", args=[team.order_by("pk")[0].pk]),
        reverse("projects:team_edit", args=[team.order_by("pk")[0].pk]),
        *(
            reverse(f"projects:{name}", args=[first])
            for name in ("venue_detail", "venue_edit", "venue_close", "booking_new")
        ),
        reverse("projects:booking_move", args=[booking, "cancel"]),
        f"{reverse('projects:booking_list')}?side=kept",
        reverse("projects:regulation_detail", args=[regulation.pk]),
        reverse("projects:regulation_end", args=[regulation.pk]),
        reverse("projects:project_year", args=[city.mall.pk, city.on.year]),
    ]


def visited(city: City) -> tuple[dict[str, int], list[str]]:
    """Queries by page and reader, and what is wrong with the words of each."""
    found: dict[str, int] = {}
    wrong: list[str] = []
    for reader in READERS:
        client = Client()
        city.login(client, reader)
        client.get(reverse("projects:team_list"))
        for address in addresses(city):
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(address)
            if answer.status_code == 200:
                found[f"{address} as {reader}"] = len(captured)
                wrong += faults(f"{address} as {reader}", answer.text, KINDS_OF_FILE)
    return found, wrong


def test_pages_speak_chinese_cost_at_most_twelve_queries_and_are_flat_in_rows(city: City) -> None:
    fill(city, 1)
    a_regulation(city)
    ProjectPolicy.objects.filter(tenant=city.tenant).update(dense_branches=1)
    before, wrong = visited(city)
    assert not wrong, "\n".join(wrong)
    assert {page: count for page, count in before.items() if count > MOST} == {}
    for number in range(2, 5):
        fill(city, number)

    assert visited(city)[0] == before
