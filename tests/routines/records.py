"""Records for tests, entered through the actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hierarchy.models import Organization
from routines.actions.fulfilling import confirm_answers
from routines.actions.recording import register_record
from routines.matching import proposals
from routines.models import Obligation, PartyGroup, Record
from routines.terms import RecordKind
from tests.routines.conftest import at
from tests.world import World

K = RecordKind


def held(
    world: World,
    kind: str = K.THEME_DAY,
    day: dt.date | None = None,
    *,
    body: str = "branch",
    person: str = "secretary",
    typed: dt.date | None = None,
    **content: Any,
) -> Record:
    """A record of something held on a day (the world's by default), typed that day or later."""
    happened = day or world.home.on
    organization: Organization = getattr(world, body)
    return register_record(
        organization=organization,
        kind=kind,
        content={"happened_on": happened, **content},
        actor=world.actor(person, at=at(typed or max(happened, world.home.on))),
    )


def confirmed(world: World, record: Record, *, person: str = "secretary") -> list[Obligation]:
    """The record with everything confirmed that is ticked beforehand, on the day it was typed."""
    ticked = [one.pk for one in proposals(record, on=record.entered_at.date()) if one.likely]
    return confirm_answers(
        record=record,
        obligations=ticked,
        actor=world.actor(person, at=record.entered_at),
    )


def group(organization: Organization, name: str = "第一党小组") -> PartyGroup:
    """A party group that has been there for long."""
    return PartyGroup.objects.create(
        organization=organization, name=name, starts_on=dt.date(2024, 1, 1)
    )
