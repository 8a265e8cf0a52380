"""Server time and queries of the pages people open most, on a demo city of the chosen scale.

Requests go through every middleware in this process, by Django's own client; the network and
the web server in front are not in the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import StringIO
from itertools import cycle, islice
from statistics import median

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from checklists.models import Assignment, Checklist, ChecklistItem
from hierarchy.actors import Actor, load_actor
from hierarchy.models import Organization
from hierarchy.terms import Capability, Tier
from tests.bench.registry import Bench, Case
from tests.bench.results import Result, say
from tests.bench.timing import percentile, seconds, whole_peak_megabytes

P95_GOAL, QUERIES_GOAL = 100, 12
_REQUESTS = 20
_HOST = "localhost"
# The options of ``seed_demo`` behind each scale of the bench.
_SEEDS: dict[str, dict[str, object]] = {
    "small": {"scale": "small"},
    "city": {"scale": "city"},
    "five": {"scale": "city", "cities": 5},
    "million": {"scale": "city", "cities": 5},
}
ROLES = {
    "city leader": "suzhou-leader",
    "committee leader": "suzhou-committee",
    "station head": "suzhou-station",
    "officer": "suzhou-officer",
    "secretary": "suzhou-secretary",
    "district reader": "suzhou-district",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its name, and the addresses of it that one person would open."""

    name: str
    addresses: Callable[[Actor], list[str]]


def demo_city(bench: Bench) -> int:
    """The ground of the pages: the demo city; how many branches and units it has."""
    options = _SEEDS[bench.scale]

    def build() -> int:
        taken = seconds(lambda: call_command("seed_demo", stdout=StringIO(), **options))
        say(f"seed_demo took {taken:.0f} s, peak {whole_peak_megabytes():.0f} MB")
        return Organization.objects.filter(tier=Tier.BRANCH).count()

    found: int = bench.server.open(f"pages_{bench.scale}", build)
    return found


def pages(bench: Bench) -> Iterator[Result]:
    """Every page for every role."""
    size = demo_city(bench)
    for role, username in ROLES.items():
        user = User.objects.get(username=username)
        client = Client(SERVER_NAME=_HOST, raise_request_exception=True)
        client.force_login(user, backend="hierarchy.backends.ScopedBackend")
        actor = load_actor(user, at=timezone.now())
        for page in PAGES:
            addresses = page.addresses(actor)
            if addresses:
                yield _measured(client, page, addresses, role=role, size=size)


def _measured(client: Client, page: Page, addresses: list[str], *, role: str, size: int) -> Result:
    queries = max(_queries(client, address) for address in addresses)
    times = [
        seconds(partial(client.get, address)) * 1000
        for address in islice(cycle(addresses), max(_REQUESTS, len(addresses)))
    ]
    return Result(
        case=f"page.{page.name}",
        n=size,
        value=percentile(times, 0.95),
        against=f"an aim of {P95_GOAL} ms at p95",
        goal=P95_GOAL,
        more={
            "who": role,
            "p50": median(times),
            "queries": queries,
            "queries_goal": QUERIES_GOAL,
        },
    )


def _queries(client: Client, address: str) -> int:
    """How many queries one request makes, once templates are read and the session is written."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
    return len(captured)


def _fixed(name: str, *queries: str, capability: Capability) -> Callable[[Actor], list[str]]:
    def addresses(actor: Actor) -> list[str]:
        if not actor.may(capability):
            return []
        return [f"{reverse(name)}{query}" for query in ("", *queries)]

    return addresses


def _lists(actor: Actor) -> list[str]:
    visible = Checklist.objects.visible_to(actor).order_by("-id").values_list("pk", flat=True)
    return [reverse("checklists:checklist_detail", args=[pk]) for pk in visible[:5]]


def _assignments(actor: Actor) -> list[str]:
    visible = Assignment.objects.visible_to(actor).order_by("due_date", "id")
    return [
        reverse("checklists:assignment_detail", args=[pk])
        for pk in visible.values_list("pk", flat=True)[:5]
    ]


def _threads(actor: Actor) -> list[str]:
    heads = ChecklistItem.objects.heading(actor).order_by("-id").values_list("pk", flat=True)
    return [reverse("checklists:thread", args=[pk]) for pk in heads[:5]]


PAGES = (
    Page("todo", _fixed("workbench:todo", capability=Capability.VIEW)),
    Page("lists", _fixed("checklists:checklist_list", "?tab=all", capability=Capability.VIEW_WORK)),
    Page("list", _lists),
    Page(
        "assignments",
        _fixed(
            "checklists:assignment_list",
            *("?light=red", "?light=yellow", "?light=blue"),
            capability=Capability.VIEW_WORK,
        ),
    ),
    Page("assignment", _assignments),
    Page("thread", _threads),
    Page("review", _fixed("checklists:review_queue", capability=Capability.REVIEW)),
    Page(
        "organizations",
        _fixed("hierarchy:organization_list", "?q=第一", capability=Capability.VIEW),
    ),
)
CASES: dict[str, Case] = {"page": pages}
