"""延期: asked before the day has come, granted within the issuer's own day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from checklists.actions.deciding import (
    accept_assignment,
    grant_extension,
    refuse_extension,
)
from checklists.actions.handling import request_extension
from checklists.models import Assignment, Review
from tests.lists import cascade, completed, given_to
from tests.world import World

DAY = dt.timedelta(days=1)


@pytest.fixture
def owed(world: World) -> Assignment:
    """What the branch owes until the first of October; its officer until the eleventh."""
    cascade(world, titles=("党建体检",))
    found = given_to(world, "branch")
    assert found.parent is not None
    assert found.parent.due_date - found.due_date == 10 * DAY
    return found


def ask(world: World, owed: Assignment, days: int, **kwargs: object) -> None:
    request_extension(
        assignment=owed,
        until=owed.due_date + days * DAY,
        reason="单位搬迁",
        actor=world.actor("secretary", **kwargs),  # type: ignore[arg-type]
    )


def test_more_time_is_asked_and_granted(world: World, owed: Assignment) -> None:
    ask(world, owed, 10)

    granted = grant_extension(assignment=owed, actor=world.actor("officer"))

    assert granted.due_date == owed.due_date + 10 * DAY
    assert not granted.extension_asked
    assert Review.objects.get().decision == "grant_extension"


def test_never_beyond_the_issuers_own_day(world: World, owed: Assignment) -> None:
    ask(world, owed, 11)

    with pytest.raises(ValidationError, match="请先向上级申请延期") as refusal:
        grant_extension(assignment=owed, actor=world.actor("officer"))
    assert refusal.value.code == "later_than_own"
    assert Assignment.objects.get(pk=owed.pk).extension_asked


def test_a_refusal_needs_its_reason_and_leaves_the_day(world: World, owed: Assignment) -> None:
    ask(world, owed, 5)
    officer = world.actor("officer")
    with pytest.raises(ValidationError, match="请填写不同意延期的理由"):
        refuse_extension(assignment=owed, opinion="", actor=officer)

    refused = refuse_extension(assignment=owed, opinion="时间充裕", actor=officer)

    assert refused.due_date == owed.due_date
    ask(world, owed, 4)


@pytest.mark.parametrize(
    ("days", "code"), [(0, "not_later"), (-3, "not_later"), (120, "beyond_year")]
)
def test_an_extension_is_later_and_within_the_year(
    world: World, owed: Assignment, days: int, code: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        ask(world, owed, days)
    assert refusal.value.code == code


def test_one_wish_at_a_time(world: World, owed: Assignment) -> None:
    ask(world, owed, 5)

    with pytest.raises(ValidationError, match="已有一份延期申请等待上级答复"):
        ask(world, owed, 6)


def test_after_the_day_it_is_too_late(world: World, owed: Assignment) -> None:
    evening = dt.datetime.combine(owed.due_date, dt.time(20), tzinfo=world.at.tzinfo)
    with pytest.raises(ValidationError, match="已过完成时限，不能再申请延期"):
        ask(world, owed, 5, at=evening + DAY)

    ask(world, owed, 5, at=evening)


def test_without_a_reason_nothing_is_asked(world: World, owed: Assignment) -> None:
    with pytest.raises(ValidationError, match="请填写申请延期的理由"):
        request_extension(
            assignment=owed,
            until=owed.due_date + DAY,
            reason=" ",
            actor=world.actor("secretary"),
        )


def test_only_the_direct_issuer_answers(world: World, owed: Assignment) -> None:
    ask(world, owed, 5)

    for person in ("station_head", "city_leader", "secretary", "twin.officer"):
        with pytest.raises(PermissionDenied):
            grant_extension(assignment=owed, actor=world.actor(person))
        with pytest.raises(PermissionDenied):
            refuse_extension(assignment=owed, opinion="不同意", actor=world.actor(person))


def test_the_second_to_answer_is_told_who_did(world: World, owed: Assignment) -> None:
    officer = world.actor("officer")
    with pytest.raises(ValidationError, match="没有待答复的延期申请"):
        grant_extension(assignment=owed, actor=officer)
    ask(world, owed, 5)
    grant_extension(assignment=owed, actor=world.actor("delegate"))

    with pytest.raises(
        ValidationError, match=r"已由 苗代办 于 3月2日 09:00 审核（同意延期），请刷新"
    ):
        refuse_extension(assignment=owed, opinion="不同意", actor=officer)


def test_a_wish_ends_with_the_work(world: World, owed: Assignment) -> None:
    ask(world, owed, 5)
    officer = world.actor("officer")
    done = accept_assignment(assignment=completed(world, owed, "secretary"), actor=officer)

    assert not done.extension_asked
    with pytest.raises(ValidationError, match="没有待答复的延期申请"):
        grant_extension(assignment=done, actor=officer)
