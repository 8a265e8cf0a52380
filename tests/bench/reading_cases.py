"""Reading within a scope: one page, a list and a count, beside one row by its key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from checklists.models import Assignment
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Tier
from tests.bench.grounds import Ground
from tests.bench.list_cases import city_with_work
from tests.bench.registry import Bench, Case
from tests.bench.results import Result
from tests.bench.statements import counting, running
from tests.bench.timing import milliseconds
from tests.bench.tree_cases import LARGE, MILLION, city_with_peers

_TURNS = 101
_PAGE = 50


def read_organizations(bench: Bench) -> Iterator[Result]:
    """Organisations by name, within scopes of a whole city, a committee and three stations."""
    for size in (LARGE, *([MILLION] if bench.is_million else [])):
        ground = city_with_peers(bench, size)
        everything = Organization.objects.all()
        for who, actor, plain in _scopes(ground):
            yield from _three(
                "organizations",
                size,
                who=who,
                scoped=everything.visible_to(actor).of_tier(Tier.BRANCH),
                plain=everything.filter(**plain).of_tier(Tier.BRANCH),
                order=("name_key", "id"),
            )


def read_assignments(bench: Bench) -> Iterator[Result]:
    """Assignments by the day they are due, within the same scopes."""
    for size in (LARGE, *([MILLION] if bench.is_million else [])):
        ground = city_with_work(bench, size)
        everything = Assignment.objects.all()
        for who, actor, plain in _scopes(ground):
            yield from _three(
                "assignments",
                size,
                who=who,
                scoped=everything.visible_to(actor),
                plain=everything.filter(**plain),
                order=("due_date", "id"),
            )


def _scopes(ground: Ground) -> Iterator[tuple[str, Actor, dict[str, Any]]]:
    """A person, and the filter that finds the same rows for someone who checks nothing."""
    committee = ground.some(Tier.COMMITTEE)[0]
    stations = ground.some(Tier.STATION, 3)
    yield "city leader", ground.actor(ground.root), {"tenant_id": ground.tenant.pk}
    yield "committee leader", ground.actor(committee), {"committee_id": committee.pk}
    yield (
        "head of three stations",
        ground.actor(*stations),
        {"station_id__in": [station.pk for station in stations]},
    )


def _three(
    name: str,
    size: int,
    *,
    who: str,
    scoped: QuerySet[Any],
    plain: QuerySet[Any],
    order: tuple[str, str],
) -> Iterator[Result]:
    page = scoped.order_by(*order)[:_PAGE]
    first = page[0].pk
    one = scoped.model._default_manager.filter(pk=first)
    value, reference = milliseconds(running(page), running(one), turns=_TURNS)
    (objects,) = milliseconds(lambda: list(page.all()), turns=_TURNS)
    yield Result(
        case=f"read.{name}.page",
        n=size,
        value=value,
        against="one row by its primary key",
        reference=reference,
        goal=2.5,
        more={"who": who, "as_objects_ms": objects},
    )
    for verb, ours, theirs in (
        ("list", running(page), running(plain.order_by(*order)[:_PAGE])),
        ("count", counting(scoped), counting(plain)),
    ):
        value, reference = milliseconds(ours, theirs, turns=_TURNS if verb == "list" else 15)
        yield Result(
            case=f"read.{name}.{verb}",
            n=size,
            value=value,
            against="the same query without the check of scope",
            reference=reference,
            goal=1.25,
            more={"who": who},
        )


CASES: dict[str, Case] = {
    "read.organizations": read_organizations,
    "read.assignments": read_assignments,
}
