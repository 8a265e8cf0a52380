"""What 12,000 branches owe in a year: made, refreshed, counted, and drawn as a wall.

The ground is the demo city of the city scale with its rules brought to 40; the small scale
measures the same on 300 branches. Everything that is written is undone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from statistics import median

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from hierarchy.actors import system_actor
from hierarchy.models import Tenant
from routines.actions.generating import refresh_obligations
from routines.models import Obligation, ObligationRule
from routines.rulebook import content_of
from tests.bench.page_cases import ROLES, demo_city
from tests.bench.registry import Bench, Case
from tests.bench.results import Result
from tests.bench.timing import percentile, seconds

RULES = 40
MAKE_GOAL, AGAIN_GOAL, WALL_GOAL = 1.8, 0.25, 400
_CITY = "suzhou"
_ROUNDS, _TURNS = 3, 10
_ROW = Obligation._meta.db_table


def generate(bench: Bench) -> Iterator[Result]:
    """A year of rows from nothing, again with nothing to write, and the same rows copied bare."""
    demo_city(bench)
    tenant = Tenant.objects.get(code=_CITY)
    made, again, raw = [], [], []
    rows = written = 0
    with transaction.atomic():
        _to_forty(tenant)
        for _ in range(_ROUNDS):
            _empty()
            made.append(seconds(partial(_year, tenant)))
            rows = Obligation.objects.filter(tenant=tenant).count()
            again.append(seconds(partial(_year, tenant)))
            written = _year(tenant)
            _run(f"CREATE TEMP TABLE bare ON COMMIT DROP AS SELECT * FROM {_ROW}")
            _empty()
            raw.append(seconds(partial(_checked, f"INSERT INTO {_ROW} SELECT * FROM bare")))
            _run("DROP TABLE bare")
        transaction.set_rollback(True)
    yield Result(
        case="routines.generate",
        n=rows,
        value=median(made),
        unit="s",
        against="INSERT … SELECT of the same rows into the same table",
        reference=median(raw),
        goal=MAKE_GOAL,
        more={"rules": RULES},
    )
    yield Result(
        case="routines.refresh",
        n=rows,
        value=median(again),
        unit="s",
        against="the first run",
        reference=median(made),
        goal=AGAIN_GOAL,
        more={"written": written},
    )


def draw_walls(bench: Bench) -> Iterator[Result]:
    """The wall as a committee, a station and the city open it, with every middleware."""
    demo_city(bench)
    for role in ("committee leader", "station head", "city leader"):
        client = Client(SERVER_NAME="localhost", raise_request_exception=True)
        user = User.objects.get(username=ROLES[role])
        client.force_login(user, backend="hierarchy.backends.ScopedBackend")
        for name, asked in (("rules", {}), ("bodies", {"rule": "R-13"})):
            get = partial(client.get, reverse("routines:wall"), asked)
            get()
            times = [seconds(get) * 1000 for _ in range(_TURNS)]
            yield Result(
                case=f"routines.wall.{name}",
                n=Obligation.objects.filter(tenant__code=_CITY).count(),
                value=percentile(times, 0.95),
                against=f"an aim of {WALL_GOAL} ms at p95",
                goal=WALL_GOAL,
                more={"who": role, "p50": median(times)},
            )


def _to_forty(tenant: Tenant) -> None:
    """Rules like those there are, under other codes, until there are forty."""
    rules = list(ObligationRule.objects.filter(tenant=tenant).order_by("code"))
    like = [rule for rule in rules if rule.tier == "branch"]
    for number in range(RULES - len(rules)):
        content = content_of(like[number % len(like)]) | {"code": f"B-{number}"}
        ObligationRule.objects.create(tenant=tenant, effective_from=dt.date(2018, 12, 3), **content)


def _year(tenant: Tenant) -> int:
    """Everything owed in the present year; how many rows were written."""
    at = timezone.now()
    year = timezone.localdate(at).year
    done = refresh_obligations(
        tenant=tenant,
        actor=system_actor(at=at),
        since=dt.date(year, 1, 1),
        until=dt.date(year, 12, 31),
    )
    _check()
    return done.written


def _empty() -> None:
    """An empty table, as new; what hangs on it goes with it, until all is taken back."""
    _check()
    _run(f"TRUNCATE {_ROW} CASCADE")


def _checked(statement: str) -> None:
    _run(statement)
    _check()


def _check() -> None:
    """Check the foreign keys now: both sides pay for them."""
    _run("SET CONSTRAINTS ALL IMMEDIATE")
    _run("SET CONSTRAINTS ALL DEFERRED")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


CASES: dict[str, Case] = {
    "routines.generate": generate,
    "routines.wall": draw_walls,
}
