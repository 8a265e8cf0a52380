"""Hanging units elsewhere: one by one, and all that hang under a body when it is taken apart."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from coverage.actions.crossings import refresh_crossings
from coverage.actions.states import Entry, is_party_organization, signature, write_from
from coverage.models import Unit, UnitState
from coverage.models.unit import COUNTS
from coverage.standing import LINE_COLUMNS
from coverage.terms import Cover, Source
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Kind

_UNIT = Unit._meta.db_table
_STATE = UnitState._meta.db_table
_BODY = Organization._meta.db_table

_REANCHOR = f"""
    UPDATE {_UNIT} u SET {", ".join(f"{column} = body.{column}" for column in LINE_COLUMNS)}
    FROM {_BODY} body
    WHERE u.place_id = body.id AND body.id = ANY(%(ids)s)
      AND ({", ".join(f"u.{column}" for column in LINE_COLUMNS)})
          IS DISTINCT FROM ({", ".join(f"body.{column}" for column in LINE_COLUMNS)})
"""  # noqa: S608 - names are ours

_FIGURES = ", ".join((*COUNTS, "operating"))
_COVER = "CASE WHEN NOT %(covers)s THEN 'none' WHEN cover = 'alone' THEN 'joint' ELSE cover END"
_HAND_STATES = f"""
    INSERT INTO {_STATE} (unit_id, {_FIGURES}, cover, place_id, effective_on, source,
                          source_note, recorded_at, recorded_by)
    SELECT id, {_FIGURES}, {_COVER}, %(target)s, GREATEST(counted_on, %(on)s), %(source)s,
           %(note)s, %(at)s, %(by)s
    FROM {_UNIT} WHERE id = ANY(%(ids)s) ORDER BY id
"""  # noqa: S608
_HAND_UNITS = f"""
    UPDATE {_UNIT} SET place_id = %(target)s, cover = {_COVER},
           counted_on = GREATEST(counted_on, %(on)s)
    WHERE id = ANY(%(ids)s)
"""  # noqa: S608


def default_cover(place: Organization, *, besides: Unit | None = None) -> str:
    """How a body covers a unit that is given to it, unless somebody says otherwise."""
    if not is_party_organization(place):
        return Cover.NONE
    if place.kind == Kind.JOINT_BRANCH:
        return Cover.JOINT
    others = Unit.objects.filter(place=place)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    return Cover.JOINT if others.exists() else Cover.ALONE


def move_unit(unit: Unit, place: Organization, *, cover: str, entry: Entry) -> None:
    """Hang a locked unit under another body from the entry's day on."""
    left = unit.place_id
    write_from(unit, {"place": place, "cover": cover}, entry)
    refresh_crossings(
        tenant=unit.tenant,
        actor=entry.actor,
        unit_ids=[unit.pk],
        organization_ids=[left, place.pk],
    )


def hand_units(*, source: Organization, target: Organization, actor: Actor) -> list[int]:
    """Give every unit under ``source`` to ``target``; their ids.

    Under another party organisation a unit founded alone is covered jointly from now on; under
    anything else it is covered no longer. Inside the caller's transaction.
    """
    ids = list(
        Unit.objects.select_for_update(of=("self",), no_key=True)
        .filter(place=source)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    asked = {
        "ids": ids,
        "target": target.pk,
        "covers": is_party_organization(target),
        "on": actor.on,
        "at": actor.at,
        "by": signature(actor),
        "source": Source.OFFICE.value,
        "note": f"由“{source.name}”移交"[:200],
    }
    with connection.cursor() as cursor:
        cursor.execute(_HAND_STATES, asked)
        cursor.execute(_HAND_UNITS, asked)
    reanchor_units([target.pk])
    refresh_crossings(
        tenant=target.tenant, actor=actor, unit_ids=ids, organization_ids=[source.pk, target.pk]
    )
    return ids


def reanchor_units(organization_ids: Sequence[int]) -> None:
    """Copy where these bodies stand now to the units under them."""
    with connection.cursor() as cursor:
        cursor.execute(_REANCHOR, {"ids": list(organization_ids)})
