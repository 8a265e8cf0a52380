"""12,000 branches and a scheme of 25 indicators that are all read, from a room that only reckons.

What the real rooms take for their own counting is not in it (``inspections.rooms`` has that).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.test import override_settings

from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from hierarchy.terms import Tier
from inspections.actions.rounds import draft_round
from inspections.actions.scheme_copying import lay_parts
from inspections.actions.schemes import adopt_scheme, draft_scheme
from inspections.models import Round, Scheme
from inspections.scheme_data import DimensionData, SchemeData, ratio
from inspections.terms import Choice, Subject
from tests.bench.grounds import Ground, build_city
from workflow import indicators
from workflow.indicators import Offered, Period, Reading, RowBehind

INDICATORS: Final = 25
_INNER: Final = 271
"""The bodies above 12,000 branches, and above the few of the small scale."""
_ROWS: Final = 6
_DIMENSIONS: Final = 5


class BenchRoom:
    """25 indicators; of every body some months out of six, each with its row."""

    def offered(self) -> Iterable[Offered]:
        for number in range(INDICATORS):
            yield Offered(f"bench.{number}", f"指标{number}", "次", (Tier.BRANCH,), "测试口径。")

    def readings(
        self, key: str, *, tenant: Tenant, bodies: Sequence[int], period: Period
    ) -> Mapping[int, Reading]:
        number = int(key.removeprefix("bench."))
        return {body: _reading(body, number, period.start) for body in bodies}


def _reading(body: int, number: int, start: dt.date) -> Reading:
    held = (body * 31 + number * 17) % (_ROWS + 1)
    rows = tuple(
        RowBehind(
            f"{start.year}年{month + 1}月测试活动",
            start.replace(month=month + 1),
            counts=month < held,
            path=f"/routines/obligations/{body * 100 + month}/",
        )
        for month in range(_ROWS)
    )
    return Reading(Decimal(held), Decimal(_ROWS), rows=rows)


@contextmanager
def bench_room() -> Iterator[None]:
    """Let the room be asked, beside the others, while the block lasts."""
    named = [*settings.INDICATOR_SOURCES, f"{__name__}.BenchRoom"]
    with override_settings(INDICATOR_SOURCES=named):
        _forget()
        yield
    _forget()


def build_branches(branches: int) -> Ground:
    """A city of so many branches."""
    return build_city(branches + _INNER)


def a_plan(ground: Ground, actor: Actor, *, ago: int = 0, chosen: Any = ()) -> Round:
    """A round of the city by the scheme of 25, over all or the chosen branches."""
    year = actor.on.year - ago
    scheme = Scheme.objects.filter(owner=ground.root).in_use().first()
    content = {
        "scheme": scheme or _scheme(ground.root, actor),
        "name": f"测试轮次{year}",
        "year": year,
        "period_start": dt.date(year, 1, 1),
        "period_end": dt.date(year, 12, 31),
        "self_check_until": actor.on + dt.timedelta(days=7),
        "scoring_until": actor.on + dt.timedelta(days=21),
        "choice": Choice.CHOSEN if chosen else Choice.ALL,
        "chosen": chosen,
    }
    return draft_round(organizer=ground.root, content=content, actor=actor)


def _scheme(owner: Organization, actor: Actor) -> Scheme:
    lines = [ratio(f"I{number}", f"指标{number}", 4, f"bench.{number}") for number in _numbers()]
    each = INDICATORS // _DIMENSIONS
    data = SchemeData(
        name="测试方案",
        subject=Subject.BRANCH,
        dimensions=tuple(
            DimensionData(f"D{place}", f"维度{place}", tuple(lines[place * each :][:each]))
            for place in range(_DIMENSIONS)
        ),
    )
    scheme = draft_scheme(
        owner=owner, subject=Subject.BRANCH, name=data.name, content={}, actor=actor
    )
    lay_parts(data, scheme)
    return adopt_scheme(scheme=scheme, actor=actor)


def _numbers() -> range:
    return range(INDICATORS)


def _forget() -> None:
    indicators._sources.cache_clear()
    indicators._by_key.cache_clear()
