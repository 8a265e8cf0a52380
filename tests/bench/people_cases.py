"""The register of 200,000 members: its list, searches by name and number, and the night's rules.

Requests go through every middleware in this process, by Django's own client.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hierarchy.actions.appointments import create_position
from hierarchy.actors import system_actor
from hierarchy.models import Organization
from hierarchy.terms import Kind, Role, Tier
from people.actions.retention import keep_city
from tests.bench.grounds import AT, Ground
from tests.bench.people_grounds import IDENTITY, NAME, PHONE, PINYIN, build_members
from tests.bench.registry import Bench, Case
from tests.bench.results import Result
from tests.bench.timing import percentile, seconds

MEMBERS: Final = 200_000
GOAL, QUERIES_GOAL, NIGHT_GOAL = 100, 12, 60
_REQUESTS: Final = 20
_SIZES = {"small": MEMBERS // 20}


def members(bench: Bench) -> Iterator[Result]:
    """The pages, for a branch of its few and for a committee that all branches belong to."""
    size = _SIZES.get(bench.scale, MEMBERS)
    ground: Ground = bench.server.open(f"members_{size}", lambda: build_members(size))
    listed = reverse("people:member_list")
    asked = {
        "list": (listed, {}),
        "name": (f"{listed}?q={NAME}", {}),
        "pinyin": (f"{listed}?q={PINYIN}", {}),
        "nobody": (f"{listed}?q=司马", {}),
        "phone": (reverse("people:member_find"), {"number": PHONE}),
        "identity": (reverse("people:member_find"), {"number": IDENTITY}),
    }
    for who, client in _readers(ground):
        for name, (address, sent) in asked.items():
            yield _measured(client, f"people.members.{name}", address, sent, who=who, size=size)


def night(bench: Bench) -> Iterator[Result]:
    """A night in which one member in twenty is to be erased, and one with nothing to do."""
    size = _SIZES.get(bench.scale, MEMBERS)
    ground: Ground = bench.server.open(f"members_{size}", lambda: build_members(size))
    actor = system_actor(at=AT)
    erased: list[int] = []

    def keep() -> None:
        erased.append(keep_city(tenant=ground.tenant, actor=actor)["members_erased"])

    yield Result(
        case="people.night",
        n=size,
        value=seconds(keep),
        unit="s",
        goal=NIGHT_GOAL,
        more={"erased": erased[0]},
    )
    yield Result(
        case="people.night.again",
        n=size,
        value=seconds(keep),
        unit="s",
        goal=NIGHT_GOAL,
        more={"erased": erased[1]},
    )
    bench.server.drop(f"members_{size}")


def _readers(ground: Ground) -> Iterator[tuple[str, Client]]:
    committee = Organization.objects.get(tenant=ground.tenant, kind=Kind.INDUSTRY_COMMITTEE)
    branch = ground.some(Tier.BRANCH)[0]
    create_position(
        organization=branch, title="书记", role=Role.SECRETARY, actor=system_actor(at=AT)
    )
    for who, body in (("secretary", branch), ("committee", committee)):
        client = Client(SERVER_NAME="localhost")
        user = ground.actor(body).user
        assert user is not None
        client.force_login(user, backend="hierarchy.backends.ScopedBackend")
        yield who, client


def _measured(
    client: Client, case: str, address: str, sent: dict[str, str], *, who: str, size: int
) -> Result:
    def ask() -> object:
        return client.post(address, sent) if sent else client.get(address)

    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    times = [seconds(ask) * 1000 for _ in range(_REQUESTS)]
    return Result(
        case=case,
        n=size,
        value=percentile(times, 0.95),
        against=f"an aim of {GOAL} ms at p95",
        goal=GOAL,
        more={
            "who": who,
            "p50": percentile(times, 0.5),
            "queries": len(captured),
            "queries_goal": QUERIES_GOAL,
        },
    )


CASES: dict[str, Case] = {"people.members": members, "people.night": night}
