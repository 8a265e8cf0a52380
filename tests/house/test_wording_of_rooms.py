"""Every page of routines and workflow, with something on it, speaks official Chinese."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.house.matrix.cast import PEOPLE
from tests.house.matrix.halves import Stage
from tests.house.matrix.knocking import address_of
from tests.house.matrix.routes import routes
from tests.house.matrix.row import Row, Thing
from tests.house.matrix.stage import the_stage
from tests.house.matrix.test_permission_matrix import PARTS
from tests.house.pages import faults
from tests.world import World

ROOMS = ("routines:", "workflow:")
ROWS = [row for part in PARTS.values() for row in part if row.name.startswith(ROOMS) and row.get]
READERS = (
    *("secretary", "officer", "station_head", "mall_leader", "city_leader"),
    *("administrator", "auditor", "district_reader"),
)
# Bodies and codes of the stage, kinds of file, what the robots' own pages call an address.
SAID = {
    *("branch", "mall", "lawyer", "suzhou", "csv", "xls", "xlsx", "png", "Webhook"),
}
# Numbers of requests, sums of files, and the beginnings of keys for other systems.
SUMS = re.compile(
    r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{64}\b|wjxt_\w+", re.ASCII
)
NO_PAGES = {
    "routines:feed": "a calendar for programs",
    "routines:obligation_excel": "a workbook",
    "routines:record_excel": "a workbook",
    "routines:record_word": "a document",
    "routines:meeting_minutes": "a document",
    "routines:summary_word": "a document",
    "workflow:attachment": "a picture",
    "workflow:attachment_thumbnail": "a picture",
    "workflow:import_marked": "a workbook",
    "workflow:import_template": "a workbook",
    "workflow:import_export": "a workbook",
}


@pytest.fixture
def stage(world: World, settings: Any, files_of_the_stage: Path) -> Iterator[Stage]:
    settings.MEDIA_ROOT = files_of_the_stage
    logging.disable(logging.CRITICAL)
    with time_machine.travel(world.home.at, tick=False):
        yield the_stage(world)
    logging.disable(logging.NOTSET)


def pages(stage: Stage) -> Iterator[tuple[str, str, str]]:
    """Row, address and HTML of every page that a reader may open."""
    clients = {name: Client() for name in READERS}
    for name, client in clients.items():
        stage.world.login(client, name)
    for row in ROWS:
        for thing in stage.things[row.things] if row.things else [None]:
            for name, client in clients.items():
                if not _opens(row, name, thing):
                    continue
                address = address_of(row, thing)
                answer = client.get(address, follow=True)
                if answer.streaming:
                    list(answer.streaming_content)
                elif answer.headers["Content-Type"].startswith("text/html"):
                    yield row.name, f"{address} as {name}", answer.text


def _opens(row: Row, name: str, thing: Thing | None) -> bool:
    return row.expected(PEOPLE[name], thing, "GET").split("|")[0] in ("200", "302")


def test_every_page_of_these_rooms_speaks_chinese_and_is_well_made(stage: Stage) -> None:
    wrong, seen = [], set()
    for row, where, html in pages(stage):
        seen.add(row)
        wrong += faults(where, SUMS.sub("", html), SAID)

    assert not wrong, "\n".join(wrong)
    assert {row.name for row in ROWS} - seen == NO_PAGES.keys()


def test_no_address_of_these_rooms_is_left_out() -> None:
    declared = {row.name for part in PARTS.values() for row in part}

    assert {route.name for route in routes() if route.name.startswith(ROOMS)} <= declared
