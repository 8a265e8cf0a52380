"""Every address × method × person × object answers as the rows say (issue 2 §6)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.house.matrix import (
    account,
    fronts,
    funds,
    importing,
    inspections,
    joining,
    keeping,
    ledger,
    life,
    lists,
    owing,
    papers,
    people_admissions,
    people_care,
    people_growth,
    people_guidance,
    people_register,
    people_staff,
    portal,
    projects,
    volumes,
)
from tests.house.matrix.cast import NOBODY, PEOPLE
from tests.house.matrix.ground import Ground, ground
from tests.house.matrix.knocking import Knocker
from tests.house.matrix.routes import routes
from tests.house.matrix.row import Row
from tests.house.matrix.stage import the_stage
from tests.world import World

__all__ = ["ground"]

PARTS: dict[str, tuple[Row, ...]] = {
    "portal": portal.ROWS,
    "lists": lists.ROWS,
    "importing": importing.ROWS,
    "joining": joining.ROWS,
    "papers": papers.ROWS,
    "owing": owing.ROWS,
    "life": life.ROWS,
    "ledger": ledger.ROWS,
    "funds": funds.ROWS,
    "projects": projects.ROWS,
    "volumes": volumes.ROWS,
    "fronts": fronts.ROWS,
    "inspections": inspections.ROWS,
    "people_staff": people_staff.ROWS,
    "people_guidance": people_guidance.ROWS,
    "people_register": people_register.ROWS,
    "people_admissions": people_admissions.ROWS,
    "people_care": people_care.ROWS,
    "people_growth": people_growth.ROWS,
    "keeping": keeping.ROWS,
    "account": account.ROWS,
}
CAST = (
    *(NOBODY, "city_leader", "city_clerk", "mall_leader", "lawyer_leader"),
    *("station_head", "station_clerk", "single_head", "officer", "lawyer_officer"),
    *("secretary", "second_secretary", "sibling_secretary", "town_reader", "sip_reader"),
    *("administrator", "auditor", "expired", "delegate", "stranger"),
    *("twin.city_leader", "twin.officer"),
)
# Whom the door of the administration pages lets in, and a few whom it does not.
KEEPERS = (
    *(NOBODY, "city_leader", "mall_leader", "station_head"),
    *("administrator", "auditor", "secretary", "delegate", "stranger", "twin.city_leader"),
)

# Addresses that nobody of the cast is meant to open.
# Addresses that a library brings along and that open nothing.
FOREIGN = {"api:api-root": "the interface library's own root: 404 for everybody"}
SHUT: dict[str, dict[str, str]] = {
    "keeping": keeping.SHUT,
    "account": account.SHUT,
    "owing": owing.SHUT,
    "papers": papers.SHUT,
}
# Of several who stand alike towards people's files, one asks: leaders for their clerks, one other
# station, officer and reader for the next.
TO_PEOPLE = (
    *(NOBODY, "city_leader", "mall_leader", "lawyer_leader", "station_head", "officer"),
    *("secretary", "second_secretary", "sibling_secretary", "town_reader", "administrator"),
    *("auditor", "expired", "delegate", "stranger", "twin.city_leader"),
)
# One's own account asks no rights: a few stand for all.
CASTS = {"account": (NOBODY, "mall_leader", "secretary", "stranger", "twin.officer")} | {
    part: TO_PEOPLE for part in PARTS if part.startswith("people_")
}


@pytest.fixture
def _in_the_worlds_time(world: World) -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    with time_machine.travel(world.home.at, tick=False):
        yield
    logging.disable(logging.NOTSET)


def knocked(world: World, part: str, ground: Ground) -> Knocker:
    knocker = Knocker(the_stage(world), ground)
    for row in PARTS[part]:
        knocker.row(row, CASTS.get(part, KEEPERS if row.door else CAST))
    return knocker


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.usefixtures("_in_the_worlds_time")
def test_everyone_meets_what_the_rows_say(
    world: World, part: str, settings: Any, files_of_the_stage: Path, ground: Ground
) -> None:
    settings.MEDIA_ROOT = files_of_the_stage
    settings.ACCOUNT_RATE_LIMITS = False

    findings = knocked(world, part, ground).findings

    assert not findings.wrong, "\n".join(findings.wrong)
    assert {row.name for row in PARTS[part]} - findings.opened == SHUT.get(part, {}).keys()


def test_every_address_has_a_row() -> None:
    rows = {row.name for part in PARTS.values() for row in part}
    known = {route.name for route in routes()}

    assert known - rows - FOREIGN.keys() == set(), "declare these addresses in tests/house/matrix"
    assert rows - known == set(), "these rows lead nowhere"


def test_the_cast_is_the_world(world: World) -> None:
    people: Any = {*world.home.users, *(f"twin.{name}" for name in world.twin.users), NOBODY}

    assert set(PEOPLE) == people
    assert set(CAST) | set(KEEPERS) <= set(PEOPLE)
