"""The ledger's list and one unit's page: what they show to whom, and how one finds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from coverage.actions.contacts import record_contact
from coverage.actions.units import record_state
from tests.coverage.conftest import entered
from tests.world import World
from workflow.models import AuditEntry

LIST = reverse("coverage:unit_list")
EARLIER = dt.date(2026, 2, 20)


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World) -> Iterator[None]:
    with time_machine.travel(world.home.at, tick=False):
        yield


def listed(client: Client, **query: str) -> str:
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    return answer.content.decode()


def shown(client: Client, pk: int) -> str:
    answer = client.get(reverse("coverage:unit_detail", args=[pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_reader_finds_the_units_of_the_own_scope_alone(client: Client, world: World) -> None:
    entered(world, "平江示例商贸")
    entered(world, "斜塘示例市场", place=world.sibling_officer, region="xietang")
    entered(world, "律师示例事务所", place=world.lawyer_officer, industry="lawyer")
    entered(world.twin, "对照示例商贸")
    seen = {
        "city_leader": {"平江示例商贸", "斜塘示例市场", "律师示例事务所"},
        "mall_leader": {"平江示例商贸", "斜塘示例市场"},
        "officer": {"平江示例商贸"},
        "town_reader": {"平江示例商贸", "律师示例事务所"},
        "secretary": set(),
        "auditor": set(),
        "twin.city_leader": {"对照示例商贸"},
    }
    names = {"平江示例商贸", "斜塘示例市场", "律师示例事务所", "对照示例商贸"}

    for person, expected in seen.items():
        world.login(client, person)
        html = listed(client)
        assert {name for name in names if name in html} == expected, person


@pytest.mark.parametrize("text", ["示例商贸", "pjslsm", "91320594MA0000015J"])
def test_units_are_found_by_name_initials_and_credit_code(
    client: Client, world: World, text: str
) -> None:
    entered(world, "平江示例商贸", credit_code="91320594MA0000015J")
    entered(world, "观前乙店")
    world.login(client, "officer")

    html = listed(client, q=text)

    assert "平江示例商贸" in html
    assert "观前乙店" not in html


def test_a_filter_narrows_the_list_and_says_so(client: Client, world: World) -> None:
    entered(world, "有工会示例", credit_code="91320594MA0000015J")
    entered(world, "没有代码示例")
    world.login(client, "mall_leader")

    html = listed(client, uncoded="on", region=str(world.regions["pingjiang"].pk))

    assert "没有代码示例" in html
    assert "有工会示例" not in html
    assert "区域：平江街道" in html


def test_the_search_stands_in_sight_keeps_the_filter_and_tells_how_many(
    client: Client, world: World
) -> None:
    for name in ("示例甲", "示例乙"):
        entered(world, name, members_here=3)
    client.force_login(world.user("station_head"))

    page = client.get(f"{LIST}?operating=operating&q=示例").content.decode()
    in_sight, folded = page.split("<main")[1].split("<details", 1)

    assert 'type="search"' in in_sight
    assert '<input type="hidden" name="operating" value="operating">' in in_sight
    assert '<input type="hidden" name="q" value="示例">' in folded
    assert "共 2 户" in folded


def test_units_not_contacted_for_long_are_found(client: Client, world: World) -> None:
    lately, long_ago = entered(world, "近来联系示例"), entered(world, "久未联系示例")
    entered(world, "从未联系示例")
    officer = world.actor("officer")
    record_contact(unit=lately, contacted_on=EARLIER, actor=officer)
    record_contact(unit=long_ago, contacted_on=dt.date(2025, 6, 1), actor=officer)
    world.login(client, "station_head")

    stale, never = listed(client, age="stale"), listed(client, age="never")

    assert "近来联系示例" not in stale
    assert "久未联系示例" in stale
    assert "从未联系示例" in stale
    assert "久未联系示例" not in never
    assert "从未联系示例" in never


def test_a_figure_brings_its_rule_and_its_sides_along(client: Client, world: World) -> None:
    entered(world, "应建示例", members_here=4)
    entered(world, "已建示例", place=world.branch, cover="alone", members_here=5)
    entered(world, "未到示例", members_here=1)
    world.login(client, "mall_leader")

    html = listed(client, measure="founded", side="gap")

    assert "应建已建率：50.0%" in html
    assert "分母为应建单位数" in html
    assert "应建示例" in html
    assert "已建示例" not in html
    assert "side=denominator" in html
    whole = listed(client, measure="founded", side="denominator")
    assert "已建示例" in whole
    assert "未到示例" not in whole


def test_the_columns_are_the_readers_choice_and_can_be_kept(client: Client, world: World) -> None:
    entered(world, "示例", phone="0512-65000000")
    world.login(client, "officer")

    assert "0512-65000000" not in listed(client)
    html = listed(client, cols="phone")

    assert 'href="tel:0512-65000000"' in html
    assert "存为常用" in html


def test_the_list_turns_its_pages_by_name(client: Client, world: World) -> None:
    for number in range(52):
        entered(world, f"示例{number:02}号店")
    world.login(client, "officer")

    first = listed(client)
    after = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(LIST + after).content.decode()

    assert "示例49号店" in first
    assert "示例50号店" not in first
    assert "示例50号店" in second


def test_what_is_exported_is_what_was_found(client: Client, world: World) -> None:
    entered(world, "甲示例", members_here=4)
    entered(world, "乙示例")
    world.login(client, "station_head")

    answer = client.get(reverse("coverage:unit_excel"), {"measure": "unbuilt"})

    assert answer["Content-Type"].endswith("sheet")
    entry = AuditEntry.objects.filter(verb="import.export").order_by("-id")[0]
    assert entry.after["rows"] == 1
    assert entry.reason == "应建未建"


def test_a_reader_without_the_ledger_may_not_export(client: Client, world: World) -> None:
    world.login(client, "auditor")

    assert client.get(reverse("coverage:unit_excel")).status_code == 403


def test_a_unit_of_another_industry_does_not_exist(client: Client, world: World) -> None:
    """Domain case 15: a guessed id is not found, and nothing tells that there is such a unit."""
    unit = entered(world, "律师示例", place=world.lawyer_officer, industry="lawyer")
    world.login(client, "mall_leader")

    for name in ("unit_detail", "unit_contact", "unit_correct", "unit_give", "unit_found"):
        assert client.get(reverse(f"coverage:{name}", args=[unit.pk])).status_code == 404, name


def test_only_who_has_another_place_to_give_is_offered_to_give(
    client: Client, world: World
) -> None:
    unit = entered(world, "已建示例", place=world.branch, cover="alone", members_here=5)
    give = reverse("coverage:unit_give", args=[unit.pk])

    world.login(client, "secretary")
    assert give not in shown(client, unit.pk)
    assert client.get(give).status_code == 403

    world.login(client, "officer")
    assert give in shown(client, unit.pk)
    assert world.second_branch.label in client.get(give).content.decode()


def test_stations_of_one_site_are_told_apart_in_the_filter(client: Client, world: World) -> None:
    world.login(client, "city_leader")

    html = listed(client)

    assert "平江区域党建工作站（商圈市场）" in html
    assert "平江区域党建工作站（律师）" in html


def test_a_verdict_stands_with_its_reason_and_its_article(client: Client, world: World) -> None:
    unit = entered(world, members_here=3)
    world.login(client, "officer")

    html = shown(client, unit.pk)

    assert "应建未建（完全未建）" in html
    assert "正式党员 3 名，达到 3 名" in html
    assert "第十一条" in html
    assert "从未联系" in html
    assert "从未核实" in html


def test_the_history_shows_old_and_new_with_the_source(client: Client, world: World) -> None:
    unit = entered(world, members_here=2)
    record_state(
        unit=unit,
        figures={"members_here": 3},
        effective_on=EARLIER,
        note="年检表",
        actor=world.actor("station_head"),
    )
    world.login(client, "officer")

    html = shown(client, unit.pk)

    assert "<del>2</del> → <ins>3</ins>" in html
    assert "台账维护（年检表）" in html
    assert "谢站长" in html


@pytest.mark.parametrize(
    ("person", "seen", "not_seen"),
    [
        ("officer", ("记录联系", "更正信息", "归口调整"), ("登记建立党组织",)),
        ("station_head", ("记录联系", "核实", "登记建立党组织"), ()),
        ("town_reader", ("记录联系", "更正信息"), ("登记建立党组织",)),
    ],
)
def test_the_buttons_are_those_of_the_readers_rights(
    client: Client, world: World, person: str, seen: tuple[str, ...], not_seen: tuple[str, ...]
) -> None:
    unit = entered(world)
    world.login(client, person)

    bar = shown(client, unit.pk).split('class="action-bar"')[1]

    for word in seen:
        assert word in bar, word
    for word in not_seen:
        assert word not in bar, word


def test_search_over_all_rooms_finds_units_in_scope(client: Client, world: World) -> None:
    entered(world, "平江示例商贸")
    entered(world.twin, "对照示例商贸")
    world.login(client, "officer")

    html = client.get(reverse("workbench:search"), {"q": "示例商贸"}).content.decode()

    assert "平江示例商贸" in html
    assert "对照示例商贸" not in html
