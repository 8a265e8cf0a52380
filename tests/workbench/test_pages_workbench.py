"""The front page, search and help, through the client."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.lists import TITLES, cascade, city_list, completed, given_to
from tests.world import World
from workbench.agenda import agenda
from workbench.handbook import as_html, title_of
from workflow.todos import Todo

FRONT = reverse("workbench:todo")


@pytest.fixture(autouse=True)
def _today(time_machine: Any, request: pytest.FixtureRequest) -> None:
    if "world" in request.fixturenames:
        time_machine.move_to(request.getfixturevalue("world").home.at)


def front(client: Client, query: str = "") -> str:
    response = client.get(FRONT + query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_receiver_is_asked_to_sign(client: Client, world: World) -> None:
    city_list(world)
    world.login(client, "mall_leader")

    html = front(client)

    assert "签收" in html
    assert f"来自 {world.city.name}" in html
    assert f"共 {len(TITLES)} 项" in html


def test_an_issuer_is_asked_to_decide(client: Client, world: World) -> None:
    cascade(world)
    completed(world, given_to(world, "branch"), "secretary")
    world.login(client, "officer")

    html = front(client)
    assert "件等待审核" in html
    assert "今天</time>报来" in html


def test_the_most_urgent_thing_is_the_primary_one(
    client: Client, world: World, time_machine: Any
) -> None:
    cascade(world, titles=("甲", "乙"), evidence_minimum=0)
    completed(world, given_to(world, "branch"), "secretary")
    time_machine.move_to(world.at + dt.timedelta(days=300))
    world.login(client, "officer")

    html = front(client)

    primary = html[html.index("btn-primary todo-deed") :]
    assert primary.index("督促下级") < primary.index("审核")


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("secretary", "都办完了"),
        ("auditor", "查阅留痕"),
        ("administrator", "任职与账号"),
        ("administrator", "提醒设置"),
        ("district_reader", "不承接清单任务"),
        ("stranger", "目前没有任职"),
        ("mall_clerk", "本单位清单进展"),
    ],
)
def test_who_owes_nothing_is_shown_the_way(
    client: Client, world: World, who: str, words: str
) -> None:
    world.login(client, who)

    assert words in front(client)


def test_several_bodies_are_told_apart(client: Client, world: World) -> None:
    city_list(world)
    post = world.actor("mall_leader").post_label
    world.login(client, "mall_leader")

    assert f"以 {post} 的身份办理" in front(client)
    assert "这个岗位目前没有待办事项" in front(client, "?post=别的岗位")


def test_the_front_page_stays_within_twelve_queries(client: Client, world: World) -> None:
    cascade(world)
    world.login(client, "officer")
    front(client)  # the session notes its use, at most once a minute

    with CaptureQueriesContext(connection) as queries:
        front(client)

    assert len(queries) <= 12, "\n".join(query["sql"][:300] for query in queries)


def test_days_fall_into_four_stretches() -> None:
    monday = dt.date(2026, 3, 2)
    days = {"late": -1, "today": 0, "week": 6, "later": 7}
    todos = [
        Todo(
            key=key, verb="上报", title=key, path="/", due=monday + dt.timedelta(days), light="red"
        )
        for key, days in days.items()
    ]
    waiting = Todo(
        key="waiting",
        verb="审核",
        title="waiting",
        path="/",
        due=None,
        light="green",
        waiting_since=monday - dt.timedelta(days=9),
    )
    others = Todo(
        key="others",
        verb="确认调整",
        title="others",
        path="/",
        due=monday - dt.timedelta(days=9),
        light="green",
        counts_down=False,
    )
    undated = Todo(key="x", verb="审核", title="x", path="/", due=None, light="green", count=3)

    buckets = agenda([*todos, waiting, others, undated], on=monday)

    assert [[each.key for each in bucket.todos] for bucket in buckets] == [
        ["late"],
        ["today", "waiting", "others"],
        ["week"],
        ["later", "x"],
    ]
    assert buckets[-1].count == 4


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("观前商城", "观前商城党支部"),
        ("gqsc", "观前商城党支部"),
        ("szy", "水指一"),
        ("QD-2026", "QD-2026-L1"),
        (TITLES[0], "事项（穿透）"),
    ],
)
def test_search_finds_by_name_pinyin_and_number(
    client: Client, world: World, words: str, found: str
) -> None:
    cascade(world)
    world.login(client, "city_leader")

    html = client.get(reverse("workbench:search"), {"q": words}).content.decode()

    assert found in html


def test_items_are_found_by_what_they_ask(client: Client, world: World) -> None:
    city_list(world, titles=("源泉工程",), content="每户培养入党积极分子", requirement="不少于一名")
    world.login(client, "city_leader")

    for words in ("积极分子", "不少于一名"):
        assert "源泉工程" in client.get(reverse("workbench:search"), {"q": words}).text


@pytest.mark.parametrize("who", ["sibling_officer", "twin.city_leader", "stranger"])
def test_search_finds_nothing_out_of_scope(client: Client, world: World, who: str) -> None:
    cascade(world)
    world.login(client, who)

    for words in ("观前商城", "水指一", "B-1"):
        html = client.get(reverse("workbench:search"), {"q": words}).content.decode()
        assert reverse("hierarchy:organization_detail", args=[world.branch.pk]) not in html
        assert reverse("hierarchy:person_detail", args=[world.user("officer").pk]) not in html


def test_a_strange_search_is_no_error(client: Client, world: World) -> None:
    world.login(client, "officer")

    for words in ("", "%' OR 1=1", "字" * 300):
        assert client.get(reverse("workbench:search"), {"q": words}).status_code == 200


def test_help_begins_with_ones_own_role(client: Client, world: World) -> None:
    world.login(client, "officer")

    html = client.get(reverse("workbench:help")).content.decode()

    assert html.index("党建指导员</b>") < html.index("系统管理员</b>")
    assert "（您的岗位）" in html


def test_a_chapter_of_the_handbook_is_drawn(
    client: Client, world: World, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "officer.md").write_text("# 指导员手册\n\n1. 先**签收**\n", "utf-8")
    settings.HANDBOOK_DIR = tmp_path
    world.login(client, "officer")

    html = client.get(reverse("workbench:handbook", args=["officer"])).content.decode()

    assert "指导员手册" in html
    assert "<li>先<b>签收</b></li>" in html
    assert client.get(reverse("workbench:handbook", args=["no-such"])).status_code == 404


def test_the_handbook_never_lets_markup_through() -> None:
    text = "# 标题\n\n## 小节\n- 一\n- 二\n\n<script>alert(1)</script>\n接着"

    html = as_html(text)

    assert title_of(text) == "标题"
    assert "<h2>小节</h2>" in html
    assert "<ul><li>一</li><li>二</li></ul>" in html
    assert "<script>" not in html


def test_the_front_page_asks_for_signing_in(client: Client) -> None:
    for name in ("todo", "search", "help"):
        assert client.get(reverse(f"workbench:{name}")).status_code == 302
