"""From an election to a term: who was elected, from when to when, with which duty; writes nothing.

What an election decided is on its record already; only what the ballots don't say, the duties
of the members of a committee, is left for a person to choose.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hierarchy.actors import Actor
from hierarchy.roles import can
from hierarchy.terms import Capability, Kind
from routines.models import Record
from routines.rules import months_later
from routines.terms import RecordKind, RecordStatus
from workflow.electing import Seated, Standing, term_keeper

TERM_YEARS = 3
TERM_YEARS_OF: Mapping[str, int] = {Kind.BASE_COMMITTEE: 5}
"""R-18: a branch of 两新 usually three years, a base committee usually five."""
BEGIN, SEAT = "登记新一届", "登记补选结果"
_SECRETARY, _DEPUTY = "书记", "副书记"


def last_day_of_term(first: dt.date, *, kind: str) -> dt.date:
    """The last day of a term that begins on a day, by the usual length (R-18)."""
    years = TERM_YEARS_OF.get(kind, TERM_YEARS)
    return months_later(first, 12 * years) - dt.timedelta(days=1)


def is_whole(record: Record) -> bool:
    """Whether a new term begins by the record; a by-election only fills seats."""
    return RecordKind.ELECTION in record.kinds


def is_election(record: Record) -> bool:
    """Whether a record that counts is of an election at all."""
    elects = is_whole(record) or RecordKind.BY_ELECTION in record.kinds
    return elects and record.status == RecordStatus.KEPT


def elected_by(votes: Iterable[Mapping[str, Any]]) -> list[str]:
    """Whom some votes elected, each once, in the order of the ballots."""
    return list(
        dict.fromkeys(one.name for vote in votes for one in vote["standings"] if one.elected)
    )


def is_registered(record: Record, elected: Sequence[str], standing: Standing) -> bool:
    """Whether what the record decided is on record where the particulars are kept.

    A by-election of a term gone by has nothing left to decide, nor has one whose people left.
    """
    day, term_from = record.happened_on, standing.term_from
    if is_whole(record):
        return term_from is not None and term_from >= day
    if term_from is not None and term_from > day:
        return True
    known = {seat.name for seat in (*standing.seats, *standing.past) if _since(seat, day)}
    return known.issuperset(elected)


def offer_for(record: Record, votes: Sequence[Mapping[str, Any]], actor: Actor) -> str:
    """What the page of a record offers to register; empty where there is nothing to.

    The keeper is asked only where somebody was elected.
    """
    elected = elected_by(votes)
    if not (is_election(record) and elected):
        return ""
    if not can(actor, Capability.KEEP_LEDGER, at=record.organization):
        return ""
    standing = term_keeper().standing(organization=record.organization, on=actor.on)
    if is_registered(record, elected, standing):
        return ""
    return BEGIN if is_whole(record) else SEAT


def _since(seat: Seated, day: dt.date) -> bool:
    return seat.since is not None and seat.since >= day


def likely_duties(
    votes: Sequence[Mapping[str, Any]], *, standing: Standing, duties: Sequence[tuple[str, str]]
) -> dict[str, str]:
    """The duty of each person where it can be told: by the ballot, else the one held so far."""
    elected = elected_by(votes)
    found = {seat.name: seat.duty for seat in standing.seats if seat.name in elected}
    values = {label: value for value, label in duties}
    if len(elected) == 1:
        found.setdefault(elected[0], values.get(_SECRETARY, ""))
    for vote in votes:
        duty = values.get(_named(vote["ballot"].matter), "")
        names = [one.name for one in vote["standings"] if one.elected]
        if duty and len(names) == 1:
            found[names[0]] = duty
    return found


def _named(matter: str) -> str:
    """The one duty that the matter of a ballot names; of several none."""
    names = [_DEPUTY] if _DEPUTY in matter else []
    if _SECRETARY in matter.replace(_DEPUTY, ""):
        names.append(_SECRETARY)
    return names[0] if len(names) == 1 and "委员" not in matter else ""
