"""任务的页面: what one owes on one screen, and what one may do about it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from checklists.actions.handling import request_extension
from checklists.models import Assignment, Comment, Report
from checklists.terms import AssignmentStatus
from tests.lists import cascade, city_list, completed, figure, given_to
from tests.world import World

QUERIES = 12


@pytest.fixture(autouse=True)
def _today(time_machine: Any, world: World) -> None:
    """The pages' clock stands in the world's day."""
    time_machine.move_to(world.home.at)


def page(client: Client, name: str, *args: object, **query: str) -> HttpResponse:
    return client.get(reverse(f"checklists:{name}", args=args), query)


def move(client: Client, assignment: Assignment, verb: str, **data: str) -> HttpResponse:
    return client.post(reverse("checklists:assignment_move", args=[assignment.pk, verb]), data)


def told(response: HttpResponse) -> str:
    """What the answer said, the last of what a page will show."""
    return ([""] + [str(message) for message in get_messages(response.wsgi_request)])[-1]


@pytest.mark.parametrize("name", ["assignment_list", "review_queue"])
def test_visitors_are_asked_to_sign_in(client: Client, world: World, name: str) -> None:
    assert page(client, name).status_code == 302


def test_the_list_shows_what_one_may_see(
    client: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    cascade(world)
    world.login(client, "officer")
    # The first request after signing in writes the session.
    page(client, "assignment_list")

    with django_assert_max_num_queries(QUERIES):
        html = page(client, "assignment_list").content.decode()

    assert "观前商城党支部" in html
    assert "商圈市场行业党建专委会</" not in html
    assert html.count("data-row-box") == 12


def test_an_empty_list_says_what_to_do(client: Client, world: World) -> None:
    world.login(client, "secretary")

    assert "目前没有未办结的任务" in page(client, "assignment_list").content.decode()
    assert "没有符合条件" in page(client, "assignment_list", light="red").content.decode()


def test_an_unknown_year_is_told(client: Client, world: World) -> None:
    world.login(client, "officer")

    answer = page(client, "assignment_list", year="1999")

    assert answer.status_code == 422
    assert "年度：" in answer.content.decode()


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ("secretary", "上报"),
        ("officer", "来龙去脉"),
        ("city_leader", "催办"),
        ("district_reader", "批注"),
    ],
)
def test_one_assignment_stands_on_one_screen(
    client: Client,
    world: World,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    person: str,
    words: str,
) -> None:
    cascade(world, article="第十一条")
    assignment = given_to(world, "branch")
    world.login(client, person)
    # The first request after signing in writes the session.
    page(client, "assignment_detail", assignment.pk)

    with django_assert_max_num_queries(QUERIES):
        html = page(client, "assignment_detail", assignment.pk).content.decode()

    assert words in html
    assert "依据：第十一条" in html
    for body in ("市委两新工委", "商圈市场行业党建专委会", "平江区域党建工作站", "平江1岗"):
        assert body in html


@pytest.mark.parametrize(
    "person", ["second_secretary", "sip_reader", "twin.city_leader", "lawyer_leader"]
)
@pytest.mark.parametrize("name", ["assignment_detail", "assignment_report", "assignment_extension"])
def test_a_foreign_assignment_does_not_exist(
    client: Client, world: World, person: str, name: str
) -> None:
    cascade(world, titles=("应建未建清零",))
    world.login(client, person)

    assert page(client, name, given_to(world, "branch").pk).status_code == 404
    assert move(client, given_to(world, "branch"), "sign").status_code == 404


def test_signing_takes_one_press_and_says_what_is_next(client: Client, world: World) -> None:
    city_list(world, titles=("应建未建清零",))
    assignment = given_to(world, "mall")
    world.login(client, "mall_leader")

    answer = move(client, assignment, "sign")

    assert told(answer) == "已签收。请在10月31日前分解到下级。"
    assignment.refresh_from_db()
    assert assignment.status == AssignmentStatus.IN_PROGRESS


def test_a_superior_looks_but_does_not_sign(client: Client, world: World) -> None:
    cascade(world, titles=("应建未建清零",))
    world.login(client, "city_leader")

    answer = move(client, given_to(world, "branch"), "withdraw")

    assert answer.status_code == 403
    assert "没有“签收与上报”的权限" in answer.content.decode()


def test_an_unknown_verb_does_not_exist(client: Client, world: World) -> None:
    cascade(world, titles=("应建未建清零",))
    world.login(client, "secretary")

    assert move(client, given_to(world, "branch"), "explode").status_code == 404


def test_a_move_that_needs_words_asks_for_them(client: Client, world: World) -> None:
    city_list(world, titles=("应建未建清零",))
    assignment = given_to(world, "mall")
    world.login(client, "mall_leader")

    asked = page(client, "assignment_move", assignment.pk, "object")
    refused = move(client, assignment, "object", words="")
    done = move(client, assignment, "object", words="与本行业无关")

    assert "每项任务只能提一次异议" in asked.content.decode()
    assert refused.status_code == 422
    assert "请填写异议理由" in refused.content.decode()
    assert told(done) == "已提出异议，等待市委两新工委答复。"


def test_the_loser_of_two_decisions_is_told_who_won(world: World) -> None:
    cascade(world, titles=("应建未建清零",))
    assignment = completed(world, given_to(world, "branch"), "secretary")
    first = world.login(Client(), "officer")
    second = world.login(Client(), "delegate")
    seen = str(assignment.reports.get().pk)

    move(first, assignment, "accept", seen=seen)
    late = move(second, assignment, "send_back", words="材料不全", seen=seen)

    assert told(late).startswith("已由 水指一 于 ")
    assert "审核（同意销号），请刷新" in told(late)
    assignment.refresh_from_db()
    assert assignment.status == AssignmentStatus.ACCEPTED


def test_a_decision_on_an_older_report_is_refused(client: Client, world: World) -> None:
    cascade(world, titles=("应建未建清零",))
    assignment = completed(world, given_to(world, "branch"), "secretary")
    seen = str(assignment.reports.get().pk)
    secretary = world.login(Client(), "secretary")
    move(secretary, assignment, "withdraw")
    completed(world, assignment, "secretary")
    world.login(client, "officer")

    answer = move(client, assignment, "accept", seen=seen)

    assert "页面已过期" in told(answer)
    assignment.refresh_from_db()
    assert assignment.status == AssignmentStatus.REPORTED


def test_an_answer_leads_back_inside_the_site_only(client: Client, world: World) -> None:
    cascade(world, titles=("应建未建清零",))
    assignment = completed(world, given_to(world, "branch"), "secretary")
    world.login(client, "officer")

    answer = move(client, assignment, "accept", next="https://example.org/")

    assert answer.headers["Location"] == reverse(
        "checklists:assignment_detail", args=[assignment.pk]
    )


def test_more_time_is_asked_and_granted(client: Client, world: World) -> None:
    cascade(world, titles=("应建未建清零",))
    assignment = given_to(world, "branch")
    address = reverse("checklists:assignment_extension", args=[assignment.pk])
    world.login(client, "secretary")

    earlier = client.post(address, {"until": "2026-03-01", "reason": "人手不足"})
    asked = client.post(address, {"until": "2026-10-15", "reason": "人手不足"})
    answer = move(world.login(Client(), "officer"), assignment, "grant_extension")

    assert earlier.status_code == 422
    assert "须晚于现在的时限" in earlier.content.decode()
    assert told(asked).startswith("已申请延期")
    assert "已同意延期" in told(answer) or "本级时限是" in told(answer)


def test_the_issuer_sees_a_wish_for_time_with_both_answers(client: Client, world: World) -> None:
    cascade(world, titles=("应建未建清零",))
    assignment = given_to(world, "branch")
    request_extension(
        assignment=assignment,
        until=assignment.due_date.replace(day=28),
        reason="单位搬迁",
        actor=world.actor("secretary"),
    )
    world.login(client, "officer")

    html = page(client, "assignment_detail", assignment.pk).content.decode()

    assert "同意延期" in html
    assert "不同意延期" in html
    assert "单位搬迁" in html


def test_a_reader_of_the_territory_remarks_and_reminds(client: Client, world: World) -> None:
    cascade(world, titles=("应建未建清零",))
    assignment = given_to(world, "branch")
    world.login(client, "district_reader")

    comment = reverse("checklists:comment", args=[assignment.pk])
    remind = reverse("checklists:remind", args=[assignment.pk])
    empty = client.post(comment, {"text": " "})
    said = client.post(comment, {"text": "请加快进度"})
    first = client.post(remind)
    again = client.post(remind)

    assert "请填写批注" in told(empty)
    assert told(said) == "已批注，观前商城党支部会收到消息。"
    assert Comment.objects.get().text == "请加快进度"
    assert told(first) == "已催办观前商城党支部。"
    assert "今天已催办过" in told(again)


def test_a_branch_may_not_remind(client: Client, world: World) -> None:
    cascade(world, titles=("应建未建清零",))
    assignment = given_to(world, "branch")
    world.login(client, "secretary")

    assert client.post(reverse("checklists:remind", args=[assignment.pk])).status_code == 403
    assert client.post(reverse("checklists:comment", args=[assignment.pk])).status_code == 403


def test_nothing_to_confirm_is_told(client: Client, world: World) -> None:
    cascade(world, titles=("应建未建清零",))
    assignment = given_to(world, "branch")
    world.login(client, "secretary")

    answer = client.post(reverse("checklists:confirm", args=[assignment.pk]))

    assert "没有待确认的调整" in told(answer)
    assert not Report.objects.exists()


def test_figures_are_told_in_plain_words(client: Client, world: World) -> None:
    ratio = figure(100, unit="%", indicator_kind="ratio", evidence_minimum=0)
    cascade(world, titles=("甲",), **ratio)
    owed = given_to(world, "branch")
    world.login(client, "secretary")

    before = " ".join(page(client, "assignment_detail", owed.pk).text.split())
    completed(world, owed, "secretary", actual_value=100)
    after = page(client, "assignment_detail", owed.pk).text

    assert "目标不低于 100%；尚未填报实际值" in before
    assert '<span class="progress-figures">0%</span>' in before
    assert "已填报 100%" in after


def test_a_senseless_filter_is_told_in_our_words_and_finds_nothing_untrue(
    client: Client, world: World
) -> None:
    cascade(world)
    world.login(client, "officer")

    html = page(client, "assignment_list", light="xx").text

    assert "没有“xx”这一选项，请重新选择" in html
    assert "没有符合条件的任务" not in html


def test_a_search_says_how_many_it_found_and_can_be_taken_along(
    client: Client, world: World
) -> None:
    cascade(world)
    world.login(client, "officer")

    html = page(client, "assignment_list").text

    head = html[html.index("list-head") : html.index("data-selectable")]
    assert "共 12 项" in head
    assert "导出 Excel" in head


def test_urging_leads_to_what_is_still_open_below(client: Client, world: World) -> None:
    cascade(world, titles=("甲",))
    own = given_to(world, "officer")
    world.login(client, "officer")

    html = page(client, "assignment_detail", own.pk).text
    found = page(client, "assignment_list", parent=str(own.pk), open="on").text

    assert f"?parent={own.pk}&amp;open=on" in html
    assert found.count("data-row-box") == 3
    assert 'value="remind"' in found


def test_a_refused_date_of_an_address_is_told_with_its_field(client: Client, world: World) -> None:
    world.login(client, "mall_leader")

    answer = page(client, "assignment_list", due_from="二月")

    refused = answer.context["form"].errors["due_from"][0]
    assert f"完成时限自：{refused}" in answer.text


def test_a_refused_address_names_no_field_that_has_no_chinese_name(
    client: Client, world: World
) -> None:
    world.login(client, "mall_leader")

    answer = page(client, "assignment_list", mine="x")

    assert answer.context["form"].errors["mine"][0] in answer.text
    assert "Mine" not in answer.text
