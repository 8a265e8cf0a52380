"""The life of a summary is its table of moves, and each move belongs to its own body."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from routines.actions.summaries import comment_summary, send_back_summary, submit_summary
from routines.models import Summary
from routines.summary_moves import SUMMARY_MOVES
from routines.terms import SummaryStatus
from tests.routines.test_summaries import drafted, handed_up
from tests.world import World
from workflow.moves import Move, perform

PEOPLE = {"submit": "mall_leader", "send_back": "city_leader", "comment": "city_leader"}


@pytest.mark.parametrize("status", SummaryStatus.values)
@pytest.mark.parametrize("move", list(SUMMARY_MOVES), ids=lambda move: move.verb)
def test_a_summary_moves_exactly_as_the_table_says(world: World, status: str, move: Move) -> None:
    summary = drafted(world)
    Summary.objects.filter(pk=summary.pk).update(status=status)
    actor = world.actor(PEOPLE.get(move.verb, "city_clerk"))

    if status in move.sources:
        moved = perform(summary, move.verb, table=SUMMARY_MOVES, actor=actor, reason="理由")
        assert moved.status == move.target
    else:
        with pytest.raises(ValidationError) as refused:
            perform(summary, move.verb, table=SUMMARY_MOVES, actor=actor, reason="理由")
        assert refused.value.code == "wrong_status"


@pytest.mark.parametrize(
    ("act", "allowed"),
    [
        (submit_summary, {"mall_leader", "mall_clerk"}),
        (
            lambda summary, actor: comment_summary(summary=summary, words="好的", actor=actor),
            {"city_leader"},
        ),
        (
            lambda summary, actor: send_back_summary(summary=summary, words="再改", actor=actor),
            {"city_leader"},
        ),
    ],
)
def test_each_move_belongs_to_its_own_body(world: World, act, allowed: set[str]) -> None:  # type: ignore[no-untyped-def]
    others = ("lawyer_leader", "station_head", "secretary", "town_reader", "administrator")
    for name in (*others, "auditor", "twin.city_leader", "city_clerk", "mall_clerk", "city_leader"):
        if name in allowed:
            continue
        summary = Summary.objects.first() or handed_up(world)
        with pytest.raises(PermissionDenied):
            act(summary=summary, actor=world.actor(name))
