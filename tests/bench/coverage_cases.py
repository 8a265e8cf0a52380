"""Coverage on a city of 60,000 units: proposals, the matrix, the ledger's pages, a month-end.

The ground is the demo city of the city scale; the small scale measures the same on 900 units.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from statistics import median

from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from coverage.actions.proposing import make_proposals
from coverage.actions.snapshots import take_snapshot
from coverage.joining.candidates import candidates
from coverage.joining.planning import Candidate, propose
from coverage.models import CoverageSnapshot, JointProposal, Unit
from coverage.rates import Matrix, matrix
from coverage.rulebook import DEFAULTS, RuleSet, rules_on
from hierarchy.actors import load_actor, system_actor
from hierarchy.models import Organization
from hierarchy.terms import Tier
from tests.bench.page_cases import ROLES, demo_city
from tests.bench.registry import Bench, Case
from tests.bench.results import Result
from tests.bench.timing import percentile, seconds

UNITS = 60_000
PROPOSALS_GOAL, MATRIX_GOAL, PAGE_GOAL = 10_000, 100, 100
_TURNS = 20
_CITY = "suzhou"


def plan_proposals(bench: Bench) -> Iterator[Result]:
    """Planning alone, over 60,000 units that all might join: facts in, groups out."""
    units = _crowd(UNITS)
    propose(units[:2_000], rules=DEFAULTS)
    taken = seconds(lambda: propose(units, rules=DEFAULTS)) * 1000
    plan = propose(units, rules=DEFAULTS)
    yield Result(
        case="coverage.proposals.plan",
        n=len(units),
        value=taken,
        goal=PROPOSALS_GOAL,
        more={"groups": len(plan.groups), "leftovers": len(plan.leftovers)},
    )


def make_in_the_city(bench: Bench) -> Iterator[Result]:
    """Reading the ledger of a city, planning, and writing the proposals; undone afterwards."""
    demo_city(bench)
    root = Organization.objects.select_related("tenant").get(
        tenant__code=_CITY, parent__isnull=True
    )
    rules = rules_on(tenant=root.tenant, on=timezone.localdate())
    joinable = sum(1 for _ in candidates(organization=root, rules=rules))
    with transaction.atomic():
        JointProposal.objects.filter(tenant=root.tenant).delete()
        system = system_actor(at=timezone.now())
        taken = seconds(partial(make_proposals, organization=root, actor=system)) * 1000
        offered = JointProposal.objects.filter(tenant=root.tenant).count()
        transaction.set_rollback(True)
    yield Result(
        case="coverage.proposals.make",
        n=Unit.objects.filter(tenant=root.tenant).count(),
        value=taken,
        goal=PROPOSALS_GOAL,
        more={"joinable": joinable, "offered": offered},
    )


def draw_matrix(bench: Bench) -> Iterator[Result]:
    """The matrix of industries by districts over a whole city, for each measure of the page."""
    demo_city(bench)
    actor = load_actor(User.objects.get(username=ROLES["city leader"]), at=timezone.now())
    units = Unit.objects.visible_to(actor)
    rules = rules_on(tenant=actor.tenant, on=actor.on) if actor.tenant else DEFAULTS
    for measure in ("organization_cover", "founded", "unbuilt"):
        draw = partial(_drawn, units, measure, rules)
        draw()
        times = [seconds(draw) * 1000 for _ in range(_TURNS)]
        yield Result(
            case=f"coverage.matrix.{measure}",
            n=units.count(),
            value=median(times),
            goal=MATRIX_GOAL,
            more={"p95": percentile(times, 0.95)},
        )


def ledger_pages(bench: Bench) -> Iterator[Result]:
    """Pages of the room for each role: server time with every middleware."""
    demo_city(bench)
    for name in PAGES:
        for role, username in ROLES.items():
            client = Client(SERVER_NAME="localhost", raise_request_exception=True)
            user = User.objects.get(username=username)
            client.force_login(user, backend="hierarchy.backends.ScopedBackend")
            get = partial(client.get, reverse(name))
            if get().status_code != 200:
                continue
            times = [seconds(get) * 1000 for _ in range(_TURNS)]
            yield Result(
                case=f"coverage.page.{name.partition(':')[2]}",
                n=Unit.objects.filter(tenant__code=_CITY).count(),
                value=percentile(times, 0.95),
                against=f"an aim of {PAGE_GOAL} ms at p95",
                goal=PAGE_GOAL,
                more={"who": role, "p50": median(times)},
            )


PAGES = (
    "coverage:overview",
    "coverage:overview_fresh",
    "coverage:overview_trend",
    "coverage:unit_list",
    "coverage:proposal_list",
    "coverage:spring",
)


def month_end(bench: Bench) -> Iterator[Result]:
    """One snapshot of every unit, beside copying the ledger's rows into a bare table."""
    demo_city(bench)
    root = Organization.objects.select_related("tenant").get(tenant__code=_CITY, tier=Tier.CITY)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with transaction.atomic():
        CoverageSnapshot.objects.filter(tenant=root.tenant, taken_for=yesterday).delete()
        floor = seconds(partial(_copied, root.tenant_id)) * 1000
        take = partial(
            take_snapshot,
            tenant=root.tenant,
            taken_for=yesterday,
            actor=system_actor(at=timezone.now()),
        )
        taken = seconds(take) * 1000
        transaction.set_rollback(True)
    yield Result(
        case="coverage.snapshot",
        n=Unit.objects.filter(tenant=root.tenant).count(),
        value=taken,
        against="INSERT … SELECT of the same units into a table without keys",
        reference=floor,
    )


def _drawn(units: QuerySet[Unit], measure: str, rules: RuleSet) -> Matrix:
    return matrix(units, measure=measure, rows="industry", columns="district", rules=rules)


def _copied(tenant_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE bare ON COMMIT DROP AS "
            f"SELECT * FROM {Unit._meta.db_table} WHERE tenant_id = %s",
            [tenant_id],
        )


def _crowd(count: int) -> list[Candidate]:
    """Units of 97 towns, 10 industries, 400 trades, some in buildings, some in associations."""
    return [
        Candidate(
            unit_id=number,
            name=f"测试{number}",
            members=1 + (number * 7 % 3 == 0),
            tenant_id=1,
            industry_id=number * 31 % 10,
            trade=str(number * 17 % 400),
            district_id=number % 97 % 10,
            town_id=number % 97 + 1,
            building=f"大厦{number * 13 % 2_000}" if number % 2 else "",
            association=f"商会{number * 11 % 60}" if number % 5 == 0 else "",
            head_is_member=number % 3 == 0,
            place_id=number % 1_500,
        )
        for number in range(1, count + 1)
    ]


CASES: dict[str, Case] = {
    "coverage.proposals.plan": plan_proposals,
    "coverage.proposals.make": make_in_the_city,
    "coverage.matrix": draw_matrix,
    "coverage.page": ledger_pages,
    "coverage.snapshot": month_end,
}
