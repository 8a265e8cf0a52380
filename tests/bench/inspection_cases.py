"""One round over 12,000 branches × 25 indicators: opened, read, reckoned; and a body's card.

``inspections.rooms`` does the same over the demo city with the proposed scheme, and so asks the
real rooms. The small scale has 500 branches. Everything is undone at the end. Beside the scoring
stands one COPY of the same rows into the same table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from statistics import median
from tempfile import TemporaryFile
from time import process_time
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from hierarchy.actors import Actor, system_actor
from hierarchy.models import Organization, Tenant
from hierarchy.terms import Tier
from inspections.actions.opening import lay_sheets, open_round
from inspections.actions.reading import take_readings
from inspections.actions.results import settle_results
from inspections.actions.rounds import draft_round, start_scoring
from inspections.actions.schemes import seed_schemes
from inspections.models import Inspection, Round, Scheme, Score
from inspections.round_progress import dimension_averages
from inspections.terms import InspectionStatus, RoundStatus, Subject
from tests.bench.grounds import Ground
from tests.bench.inspection_grounds import a_plan, bench_room, build_branches
from tests.bench.page_cases import demo_city
from tests.bench.registry import Bench, Case
from tests.bench.results import Result
from tests.bench.timing import database_seconds, peak_megabytes, percentile, seconds

SCORE_GOAL, MEMORY_GOAL, CARD_GOAL, QUERIES_GOAL = 60, 512, 100, 12
_FULL, _SMALL, _TURNS, _YEARS = 12_000, 500, 20, 5
_ROW = Score._meta.db_table


def ground_of(bench: Bench) -> Ground:
    """The city of branches: 500, or 12,000."""
    small = bench.scale == "small"
    branches = _SMALL if small else _FULL
    ground: Ground = bench.server.open(
        f"inspections_{'small' if small else 'full'}", lambda: build_branches(branches)
    )
    return ground


def score(bench: Bench) -> Iterator[Result]:
    """25 indicators of every branch, all of them read from a room that only reckons."""
    ground = ground_of(bench)
    actor = system_actor(at=timezone.now())
    with bench_room(), transaction.atomic():
        yield from _round("inspections.score", a_plan(ground, actor), actor)
        transaction.set_rollback(True)


def rooms(bench: Bench) -> Iterator[Result]:
    """The proposed scheme (28 indicators, half of them read) over the demo city's branches."""
    demo_city(bench)
    actor = system_actor(at=timezone.now())
    with transaction.atomic():
        yield from _round("inspections.rooms", _proposed(actor), actor)
        transaction.set_rollback(True)


def card(bench: Bench) -> Iterator[Result]:
    """The health card of a branch with five published rounds, as three people open it."""
    ground = ground_of(bench)
    actor = system_actor(at=timezone.now())
    body = ground.some(Tier.BRANCH)[0]
    assert body.officer_id
    assert body.station_id
    above = Organization.objects.in_bulk([body.officer_id, body.station_id])
    with bench_room(), transaction.atomic():
        for ago in range(_YEARS):
            _published(ground, actor, body, ago)
        for who, place in (
            ("officer", above[body.officer_id]),
            ("station", above[body.station_id]),
            ("city", ground.root),
        ):
            user = ground.actor(place).user
            assert user
            yield _page(who, user, reverse("inspections:card", args=[body.pk]))
        transaction.set_rollback(True)


def _round(case: str, round: Round, actor: Actor) -> Iterator[Result]:
    """Open, read and reckon a round: seconds, processor seconds and memory, beside the COPY."""
    opened = seconds(lambda: open_round(round=round, actor=actor))
    laid = seconds(lambda: lay_sheets(round_id=round.pk, actor=actor))
    round.refresh_from_db()
    started = start_scoring(round=round, actor=actor)
    _check()
    taken: dict[str, float] = {}
    before = _processor()
    peak = peak_megabytes(lambda: _score(started, actor, taken))
    taken["processor"] = _processor() - before
    sheets = round.inspections
    rows = Score.objects.filter(inspection__round=round).count()
    left = sheets.filter(total__isnull=True).count()
    if left:
        raise RuntimeError(f"{left} sheets have no total")
    sheets.update(status=InspectionStatus.SCORED)
    averages = seconds(lambda: dimension_averages(sheets.all())) * 1000
    size = sheets.count()
    before = _processor()
    bare = _bare_copy()
    taken["copy_processor"] = _processor() - before
    told = {"sheets": size, "open": opened, "lay": laid, "copy": bare, "averages_ms": averages}
    more = told | taken
    yield Result(
        case=case,
        n=rows,
        value=taken["read"] + taken["keys"] + taken["settle"],
        unit="s",
        against=f"an aim of {SCORE_GOAL} s; one COPY of the same rows beside it",
        goal=SCORE_GOAL,
        more=more,
    )
    against = f"an aim of {MEMORY_GOAL} MB above what the process held"
    yield Result(
        case=f"{case}.memory", n=rows, value=peak, unit="MB", against=against, goal=MEMORY_GOAL
    )


