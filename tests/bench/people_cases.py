"""The register of 200,000 members: its list, and searches by name and number.

Requests go through every middleware in this process, by Django's own client; each is looked at
before it is measured, so that a page that turns its reader away counts as a crash.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import process_time
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hierarchy.actions.appointments import create_position
from hierarchy.actors import system_actor
from hierarchy.models import Organization
from hierarchy.terms import Kind, Role, Tier
from people.models import Member
from people.sealed import blind_index
from tests.bench.grounds import AT, Ground
from tests.bench.people_grounds import (
    IDENTITY,
    INITIALS,
    MASKED,
    NAME,
    PHONE,
    PINYIN,
    build_members,
)
from tests.bench.registry import Bench, Case
from tests.bench.results import Result
from tests.bench.timing import database_seconds, percentile, seconds

MEMBERS: Final = 200_000
GOAL, QUERIES_GOAL = 100, 12
_REQUESTS: Final = 20
_SIZES = {"small": MEMBERS // 20}


class Asked(NamedTuple):
    """One request: what is sent (nothing for a GET), and what the answer must say or lead to."""

    name: str
    address: str
    sent: dict[str, str]
    told: str


def members(bench: Bench) -> Iterator[Result]:
    """The pages: a branch of its few, a committee all belong to, masked to officer and station."""
    size = _SIZES.get(bench.scale, MEMBERS)
    ground: Ground = bench.server.open(f"members_{size}", lambda: build_members(size))
    for who, client, asked in _readers(ground):
        for one in asked:
            yield _measured(client, one, who=who, size=size)


def _readers(ground: Ground) -> Iterator[tuple[str, Client, list[Asked]]]:
    """Who asks for what: those who see masks find by what a mask shows, and by no number."""
    branch = ground.some(Tier.BRANCH)[0]
    create_position(
        organization=branch, title="书记", role=Role.SECRETARY, actor=system_actor(at=AT)
    )
    member = Member.objects.get(phone_index=blind_index(PHONE))
    bodies = Organization.objects.filter(tenant=ground.tenant)
    page = reverse("people:member_detail", args=[member.pk])
    whole, masked = _asked(NAME, found=page), _asked(MASKED, found="")
    for who, body, asked in (
        ("secretary", branch, whole),
        ("committee", bodies.get(kind=Kind.INDUSTRY_COMMITTEE), whole),
        ("officer", bodies.get(pk=branch.officer_id), masked),
        ("station", bodies.get(pk=branch.station_id), masked),
    ):
        client = Client(SERVER_NAME="localhost", raise_request_exception=True)
        user = ground.actor(body).user
        assert user is not None
        client.force_login(user, backend="hierarchy.backends.ScopedBackend")
        yield who, client, asked


def _asked(name: str, *, found: str) -> list[Asked]:
    listed, find = reverse("people:member_list"), reverse("people:member_find")
    nobody = "没有符合条件的党员"
    asked = [
        Asked("list", listed, {}, 'class="headline"'),
        Asked("totals", reverse("people:member_totals"), {}, "在册党员"),
        Asked("name", f"{listed}?q={quote(name)}", {}, f">{name}</a>"),
        Asked("nobody", f"{listed}?q={quote('司马')}", {}, nobody),
    ]
    if not found:
        return asked
    return [
        *asked,
        Asked("pinyin", f"{listed}?q={PINYIN}", {}, f">{name}</a>"),
        Asked("initials", f"{listed}?q={INITIALS}", {}, f">{name}</a>"),
        Asked("phone", find, {"number": PHONE}, found),
        Asked("identity", find, {"number": IDENTITY}, found),
    ]


def _measured(client: Client, asked: Asked, *, who: str, size: int) -> Result:
    def ask() -> HttpResponseBase:
        if asked.sent:
            return client.post(asked.address, asked.sent)
        return client.get(asked.address)

    _prove(ask(), asked, who)
    with CaptureQueriesContext(connection) as captured:
        ask()
    # The next request empties the list of queries.
    queries = len(captured)
    times, own, before = [], [], database_seconds()
    for _ in range(_REQUESTS):
        started = process_time()
        times.append(seconds(ask) * 1000)
        own.append((process_time() - started) * 1000)
    return Result(
        case=f"people.members.{asked.name}",
        n=size,
        value=percentile(times, 0.95),
        against=f"an aim of {GOAL} ms at p95",
        goal=GOAL,
        more={
            "who": who,
            "p50": percentile(times, 0.5),
            "python": percentile(own, 0.5),
            "database": (database_seconds() - before) * 1000 / _REQUESTS,
            "queries": queries,
            "queries_goal": QUERIES_GOAL,
        },
    )


def _prove(answer: Any, asked: Asked, who: str) -> None:
    """Refuse to measure an answer that is not the one asked for."""
    status, told = answer.status_code, answer.content.decode()
    if asked.sent:
        status, told = status - 102, answer.headers.get("Location", "")
    if status != 200 or asked.told not in told:
        raise RuntimeError(f"{asked.name} for {who} answered {answer.status_code}: {told[:200]}")


CASES: dict[str, Case] = {"people.members": members}
