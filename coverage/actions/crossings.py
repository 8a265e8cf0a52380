"""Lines that facts have crossed (越线): opened and settled by comparing, set-based.

Nobody opens or closes a crossing by hand. Whoever changes figures, places or committees asks
``refresh_crossings``; running it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection

from coverage.actions.crossing_sql import OPEN_BODIES, OPEN_UNITS, SETTLE_BODIES, SETTLE_UNITS
from coverage.models import Unit
from coverage.rulebook import rules_on
from coverage.rules import BRANCH_KINDS, COMMITTEE_AT_LEAST, ELECTING_KINDS
from hierarchy.actors import Actor
from hierarchy.models import Tenant

_PLACES = (
    f"SELECT DISTINCT place_id FROM {Unit._meta.db_table} "  # noqa: S608 - the name is ours
    "WHERE id = ANY(%s::bigint[])"
)


def refresh_crossings(
    *,
    tenant: Tenant,
    actor: Actor,
    unit_ids: Collection[int] | None = None,
    new_unit_ids: Collection[int] = (),
    organization_ids: Collection[int] | None = None,
) -> None:
    """Open what facts have crossed and settle what they no longer cross.

    With both ``None`` the whole city is compared. Given units only, their present places are
    compared too; places they have left are the caller's to name. Units that were entered this
    very moment may be named apart: nothing earlier is looked for behind them. Four statements,
    however many rows; inside the caller's transaction.
    """
    whole = unit_ids is None and organization_ids is None
    known = [] if whole else list(unit_ids or ())
    units = [*known, *new_unit_ids]
    bodies = [] if whole else _bodies(units, organization_ids or ())
    asked = _asked(tenant, actor) | {
        "units": None if whole else _array(units),
        "known": None if whole else _array(known),
        "bodies": None if whole else _array(bodies),
    }
    with connection.cursor() as cursor:
        if whole or units:
            cursor.execute(SETTLE_UNITS, asked)
            cursor.execute(OPEN_UNITS, asked)
        if whole or bodies:
            cursor.execute(SETTLE_BODIES, asked)
            cursor.execute(OPEN_BODIES, asked)


def _bodies(unit_ids: list[int], organization_ids: Collection[int]) -> list[int]:
    places: set[int] = set()
    if unit_ids:
        with connection.cursor() as cursor:
            cursor.execute(_PLACES, [_array(unit_ids)])
            places.update(row[0] for row in cursor.fetchall())
    return sorted({*places, *organization_ids})


def _array(ids: Collection[int]) -> str:
    """Ids as one literal: the parser takes an array of 100,000 expressions far longer."""
    return f"{{{','.join(map(str, ids))}}}"


def _asked(tenant: Tenant, actor: Actor) -> dict[str, Any]:
    rules = rules_on(tenant=tenant, on=actor.on)
    return {
        "tenant": tenant.pk,
        "at": actor.at,
        "on": actor.on,
        "days": rules.proposal_days,
        "found": rules.found_from,
        "joint": rules.joint_units,
        "large": rules.branch_members,
        "committee": rules.committee_from,
        "seats": COMMITTEE_AT_LEAST,
        "branches": [kind.value for kind in BRANCH_KINDS],
        "electing": [kind.value for kind in ELECTING_KINDS],
    }
