"""A vote that somebody else took off its record meanwhile does not come back by a correction."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from routines.actions.balloting import remove_ballot, write_ballot
from routines.models import Ballot, Record
from routines.terms import RecordKind
from tests.routines.records import held
from tests.world import World

COUNTS = {"matter": "通过年度计划", "eligible": 10, "present": 9, "in_favour": 9}


def voted(world: World) -> tuple[Record, Ballot]:
    record = held(world, RecordKind.MEMBERS_MEETING)
    actor = world.actor("secretary")
    return record, write_ballot(record=record, kind="resolution", counts=COUNTS, actor=actor)


def test_a_vote_taken_off_meanwhile_is_not_written_again(world: World) -> None:
    record, ballot = voted(world)
    stale = Ballot.objects.get(pk=ballot.pk)
    actor = world.actor("secretary")
    remove_ballot(ballot=ballot, actor=actor)

    with pytest.raises(ValidationError) as corrected:
        write_ballot(record=record, kind="resolution", counts=COUNTS, ballot=stale, actor=actor)
    with pytest.raises(ValidationError) as removed:
        remove_ballot(ballot=stale, actor=actor)

    assert {corrected.value.code, removed.value.code} == {"ballot_gone"}
    assert not Ballot.objects.exists()


def test_a_vote_is_corrected_on_its_own_record_alone(world: World) -> None:
    _, ballot = voted(world)
    other = held(world, RecordKind.MEMBERS_MEETING)
    with pytest.raises(ValidationError, match="已被删除"):
        write_ballot(
            record=other,
            kind="resolution",
            counts=COUNTS,
            ballot=ballot,
            actor=world.actor("secretary"),
        )
