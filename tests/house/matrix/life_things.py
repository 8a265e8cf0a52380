"""Records, talks, votes and groups on the stage, of two lines and of both cities."""

from __future__ import annotations

import datetime as dt

from routines.actions.balloting import write_ballot
from routines.actions.groups import set_up_group
from routines.actions.recording import register_record
from routines.actions.talks import write_talk
from routines.models import Fulfilment, Obligation, Record
from routines.terms import BallotKind, Mark, RecordKind
from tests.house.matrix.cast import seers, staff_of
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing

# By branch: who enters for it.
BRANCHES = {
    "branch": "secretary",
    "lawyer_branch": "lawyer_secretary",
    "twin.branch": "secretary",
}


def life_things(stage: Stage) -> dict[str, list[Thing]]:
    """Each bears a word that only its readers may read."""
    return {
        "life_bodies": [_body(stage, key) for key in BRANCHES],
        "party_groups": [_group(stage, key) for key in BRANCHES],
        "records": [_meeting(stage, key) for key in BRANCHES],
        "answered": [_answered(stage, key) for key in BRANCHES],
        "ballots": [_ballot(stage, key) for key in BRANCHES],
        "elections": [_election(stage, key) for key in BRANCHES],
        "talks": [_talk(stage, key) for key in BRANCHES],
    }


def _readers(key: str) -> frozenset[str]:
    return seers(key, right="see work")


def _word(stage: Stage, key: str, end: str) -> str:
    return stage.words.plant(f"鹡{key.replace('.', '')}{end}", readers=_readers(key))


def _body(stage: Stage, key: str) -> Thing:
    half, name = stage.half(key)
    return Thing(f"life of {key}", (half.city.bodies[name].pk,), _readers(key), {"at": key})


def _group(stage: Stage, key: str) -> Thing:
    half, name = stage.half(key)
    group = set_up_group(
        organization=half.city.bodies[name],
        name=_word(stage, key, "组"),
        starts_on=dt.date(2026, 1, 1),
        actor=half.city.actor(BRANCHES[key]),
    )
    return Thing(f"group of {key}", (group.pk,), _readers(key), {"at": key})


def _record(stage: Stage, key: str, kind: str, end: str, **content: object) -> Record:
    half, name = stage.half(key)
    return register_record(
        organization=half.city.bodies[name],
        kind=kind,
        content={"happened_on": half.city.on, "title": _word(stage, key, end), **content},
        actor=half.city.actor(BRANCHES[key]),
    )


def _meeting(stage: Stage, key: str) -> Thing:
    record = _record(stage, key, RecordKind.MEMBERS_MEETING, "会", place=_word(stage, key, "处"))
    return Thing(f"meeting of {key}", (record.pk,), _readers(key), {"at": key})


def _answered(stage: Stage, key: str) -> Thing:
    """A record with a row that it answers: taken back by whoever may record there."""
    record = _record(stage, key, RecordKind.THEME_DAY, "日")
    row = (
        Obligation.objects.filter(organization=record.organization)
        .filter(rule__answered_by__contains=[RecordKind.THEME_DAY])
        .filter(opens_on__lte=record.happened_on, grace_until__gte=record.happened_on)
        .order_by("due_on", "pk")
        .first()
    )
    assert row is not None, f"{key} owes no theme day on the stage"
    Fulfilment.objects.create(record=record, obligation=row, at=record.entered_at)
    return Thing(f"answer of {key}", (record.pk, row.pk), _readers(key), {"at": key})


def _ballot(stage: Stage, key: str) -> Thing:
    half, _ = stage.half(key)
    record = _record(stage, key, RecordKind.MEMBERS_MEETING, "票会")
    ballot = write_ballot(
        record=record,
        kind=BallotKind.RESOLUTION,
        counts={
            "matter": _word(stage, key, "决"),
            "eligible": 9,
            "present": 8,
            "in_favour": 7,
        },
        actor=half.city.actor(BRANCHES[key]),
    )
    return Thing(f"vote of {key}", (ballot.pk,), _readers(key), {"at": key})


def _election(stage: Stage, key: str) -> Thing:
    """One that elected somebody whose duty is still to be registered."""
    half, _ = stage.half(key)
    record = _record(stage, key, RecordKind.ELECTION, "选")
    write_ballot(
        record=record,
        kind=BallotKind.ELECTION,
        counts={
            "matter": _word(stage, key, "届"),
            "eligible": 9,
            "present": 9,
            "seats": 1,
            "needs_difference": False,
        },
        candidates=[(_word(stage, key, "当"), 8)],
        actor=half.city.actor(BRANCHES[key]),
    )
    return Thing(f"election of {key}", (record.pk,), _readers(key), {"at": key})


def _talk(stage: Stage, key: str) -> Thing:
    """What was said is read at the branch's own post alone, wherever else the record shows."""
    half, _ = stage.half(key)
    record = _record(stage, key, RecordKind.TALK, "谈", marks=[Mark.AMONG_MEMBERS])
    said = stage.words.plant(f"鹡鸰{key.replace('.', '')}语", readers=staff_of(key))
    write_talk(
        record=record,
        talker="甲",
        partner=said,
        points=said,
        actor=half.city.actor(BRANCHES[key]),
    )
    return Thing(f"talk of {key}", (record.pk,), _readers(key), {"at": key})
