"""The table of moves is the whole law: each status × each verb, allowed exactly when it says so."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from checklists.models import Assignment, Checklist
from checklists.rules import ASSIGNMENT_MOVES, LIST_MOVES
from checklists.terms import AssignmentStatus, ListStatus
from tests.lists import city_draft, city_list, given_to
from tests.world import World
from workflow.models import AuditEntry
from workflow.moves import Move, perform

PEOPLE = {"receiver": "mall_leader", "issuer": "city_leader"}


@pytest.mark.parametrize("status", AssignmentStatus.values)
@pytest.mark.parametrize("move", list(ASSIGNMENT_MOVES), ids=lambda move: move.verb)
def test_an_assignment_moves_exactly_as_the_table_says(
    world: World, status: str, move: Move
) -> None:
    owed = _assignment(world, status)
    actor = world.actor(PEOPLE[move.at])

    if status in move.sources:
        moved = perform(owed, move.verb, table=ASSIGNMENT_MOVES, actor=actor, reason="理由")
        assert moved.status == move.target
    else:
        with pytest.raises(ValidationError) as refusal:
            perform(owed, move.verb, table=ASSIGNMENT_MOVES, actor=actor, reason="理由")
        assert refusal.value.code == "wrong_status"
        assert f"不能{move.label}" in refusal.value.messages[0]
        owed.refresh_from_db()
        assert owed.status == status


@pytest.mark.parametrize("status", ListStatus.values)
@pytest.mark.parametrize("move", list(LIST_MOVES), ids=lambda move: move.verb)
def test_a_list_moves_exactly_as_the_table_says(world: World, status: str, move: Move) -> None:
    draft = city_draft(world, titles=("甲",))
    issued_at = world.at if status in ("issued", "archived") else None
    Checklist.objects.filter(pk=draft.pk).update(status=status, issued_at=issued_at)
    changes = {"issued_at": world.at} if move.verb == "issue" else {}

    def attempt() -> Checklist:
        return perform(
            draft,
            move.verb,
            table=LIST_MOVES,
            actor=world.actor("city_leader"),
            reason="理由",
            changes=changes,
        )

    if status in move.sources:
        assert attempt().status == move.target
    else:
        with pytest.raises(ValidationError) as refusal:
            attempt()
        assert refusal.value.code == "wrong_status"


@pytest.mark.parametrize("move", list(ASSIGNMENT_MOVES), ids=lambda move: move.verb)
def test_the_other_side_may_not_make_the_move(world: World, move: Move) -> None:
    owed = _assignment(world, move.sources[0])
    other = PEOPLE["issuer" if move.at == "receiver" else "receiver"]

    with pytest.raises(PermissionDenied):
        perform(owed, move.verb, table=ASSIGNMENT_MOVES, actor=world.actor(other), reason="理由")


@pytest.mark.parametrize(
    "move", [move for move in ASSIGNMENT_MOVES if move.needs_reason], ids=lambda move: move.verb
)
def test_a_move_that_needs_a_reason_asks_for_it(world: World, move: Move) -> None:
    owed = _assignment(world, move.sources[0])

    with pytest.raises(ValidationError, match=f"请填写{move.label}的理由") as refusal:
        perform(
            owed, move.verb, table=ASSIGNMENT_MOVES, actor=world.actor(PEOPLE[move.at]), reason=" "
        )
    assert refusal.value.code == "reason_needed"


@pytest.mark.parametrize("status", AssignmentStatus.values)
def test_the_buttons_are_the_moves_one_may_make(world: World, status: str) -> None:
    owed = _assignment(world, status)

    for side, person in PEOPLE.items():
        drawn = ASSIGNMENT_MOVES.available(owed, world.actor(person))
        assert [move.verb for move in drawn] == [
            move.verb for move in ASSIGNMENT_MOVES if status in move.sources and move.at == side
        ]
    for person in ("station_head", "district_reader", "twin.city_leader"):
        assert ASSIGNMENT_MOVES.available(owed, world.actor(person)) == []


def test_every_status_is_reached_and_every_open_one_is_left() -> None:
    reached = {move.target for move in ASSIGNMENT_MOVES} | {AssignmentStatus.TO_SIGN}
    left = {status for move in ASSIGNMENT_MOVES for status in move.sources}

    assert reached == set(AssignmentStatus)
    assert set(AssignmentStatus) - left == {AssignmentStatus.CARRIED_OVER}


def test_an_unknown_status_is_refused_by_the_database(world: World) -> None:
    city_list(world)
    with pytest.raises(IntegrityError, match="assignment_status_known"):
        Assignment.objects.update(status="lost")


def test_a_move_is_entered_with_what_it_changed(world: World) -> None:
    owed = _assignment(world, "to_sign")

    perform(
        owed,
        "sign",
        table=ASSIGNMENT_MOVES,
        actor=world.actor("mall_leader"),
        changes={"signed_at": world.at},
    )

    entry = AuditEntry.objects.latest("id")
    assert entry.verb == "assignment.sign"
    assert entry.before == {"status": "to_sign", "signed_at": None}
    assert entry.after["status"] == "in_progress"


def _assignment(world: World, status: str) -> Assignment:
    city_list(world, titles=("甲",))
    owed = given_to(world, "mall")
    Assignment.objects.filter(pk=owed.pk).update(status=status)
    owed.refresh_from_db()
    return owed
