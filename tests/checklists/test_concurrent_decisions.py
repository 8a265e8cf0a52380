"""Two at once: one wins, the other is told who did and to look again."""

from __future__ import annotations

import re
from threading import Event
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from checklists.actions.deciding import accept_assignment, send_back_assignment
from checklists.actions.decomposing import start_decomposition
from checklists.actions.handling import sign_assignment
from checklists.actions.issuing import issue_checklist
from checklists.models import Assignment, Checklist, Review
from hierarchy.actions.organizations import found_organization
from hierarchy.actions.restructuring import move_organization
from hierarchy.terms import Kind, Tier
from tests.lists import (
    HOPS,
    YEAR,
    cascade,
    city_draft,
    city_list,
    completed,
    given_to,
    passed_on,
    signed_by,
)
from tests.live import at_once
from tests.world import World
from workflow.models import AuditEntry, Notice


def sorted_out(results: list[object]) -> tuple[object, ValidationError]:
    """The one that won and the one that was refused."""
    refused = [result for result in results if isinstance(result, ValidationError)]
    (won,) = [result for result in results if not isinstance(result, ValidationError)]
    assert len(refused) == 1
    return won, refused[0]


def test_one_accepts_and_the_other_can_not_return(committed_world: World) -> None:
    cascade(committed_world, titles=("党建体检",))
    owed = completed(committed_world, given_to(committed_world, "branch"), "secretary")
    officer, delegate = committed_world.actor("officer"), committed_world.actor("delegate")

    results = at_once(
        lambda: accept_assignment(assignment=owed, actor=officer),
        lambda: send_back_assignment(assignment=owed, opinion="补充", actor=delegate),
    )

    won, refusal = sorted_out(results)
    assert isinstance(won, Assignment)
    name = {"accepted": "水指一", "returned": "苗代办"}[won.status]
    assert refusal.code == "wrong_status"
    assert re.match(rf"已由 {name} 于 3月2日 09:00 审核（.+），请刷新。", refusal.messages[0])
    assert Review.objects.count() == 1
    assert Notice.objects.filter(kind__in=("accepted", "returned")).count() == 1
    verbs = AuditEntry.objects.filter(verb__in=("assignment.accept", "assignment.send_back"))
    assert verbs.count() == 1


def test_a_list_pressed_twice_goes_out_once(committed_world: World) -> None:
    draft = city_draft(committed_world)
    leader = committed_world.actor("city_leader")

    results = at_once(*[lambda: issue_checklist(checklist=draft, actor=leader) for _ in range(2)])

    _, refusal = sorted_out(results)
    assert "已由 陆市书 于 3月2日 09:00 下发，请刷新" in refusal.messages[0]
    assert Assignment.objects.count() == 6
    assert Checklist.objects.get().number.endswith("-001")


def test_lists_issued_at_once_are_numbered_in_one_series(committed_world: World) -> None:
    drafts = [city_draft(committed_world, titles=(f"事项{n}",)) for n in range(6)]
    leader = committed_world.actor("city_leader")

    results = at_once(
        *[lambda draft=draft: issue_checklist(checklist=draft, actor=leader) for draft in drafts]
    )

    numbers = sorted(issued.number.rpartition("-")[2] for issued, _ in results)
    assert numbers == [f"{n:03d}" for n in range(1, 7)]


@pytest.mark.parametrize("_again", range(2))
def test_two_sign_and_one_signs(committed_world: World, _again: int) -> None:
    city_list(committed_world)
    owed = given_to(committed_world, "mall")
    actors = [committed_world.actor(name) for name in ("mall_leader", "mall_clerk")]

    results = at_once(
        *[lambda actor=actor: sign_assignment(assignment=owed, actor=actor) for actor in actors]
    )

    _, refusal = sorted_out(results)
    assert "签收，请刷新" in refusal.messages[0]


def test_decomposing_begun_twice_makes_one_draft(committed_world: World) -> None:
    signed_by(
        committed_world, city_list(committed_world, titles=("党建体检",)), "mall", "mall_leader"
    )
    leader, mall = committed_world.actor("mall_leader"), committed_world.mall

    results = at_once(
        *[
            lambda: start_decomposition(receiver=mall, year=YEAR, source="upper", actor=leader)
            for _ in range(2)
        ]
    )

    _, refusal = sorted_out(results)
    assert refusal.code == "nothing_to_decompose"
    assert Checklist.objects.filter(issuer=mall).count() == 1


def test_a_body_that_moves_while_a_list_goes_out_waits_and_takes_it_along(
    committed_world: World,
) -> None:
    world = committed_world
    lists = [city_list(world, titles=("党建体检",))]
    for body, person in HOPS[:-1]:
        signed_by(world, lists[-1], body, person)
        lists.append(passed_on(world, body, person))
    signed_by(world, lists[-1], "officer", "officer")
    draft = start_decomposition(
        receiver=world.officer, year=YEAR, source="upper", actor=world.actor("officer")
    )
    other = found_organization(
        parent=world.station,
        tier=Tier.OFFICER,
        kind=Kind.OFFICER_POST,
        name="平江3岗",
        region=world.home.regions["pingjiang"],
        on=world.on,
        reason="增设",
        actor=world.home.system,
    )
    branch, head, officer = world.branch, world.actor("station_head"), world.actor("officer")
    is_issued = Event()

    def issue() -> None:
        with transaction.atomic():
            issue_checklist(checklist=draft, actor=officer)
            is_issued.set()
            sleep(1)

    def move() -> None:
        is_issued.wait(30)
        move_organization(organization=branch, parent=other, on=world.on, reason="调整", actor=head)

    at_once(issue, move)

    owed = Assignment.objects.get(receiver=branch)
    assert (owed.officer_id, owed.issuer_id) == (other.pk, other.pk)
