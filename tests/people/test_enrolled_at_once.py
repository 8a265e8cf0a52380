"""Two enter the same identity number at once: one wins, the other is told in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from people.actions.members import edit_member, enrol_member
from people.models import Member
from people.terms import Standing
from tests.live import at_once
from tests.people.grounds import IDENTITY, member, register_on
from tests.world import World
from workflow.models import AuditEntry


def sorted_out(results: list[Any]) -> tuple[Member, ValidationError]:
    """The one that won and the one that was refused."""
    (refused,) = [result for result in results if isinstance(result, ValidationError)]
    (won,) = [result for result in results if not isinstance(result, ValidationError)]
    return won, refused


def told(refused: ValidationError) -> tuple[str, str]:
    (error,) = refused.error_dict["identity"]
    return error.code, error.messages[0]


@pytest.mark.parametrize("_again", range(3))
def test_two_branches_enter_one_number_and_one_has_the_member(
    committed_world: World, _again: int
) -> None:
    world = committed_world
    register_on(world.home)
    content = {
        "name": "示例乙",
        "standing": Standing.REGULAR,
        "identity": IDENTITY,
        "joined_on": dt.date(2026, 2, 10),
    }
    desks = [
        (world.branch, world.actor("secretary")),
        (world.second_branch, world.actor("second_secretary")),
    ]

    won, refused = sorted_out(
        at_once(
            *[
                lambda desk=desk: enrol_member(
                    organization=desk[0], content=dict(content), actor=desk[1]
                )
                for desk in desks
            ]
        )
    )

    code, words = told(refused)
    assert (code, IDENTITY in words) == ("duplicate", False)
    assert words.startswith("该身份证号已在本市名册中。")
    assert Member.objects.get().pk == won.pk
    assert AuditEntry.objects.filter(verb="member.enrol").count() == 1


def test_two_correct_to_one_number_and_one_keeps_it(committed_world: World) -> None:
    world = committed_world
    register_on(world.home)
    desks = [
        (member(world.branch, "示例丙", identity=""), world.actor("secretary")),
        (member(world.second_branch, "示例丁", identity=""), world.actor("second_secretary")),
    ]

    _, refused = sorted_out(
        at_once(
            *[
                lambda desk=desk: edit_member(
                    member=desk[0], content={"identity": IDENTITY}, actor=desk[1]
                )
                for desk in desks
            ]
        )
    )

    assert told(refused)[0] == "duplicate"
    assert Member.objects.exclude(identity_index="").count() == 1
