"""Every address × method × person × object answers as the rows say (issue 2 §6)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from config import errors
from hierarchy.actors import Actor, load_actor
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
from tests.house.matrix.knocking import Knocker
from tests.house.matrix.routes import routes
from tests.house.matrix.row import Row
from tests.house.matrix.stage import the_stage
from tests.world import World

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


def loading_once() -> Callable[..., Actor]:
    """``load_actor``, asked once a person and post: a third of the whole matrix's time."""
    known: dict[tuple[int, int | None], Actor] = {}

    def load(user: User, *, acting_id: int | None = None, **request: Any) -> Actor:
        key = (user.pk, acting_id)
        if key not in known:
            known[key] = load_actor(user, acting_id=acting_id, **request)
        return replace(known[key], user=user, request_id=request["request_id"])

    return load


def not_found_once() -> Callable[..., HttpResponse]:
    """The page for 404 says nothing of what was asked: it is drawn once a person."""
    drawn: set[int | None] = set()
    draw = errors._page

    def page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
        if status == 404 and request.user.pk in drawn:
            return HttpResponse(status=404)
        drawn.add(request.user.pk if status == 404 else 0)
        return draw(request, status, **context)

    return page


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # Every cell starts from the same rows, so a person's rights are the same in each.
    monkeypatch.setattr("hierarchy.middleware.load_actor", loading_once())
    monkeypatch.setattr("config.errors._page", not_found_once())
    logging.disable(logging.CRITICAL)
    with time_machine.travel(world.home.at, tick=False):
        yield
    logging.disable(logging.NOTSET)


def knocked(world: World, part: str) -> Knocker:
    knocker = Knocker(the_stage(world))
    for row in PARTS[part]:
        knocker.row(row, CASTS.get(part, KEEPERS if row.door else CAST))
    return knocker


@pytest.mark.parametrize("part", PARTS)
def test_everyone_meets_what_the_rows_say(
    world: World, part: str, settings: Any, files_of_the_stage: Path
) -> None:
    settings.MEDIA_ROOT = files_of_the_stage
    settings.ACCOUNT_RATE_LIMITS = False

    findings = knocked(world, part).findings

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
