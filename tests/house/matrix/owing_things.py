"""Obligations, exemptions and feeds on the stage, of two lines and of both cities."""

from __future__ import annotations

import datetime as dt

from routines.actions.exceptions import exempt
from routines.actions.feeds import make_feed
from routines.actions.generating import refresh_obligations
from routines.models import Exemption, Obligation
from tests.house.matrix.cast import seers, superior
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing

OWING = ("branch", "lawyer_branch", "twin.branch")
READERS_OF_FEEDS = ("secretary", "lawyer_secretary", "twin.secretary")


def owing_things(stage: Stage) -> dict[str, list[Thing]]:
    """What is owed by a branch of each, one exemption of it, and a feed of its secretary's."""
    for prefix in ("", "twin."):
        city = stage.half(f"{prefix}branch")[0].city
        refresh_obligations(tenant=city.tenant, actor=city.system)
    return {
        "exemptions": [_exemption(stage, key) for key in OWING],
        "obligations": [_obligation(stage, key) for key in OWING],
        "feeds": [_feed(stage, name) for name in READERS_OF_FEEDS],
    }


def _places(key: str) -> dict[str, str]:
    return {"at": key, "superior": superior(key)}


def _exemption(stage: Stage, key: str) -> Thing:
    """Its reason, which stands in the roll too, is a word."""
    half, name = stage.half(key)
    body = half.city.bodies[name]
    readers = seers(key, right="see work")
    row: Exemption = exempt(
        organization=body,
        rule_code="R-13",
        starts_on=dt.date(2026, 3, 1),
        reason=stage.words.plant(f"鹮{body.pk}免", readers=readers),
        actor=half.city.system,
    )
    return Thing(f"exemption of {key}", (row.pk,), readers, _places(key))


def _obligation(stage: Stage, key: str) -> Thing:
    half, name = stage.half(key)
    row = Obligation.objects.get(
        organization=half.city.bodies[name], rule__code="R-13", period_start=dt.date(2026, 3, 1)
    )
    return Thing(f"obligation of {key}", (row.pk,), seers(key, right="see work"), _places(key))


def _feed(stage: Stage, name: str) -> Thing:
    half, person = stage.half(name)
    feed, _ = make_feed(actor=half.city.actor(person))
    return Thing(f"feed of {name}", (feed.pk,), frozenset({name}))
