"""审核与批量: what waits is decided in place, one by one or many at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from checklists.actions.handling import object_to_assignment
from checklists.models import Assignment
from checklists.terms import AssignmentStatus
from tests.lists import BRANCHES, cascade, city_list, completed, given_to
from tests.world import World

QUEUE = "checklists:review_queue"
BULK = "checklists:assignment_bulk"


@pytest.fixture(autouse=True)
def _today(time_machine: Any, world: World) -> None:
    """The pages' clock stands in the world's day."""
    time_machine.move_to(world.home.at)


def reported(world: World, **changes: object) -> list[Assignment]:
    """Every branch has asked for its first assignment to be settled."""
    cascade(world, titles=("应建未建清零",), **changes)
    return [completed(world, given_to(world, body), person) for body, person in BRANCHES]


def test_the_queue_shows_words_and_figures(
    client: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    reported(world)
    world.login(client, "officer")

    with django_assert_max_num_queries(12):
        html = client.get(reverse(QUEUE)).content.decode()

    assert html.count("已全部完成") == 3
    assert html.count('class="panel waiting"') == 3
    assert "观前商城党支部" in html


def test_the_queue_opens_where_something_waits(client: Client, world: World) -> None:
    issued = city_list(world, titles=("应建未建清零",))
    assignment = given_to(world, "mall", issued.items.get())
    object_to_assignment(
        assignment=assignment, reason="与去年任务重复", actor=world.actor("mall_leader")
    )
    world.login(client, "city_leader")

    assert "与去年任务重复" in client.get(reverse(QUEUE)).content.decode()


def test_only_those_who_decide_have_a_queue(client: Client, world: World) -> None:
    for person in ("secretary", "city_clerk", "district_reader", "stranger"):
        answer = world.login(client, person).get(reverse(QUEUE))
        assert answer.status_code == 403, person


def test_a_superior_does_not_find_it_in_the_queue(client: Client, world: World) -> None:
    reported(world)
    world.login(client, "station_head")

    assert "没有等您审核的事项" in client.get(reverse(QUEUE)).content.decode()


def test_objections_wait_in_their_own_tab(client: Client, world: World) -> None:
    city_list(world, titles=("应建未建清零",))
    object_to_assignment(
        assignment=given_to(world, "mall"), reason="职责不符", actor=world.actor("mall_leader")
    )
    world.login(client, "city_leader")

    html = client.get(reverse(QUEUE), {"waiting": "objection"}).content.decode()

    assert "职责不符" in html
    assert "维持下发" in html
    assert "采纳异议并取消" in html


def test_one_is_decided_in_place(client: Client, world: World) -> None:
    first, second, _ = reported(world)
    world.login(client, "officer")

    def decide(assignment: Assignment, verb: str, **data: str) -> str:
        address = reverse("checklists:assignment_move", args=[assignment.pk, verb])
        return client.post(address, data, headers={"HX-Request": "true"}).content.decode()

    assert "观前商城党支部：已销号" in decide(first, "accept")
    assert "请填写退回理由" in decide(second, "send_back")
    assert "已退回补充" in decide(second, "send_back", words="请补照片")
    assert "已由 水指一 于" in decide(second, "accept")
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.status == AssignmentStatus.ACCEPTED
    assert second.status == AssignmentStatus.RETURNED


def test_a_decision_in_place_counts_the_tabs_anew(client: Client, world: World) -> None:
    first, *_ = reported(world)
    world.login(client, "officer")
    answer = client.post(
        reverse("checklists:assignment_move", args=[first.pk, "accept"]),
        {"next": f"{reverse(QUEUE)}?item={first.item_id}&waiting=completion"},
        headers={"HX-Request": "true"},
    ).text

    tabs = answer[answer.index('id="review-tabs" hx-swap-oob="true"') :]
    assert '<span class="tab-count">2</span>' in tabs
    assert f"item={first.item_id}" in tabs
    assert 'aria-current="page"' in tabs


def test_what_waits_says_since_when_and_not_that_it_is_near(client: Client, world: World) -> None:
    reported(world)
    world.login(client, "officer")

    html = client.get(reverse(QUEUE)).text

    assert html.count("今天</time>报来") == 3
    assert "light-yellow" not in html


def test_many_are_accepted_and_each_row_has_its_result(client: Client, world: World) -> None:
    first, second, third = reported(world)
    world.login(client, "officer")
    alone = reverse("checklists:assignment_move", args=[third.pk, "accept"])
    client.post(alone)

    data = {"action": "accept", "ids": [first.pk, second.pk, third.pk]}
    answer = client.post(reverse(BULK), data, follow=True)

    html = answer.content.decode()
    assert answer.redirect_chain
    assert "2 项已办理，1 项没有办理" in html
    assert "已由 水指一 于" in html
    accepted = Assignment.objects.filter(status=AssignmentStatus.ACCEPTED, tier="branch")
    assert accepted.count() == 3


def test_returning_many_asks_for_the_reason_first(client: Client, world: World) -> None:
    first, second, _ = reported(world)
    world.login(client, "officer")
    data = {"action": "send_back", "ids": [first.pk, second.pk]}

    asked = client.post(reverse(BULK), data)
    empty = client.post(reverse(BULK), {**data, "words": ""})
    done = client.post(reverse(BULK), {**data, "words": "请补照片"}, follow=True)

    assert "退回理由（2 项相同）" in asked.content.decode()
    assert empty.status_code == 422
    assert "请填写退回理由" in empty.content.decode()
    assert "2 项已办理" in done.content.decode()


def test_results_lead_back_to_the_search_the_rows_were_chosen_on(
    client: Client, world: World
) -> None:
    first, second, _ = reported(world)
    world.login(client, "officer")
    here = f"{reverse('checklists:assignment_list')}?light=red"
    data = {"action": "send_back", "ids": [first.pk], "next": here}

    asked = client.post(reverse(BULK), data)
    done = client.post(reverse(BULK), {**data, "words": "请补照片"}, follow=True)
    away = {"action": "accept", "ids": [second.pk], "next": "https://elsewhere.example/"}
    led_away = client.post(reverse(BULK), away, follow=True)

    assert f'href="{here}"' in asked.text
    assert f'name="next" value="{here}"' in asked.text
    assert f'href="{here}"' in done.text
    assert "elsewhere.example" not in led_away.text


def test_foreign_rows_are_left_alone(client: Client, world: World) -> None:
    first, second, _ = reported(world)
    world.login(client, "secretary")

    data = {"action": "accept", "ids": [first.pk, second.pk, 999_999]}
    html = client.post(reverse(BULK), data, follow=True).content.decode()

    assert "另有 2 项不在您的范围内或已不存在" in html
    assert "没有“审核销号”的权限" in html
    first.refresh_from_db()
    assert first.status == AssignmentStatus.REPORTED


def test_a_senseless_bulk_is_refused(client: Client, world: World) -> None:
    first, *_ = reported(world)
    world.login(client, "officer")

    nothing = client.post(reverse(BULK), {"action": "accept"})
    unknown = client.post(reverse(BULK), {"action": "explode", "ids": [first.pk]})
    too_many = client.post(reverse(BULK), {"action": "accept", "ids": list(range(1, 202))})

    assert nothing.status_code == unknown.status_code == too_many.status_code == 422
    assert "没有选择任务" in nothing.content.decode()
    assert "没有这个动作" in unknown.content.decode()
    assert "一次最多办理 200 项" in too_many.content.decode()


def test_results_without_an_action_lead_to_the_list(client: Client, world: World) -> None:
    world.login(client, "officer")

    assert client.get(reverse(BULK)).headers["Location"] == reverse("checklists:assignment_list")


def test_a_message_tells_a_reminder_by_htmx(client: Client, world: World) -> None:
    cascade(world, titles=("应建未建清零",))
    world.login(client, "station_head")
    address = reverse("checklists:remind", args=[given_to(world, "branch").pk])

    first = client.post(address, headers={"HX-Request": "true"})
    again = client.post(address, headers={"HX-Request": "true"})

    assert "success" in first.headers["HX-Trigger"]
    assert "warning" in again.headers["HX-Trigger"]
    assert not list(get_messages(first.wsgi_request))
