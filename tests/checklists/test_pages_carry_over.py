"""结转的页面: the board of next year's draft offers what last year left."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from checklists.actions.deciding import stop_assignment
from checklists.actions.drafting import add_item, draft_checklist
from checklists.actions.handling import sign_checklist
from checklists.actions.issuing import issue_checklist
from checklists.models import Assignment, Checklist
from tests.lists import YEAR, cascade, city_list, content, figure, given_to
from tests.world import World


@pytest.fixture(autouse=True)
def _today(time_machine: Any, world: World) -> None:
    time_machine.move_to(world.home.at)


def carried(world: World, body: str, person: str) -> Assignment:
    return stop_assignment(
        assignment=given_to(world, body),
        verb="carry_over",
        reason="单位在建，明年续办",
        actor=world.actor(person),
    )


def next_draft(world: World, body: str = "city", person: str = "city_leader") -> Checklist:
    issuer = getattr(world, body)
    return draft_checklist(issuer=issuer, year=YEAR + 1, actor=world.actor(person))


def board(client: Client, draft: Checklist) -> str:
    answer = client.get(reverse("checklists:decompose_board", args=[draft.pk]))
    return answer.content.decode()


def take_up(client: Client, draft: Checklist, **data: Any) -> Any:
    return client.post(reverse("checklists:checklist_carry_over", args=[draft.pk]), data)


def told(answer: Any) -> str:
    return "；".join(str(message) for message in answer.wsgi_request._messages)


def test_the_board_offers_it_with_its_rest_and_takes_it_up(client: Client, world: World) -> None:
    city_list(world, titles=("甲",), **figure(30))
    old = carried(world, "mall", "city_leader").item
    draft = next_draft(world)
    world.login(client, "city_clerk")
    offered = board(client, draft)

    answer = take_up(client, draft, items=[old.pk])

    assert "去年结转 1 项" in offered
    assert "1 个单位结转，尚余 30 户" in offered
    assert "已加入 1 项结转事项" in told(answer)
    item = draft.items.get()
    assert answer.url.endswith(f"?item={item.pk}#chosen")
    assert item.carried_from == old
    assert "去年结转" not in board(client, draft)


def test_nothing_chosen_or_nothing_left_is_said_on_the_board(client: Client, world: World) -> None:
    city_list(world, titles=("甲",))
    old = carried(world, "mall", "city_leader").item
    draft = next_draft(world)
    world.login(client, "city_clerk")

    nothing = take_up(client, draft)
    take_up(client, draft, items=[old.pk])
    again = take_up(client, draft, items=[old.pk])

    assert (nothing.status_code, again.status_code) == (422, 422)
    assert "请勾选要加入的结转事项" in nothing.content.decode()
    assert "可能已列入其他清单" in again.content.decode()
    assert draft.items.count() == 1


def test_below_the_city_one_says_what_it_answers(client: Client, world: World) -> None:
    cascade(world, titles=("甲",))
    lower = carried(world, "station", "mall_leader").item
    mine = next_draft(world, "mall", "mall_leader")
    world.login(client, "mall_leader")
    lost = take_up(client, mine, items=[lower.pk])
    upper = _asked_of_mall(world)

    answer = take_up(client, mine, items=[lower.pk], answers=upper.pk)

    assert "请选择它承接哪一条" in lost.content.decode()
    assert "已加入 1 项" in told(answer)
    assert mine.items.get().answers == upper


def test_an_issued_list_takes_nothing_up_and_strangers_find_nothing(
    client: Client, world: World
) -> None:
    city_list(world, titles=("甲",))
    old = carried(world, "mall", "city_leader").item
    draft = next_draft(world)
    world.login(client, "city_clerk")
    take_up(client, draft, items=[old.pk])
    issue_checklist(checklist=draft, actor=world.actor("city_leader"))

    assert "只有草稿可以加入结转事项" in told(take_up(client, draft, items=[old.pk]))
    for person, status in (("mall_leader", 403), ("twin.city_leader", 404)):
        stranger = world.login(Client(), person)
        assert take_up(stranger, draft, items=[old.pk]).status_code == status


def _asked_of_mall(world: World) -> Assignment:
    """A new item of next year's city list, signed for by the mall committee."""
    draft = next_draft(world)
    due = {"starts_on": content()["starts_on"].replace(year=YEAR + 1)}
    due["due_date"] = content()["due_date"].replace(year=YEAR + 1)
    add_item(checklist=draft, content=content("新", **due), actor=world.actor("city_clerk"))
    issued, _ = issue_checklist(checklist=draft, actor=world.actor("city_leader"))
    actor = world.actor("mall_leader")
    sign_checklist(checklist_id=issued.pk, receiver=world.mall, actor=actor)
    return Assignment.objects.get(item__checklist=issued, receiver=world.mall)
