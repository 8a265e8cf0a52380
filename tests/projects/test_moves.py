"""The life of a project is its table of moves: each from its states, by its people alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hierarchy.actors import Actor
from hierarchy.terms import Capability
from projects.actions.applying import submit_project, withdraw_project
from projects.actions.branding import (
    ask_brand,
    decline_brand,
    recognise_brand,
    renew_brand,
    revoke_brand,
)
from projects.actions.checking import (
    accept_project,
    ask_acceptance,
    correct_midterm,
    correct_project,
    fail_project,
    pass_midterm,
    waive_midterm,
)
from projects.actions.closing import archive_project, settle_project, stop_project
from projects.actions.deciding import (
    approve_project,
    countersign_book,
    publish_project,
    reject_project,
    sign_book,
)
from projects.actions.reviewing import pass_form, send_back_project
from projects.actions.working import hand_in_midterm
from projects.models import Project
from projects.project_moves import PROJECT_MOVES
from projects.terms import ProjectStatus
from tests.projects.grounds import content, who
from tests.world import World
from workflow.models import AuditEntry
from workflow.moves import Move, perform

DAY = dt.date(2026, 6, 1)
MAY = {
    ("applicant", Capability.HANDLE): {"mall_leader", "mall_clerk"},
    ("applicant", Capability.ISSUE): {"mall_leader"},
    ("city", Capability.HANDLE): {"city_leader", "city_clerk"},
    ("city", Capability.ISSUE): {"city_leader"},
    ("city", Capability.REVIEW): {"city_leader"},
}
PEOPLE = (
    *("city_leader", "city_clerk", "mall_leader", "mall_clerk", "lawyer_leader", "lawyer_clerk"),
    *("station_head", "officer", "secretary", "town_reader", "administrator", "auditor"),
    *("twin.city_leader", "twin.mall_leader", "stranger"),
)
_FOUND: dict[str, Any] = {"opinion": "意见", "panel": ["甲"]}
_BY = {"correct_by": dt.date(2026, 6, 30)}
Act = Callable[[Project, Actor], Any]
# What a person presses for each move of the table.
ACTS: dict[str, Act] = {
    "submit": lambda p, a: submit_project(project=p, actor=a),
    "withdraw": lambda p, a: withdraw_project(project=p, reason="理由", actor=a),
    "send_back": lambda p, a: send_back_project(project=p, reason="理由", actor=a),
    "pass_form": lambda p, a: pass_form(project=p, reviewers=[], due_on=DAY, actor=a),
    "publish": lambda p, a: publish_project(project=p, actor=a),
    "reject": lambda p, a: reject_project(project=p, reason="理由", actor=a),
    "approve": lambda p, a: approve_project(project=p, approval_number="1号", actor=a),
    "sign_book": lambda p, a: sign_book(project=p, terms="约定", actor=a),
    "countersign": lambda p, a: countersign_book(project=p, actor=a),
    "hand_in_midterm": lambda p, a: hand_in_midterm(project=p, report="报告", actor=a),
    "pass_midterm": lambda p, a: pass_midterm(project=p, actor=a, **_FOUND),
    "correct_midterm": lambda p, a: correct_midterm(project=p, actor=a, **_FOUND, **_BY),
    "waive_midterm": lambda p, a: waive_midterm(project=p, reason="理由", actor=a),
    "ask_acceptance": lambda p, a: ask_acceptance(project=p, closing_report="报告", actor=a),
    "accept": lambda p, a: accept_project(project=p, actor=a, **_FOUND),
    "correct": lambda p, a: correct_project(project=p, actor=a, **_FOUND, **_BY),
    "fail": lambda p, a: fail_project(project=p, actor=a, **_FOUND),
    "stop": lambda p, a: stop_project(project=p, reason="理由", actor=a),
    "settle": lambda p, a: settle_project(project=p, actor=a),
    "archive": lambda p, a: archive_project(project=p, actor=a),
    "ask_brand": lambda p, a: ask_brand(project=p, reason="理由", actor=a),
    "decline_brand": lambda p, a: decline_brand(project=p, reason="理由", actor=a),
    "recognise": lambda p, a: recognise_brand(project=p, actor=a),
    "renew_brand": lambda p, a: renew_brand(project=p, actor=a),
    "revoke_brand": lambda p, a: revoke_brand(project=p, reason="理由", actor=a),
}
by_verb = pytest.mark.parametrize("move", list(PROJECT_MOVES), ids=lambda move: move.verb)


def standing(world: World, status: str) -> Project:
    """A project that simply stands somewhere."""
    said = content(world)
    members, participants = said.pop("members"), said.pop("participants")
    project = Project.objects.create(
        tenant=world.tenant,
        applicant=world.mall,
        status=status,
        created_by=world.user("mall_clerk"),
        created_at=world.home.at,
        **said,
    )
    project.members.set(members)
    project.participants.set(participants)
    return project


def first(move: Move) -> str:
    """One of those who may make a move."""
    return sorted(MAY[move.at, move.capability])[0]


def test_there_is_an_act_for_every_move() -> None:
    assert ACTS.keys() == PROJECT_MOVES.moves.keys()


@pytest.mark.parametrize("status", ProjectStatus.values)
@by_verb
def test_a_project_moves_exactly_as_the_table_says(ruled: World, status: str, move: Move) -> None:
    project, actor = standing(ruled, status), who(ruled, first(move), DAY)

    if status in move.sources:
        moved = perform(project, move.verb, table=PROJECT_MOVES, actor=actor, reason="理由")
        assert moved.status == move.target
    else:
        with pytest.raises(ValidationError) as refused:
            ACTS[move.verb](project, actor)
        assert refused.value.code == "wrong_status"
        project.refresh_from_db()
        assert project.status == status


@by_verb
def test_each_move_belongs_to_its_own_people(ruled: World, move: Move) -> None:
    project = standing(ruled, move.sources[0])
    allowed = MAY[move.at, move.capability]
    buttons = {
        name
        for name in PEOPLE
        if move.verb in {one.verb for one in PROJECT_MOVES.available(project, who_of(ruled, name))}
    }

    for name in set(PEOPLE) - allowed:
        with pytest.raises(PermissionDenied):
            ACTS[move.verb](project, who_of(ruled, name))

    assert buttons == allowed
    project.refresh_from_db()
    assert project.status == move.sources[0]
    assert not AuditEntry.objects.about(project).exists()


@pytest.mark.parametrize(
    "move", [one for one in PROJECT_MOVES if one.needs_reason], ids=lambda move: move.verb
)
def test_whoever_turns_a_project_down_says_why(ruled: World, move: Move) -> None:
    project = standing(ruled, move.sources[0])

    with pytest.raises(ValidationError) as refused:
        perform(project, move.verb, table=PROJECT_MOVES, actor=who(ruled, first(move)), reason=" ")

    assert refused.value.code == "reason_needed"


def who_of(world: World, name: str) -> Actor:
    """A person of either city on the day."""
    city, _, rest = name.rpartition(".")
    return who(world.twin if city else world, rest, DAY)