def _proposed(actor: Actor) -> Round:
    """A round of the demo city over all its branches."""
    tenant = Tenant.objects.get(code="suzhou")
    seed_schemes(tenant=tenant, on=dt.date(2020, 1, 1), actor=actor)
    scheme = Scheme.objects.in_use().filter(tenant=tenant, subject=Subject.BRANCH, is_example=True)
    content = {
        "scheme": scheme[0],
        "name": "测试轮次",
        "year": actor.on.year,
        "period_start": dt.date(actor.on.year, 1, 1),
        "period_end": dt.date(actor.on.year, 12, 31),
        "self_check_until": actor.on + dt.timedelta(days=7),
        "scoring_until": actor.on + dt.timedelta(days=21),
    }
    root = Organization.objects.get(tenant=tenant, tier=Tier.CITY)
    return draft_round(organizer=root, content=content, actor=actor)


def _score(round: Round, actor: Actor, taken: dict[str, float]) -> None:
    """Read, check keys, give all points by hand where any are, reckon; the seconds of three."""
    read = partial(take_readings, round_id=round.pk, ticket=round.reading_ticket, actor=actor)
    taken["read"] = seconds(read)
    taken["keys"] = seconds(_check)
    by_hand = Score.objects.filter(inspection__round=round, indicator__source="")
    for indicator in round.scheme.indicators.filter(source=""):
        by_hand.filter(indicator=indicator).update(earned=indicator.points)
    sheets = list(round.inspections.order_by("pk").values_list("pk", flat=True))
    taken["settle"] = seconds(partial(settle_results, sheets))


def _published(ground: Ground, actor: Actor, body: Organization, ago: int) -> None:
    round = a_plan(ground, actor, ago=ago, chosen=[body])
    started = start_scoring(round=open_round(round=round, actor=actor), actor=actor)
    _score(started, actor, {})
    rows = Inspection.objects.filter(round=round)
    rows.update(status=InspectionStatus.PUBLISHED, total=F("total") + ago)
    Round.objects.filter(pk=round.pk).update(
        status=RoundStatus.PUBLISHED, published_at=actor.at - dt.timedelta(days=365 * ago)
    )


def _page(who: str, user: User, path: str) -> Result:
    client = Client(SERVER_NAME="localhost", raise_request_exception=True)
    client.force_login(user, backend="hierarchy.backends.ScopedBackend")
    get = partial(client.get, path)
    get()
    with CaptureQueriesContext(connection) as captured:
        answer = get()
    queries = len(captured)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    times, own = [], []
    for _ in range(_TURNS):
        started = process_time()
        times.append(seconds(get) * 1000)
        own.append((process_time() - started) * 1000)
    return Result(
        case="inspections.card",
        n=_YEARS,
        value=percentile(times, 0.95),
        against=f"an aim of {CARD_GOAL} ms at p95",
        goal=CARD_GOAL,
        more={
            "who": who,
            "p50": median(times),
            "python": median(own),
            "queries": queries,
            "queries_goal": QUERIES_GOAL,
        },
    )


def _bare_copy() -> float:
    """Seconds of one COPY of every score that stands, into the table emptied for it."""
    # A table with checks that wait for the commit can't be emptied.
    _check()
    with TemporaryFile("w+") as kept, connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {_ROW} TO STDOUT", kept)
        cursor.execute(f"TRUNCATE {_ROW} CASCADE")
        kept.seek(0)
        return seconds(partial(_copied, cursor, kept))


def _copied(cursor: Any, kept: Any) -> None:
    cursor.copy_expert(f"COPY {_ROW} FROM STDIN", kept)
    _check()


def _check() -> None:
    """Check the foreign keys now, as each commit of the work itself does; both sides pay for them.

    A history trigger looks through all checks that wait for the commit, for every row it keeps.
    """
    _run("SET CONSTRAINTS ALL IMMEDIATE")
    _run("SET CONSTRAINTS ALL DEFERRED")


def _processor() -> float:
    """Processor seconds of this process and of its backend of the database so far."""
    return process_time() + database_seconds()


def _run(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


CASES: dict[str, Case] = {
    "inspections.score": score,
    "inspections.card": card,
    "inspections.rooms": rooms,
}
