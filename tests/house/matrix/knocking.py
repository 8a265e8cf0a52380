"""Knocking at every door: one request a cell, undone afterwards, compared with the row.

A refusal must also have written nothing, and no answer at all may say a word planted for
somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.test import Client
from django.urls import reverse

from tests.house.matrix.cast import NOBODY, PEOPLE, Person
from tests.house.matrix.ground import Ground
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import METHODS, Row, Thing
from tests.house.matrix.words import readable

# Refused by the wall itself: nothing may have been written.
REFUSED = {"login", "door", "403", "404", "405"}
# Opened: a page, something done, or a form that says what is missing.
OPEN = {"200", "302", "422"}

# One of each relation to a thing; they also knock at the doors beside the first one.
CORE = {
    *("city_leader", "mall_leader", "officer", "secretary", "town_reader"),
    *("administrator", "stranger", "twin.city_leader"),
}
# Administration pages are slow to draw: the fewest who still meet every answer.
CORE_BEHIND_THE_DOOR = {"mall_leader", "administrator", "stranger", "twin.city_leader"}
# Methods an address does not have are refused before rights are asked.
FEW = (NOBODY, "mall_leader")


@dataclass(slots=True)
class Findings:
    """What was wrong, and which rows opened to somebody."""

    wrong: list[str] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    cells: int = 0


@dataclass(slots=True)
class Knocker:
    """Asks for every cell of a row as every person of a cast."""

    stage: Stage
    ground: Ground
    findings: Findings = field(default_factory=Findings)
    _browser: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    _cookies: dict[str, Any] = field(default_factory=lambda: {NOBODY: SimpleCookie()})

    def row(self, row: Row, cast: Iterable[str]) -> None:
        """Everyone on the first thing, the core on its neighbours, two on the rarer methods."""
        people = [PEOPLE[name] for name in cast]
        nearest = CORE_BEHIND_THE_DOOR if row.door else CORE
        core = [person for person in people if person.name in nearest]
        few = [PEOPLE[name] for name in _few(row)]
        for method in METHODS:
            if not {"GET": row.get, "POST": row.post}.get(method):
                self._ask(row, self._things(row)[:1], few, method)
                continue
            # Behind the door, sending asks what looking asks.
            first = core if row.door and method == "POST" else people
            self._ask(row, self._things(row)[:1], first, method)
            self._ask(row, self._things(row)[1:], core, method)

    def _ask(self, row: Row, things: list[Any], people: list[Person], method: str) -> None:
        for thing in things:
            for person in people:
                self.cell(row, thing, person, method)

    def _things(self, row: Row) -> list[Any]:
        return list(self.stage.things[row.things]) if row.things else [None]

    def cell(self, row: Row, thing: Thing | None, person: Person, method: str) -> None:
        """One request, undone afterwards."""
        self.findings.cells += 1
        where = f"{method} {row.name} {thing.label if thing else ''} as {person.name}"
        expected = row.expected(person, thing, method)
        client = self._client(person)
        with self.ground.cell() as written:
            response = client.generic(method, address_of(row, thing), **_body(row, thing, method))
            got = outcome(response)
            text = readable(response)
        if got not in expected.split("|"):
            self.findings.wrong.append(f"{where}: {got}, expected {expected}")
        if got in REFUSED and written:
            self.findings.wrong.append(f"{where}: refused, but wrote {sorted(set(written))}")
        for word in self.stage.words.leaked(text, to=person.name, trail=row.trail):
            self.findings.wrong.append(f"{where}: says {word}")
        usual = method in ("GET", "POST") and (person.is_signed_in or row.public)
        if usual and got in OPEN and got in expected.split("|"):
            self.findings.opened.add(row.name)

    def _client(self, person: Person) -> Client:
        """A browser of this person's; each cell starts from the same cookies."""
        client = self._browser
        if person.name not in self._cookies:
            client.cookies = SimpleCookie()
            self.stage.world.login(client, person.name)
            client.get(reverse("accounts:profile"))
            self._cookies[person.name] = client.cookies
            self.ground.keep()
        client.cookies = deepcopy(self._cookies[person.name])
        return client


def _few(row: Row) -> tuple[str, str]:
    """Administration pages answer the rarer methods as GET: somebody of another line asks."""
    if not row.door:
        return FEW
    return (NOBODY, "lawyer_leader") if row.things else (NOBODY, "secretary")


def address_of(row: Row, thing: Thing | None) -> str:
    """The address of one thing."""
    args = (*(thing.args if thing else ()), *row.args)
    path = row.path.format(*args) if row.path else reverse(row.name, args=args)
    return path + row.query + (thing.query if thing else "")


def _body(row: Row, thing: Thing | None, method: str) -> dict[str, Any]:
    if method != "POST":
        return {}
    data = {"csrfmiddlewaretoken": "x", **row.data, **(thing.data if thing else {})}
    return {"data": urlencode(data), "content_type": "application/x-www-form-urlencoded"}


def outcome(response: Any) -> str:
    """What a person meets: a status, or one of the two doors."""
    if response.status_code in (301, 302, 303):
        path = urlsplit(response.headers["Location"]).path
        if path == reverse("account_login"):
            return "login"
        return "door" if path == reverse("admin:login") else "302"
    return str(response.status_code)
