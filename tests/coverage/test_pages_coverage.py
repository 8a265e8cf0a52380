"""The coverage page: figures with both sides, a matrix whose cells open, trend, and parties."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from coverage.actions.parties import amend_party
from coverage.actions.snapshots import take_snapshot
from coverage.actions.units import record_state
from coverage.models import CommitteeMember, CoverageSnapshot, Unit
from coverage.rates import matrix, rates, survey
from coverage.rulebook import DEFAULTS
from coverage.rules import Seat
from coverage.terms import Duty
from tests.coverage.conftest import entered
from tests.world import World

COVERAGE = reverse("coverage:overview")


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World) -> Iterator[None]:
    with time_machine.travel(world.home.at, tick=False):
        yield


def seen(client: Client, **query: object) -> str:
    answer = client.get(COVERAGE, query)
    assert answer.status_code == 200
    return answer.content.decode()


def table(html: str) -> str:
    """The matrix of a page."""
    return html.split('class="rows matrix"')[1].split("</table>")[0]


def city(world: World) -> None:
    """Two industries in two districts: two of four that must found have done so."""
    entered(world, "平江已建", place=world.branch, cover="alone", members_here=5)
    entered(world, "平江未建", members_here=3)
    entered(world, "平江联合", place=world.second_branch, cover="joint", members_here=3)
    entered(world, "平江两名", members_here=2)
    entered(
        world,
        "斜塘已建",
        place=world.sibling_branch,
        cover="alone",
        members_here=6,
        region="xietang",
    )
    entered(world, "律所未到", place=world.lawyer_officer, industry="lawyer")
    entered(world, "空壳", members_here=9, operating="shell")


def test_every_figure_stands_with_both_its_sides(client: Client, world: World) -> None:
    city(world)
    world.login(client, "city_leader")

    html = seen(client)

    assert "实体运营单位 6 户" in html
    assert re.search(r"50\.0%</a>\s*<span class=\"stat-note\">2/4 户", html), "应建已建率"
    assert re.search(r"50\.0%</a>\s*<span class=\"stat-note\">3/6 户", html), "组织覆盖率"
    assert "尚缺 2" in html


def test_a_cell_of_the_matrix_opens_the_units_behind_it(client: Client, world: World) -> None:
    city(world)
    world.login(client, "city_leader")

    html = table(seen(client, measure="founded"))
    cell = re.search(r'href="([^"]+)"[^>]*>1/3</a>', html)
    assert cell
    roll = client.get(cell[1].replace("&amp;", "&")).content.decode()

    assert all(name in roll for name in ("平江已建", "平江未建", "平江联合"))
    assert "平江两名" not in roll
    assert "斜塘已建" not in roll


def test_every_reader_sees_the_own_part_laid_out_for_it(client: Client, world: World) -> None:
    city(world)
    layouts = {
        "city_leader": "行业 × 区县",
        "mall_leader": "工作站 × 区县",
        "station_head": "指导员 × 行业",
        "district_reader": "镇街 × 行业",
    }
    units = {"city_leader": 6, "mall_leader": 5, "station_head": 5, "district_reader": 5}

    for person, layout in layouts.items():
        world.login(client, person)
        html = seen(client)
        assert f"组织覆盖率：{layout}" in html, person
        assert f"实体运营单位 {units[person]} 户" in html, person


def test_those_without_business_data_are_refused(client: Client, world: World) -> None:
    for person in ("auditor", "administrator", "stranger"):
        world.login(client, person)
        for name in ("overview", "overview_fresh", "overview_trend"):
            assert client.get(reverse(f"coverage:{name}")).status_code == 403, (person, name)


def test_one_industry_alone_can_be_looked_at(client: Client, world: World) -> None:
    city(world)
    world.login(client, "city_leader")

    html = seen(client, industry=world.home.industries["lawyer"].pk)

    assert "律师。实体运营单位 1 户" in html


def test_nonsense_in_the_address_shows_the_usual(client: Client, world: World) -> None:
    city(world)
    world.login(client, "city_leader")

    assert "组织覆盖率：行业 × 区县" in seen(
        client, measure="joint_too_wide", layout="x", region="y"
    )


def test_a_zone_without_a_shape_stands_beside_the_map(client: Client, world: World) -> None:
    city(world)
    world.login(client, "city_leader")

    html = seen(client)
    rows = json.loads(re.search(r'id="map-figures"[^>]*>(.+?)</script>', html)[1])["rows"]  # type: ignore[index]

    assert {row["name"]: row["is_on_map"] for row in rows} == {
        "姑苏区": True,
        "苏州工业园区": False,
    }
    assert "（图上无单独图形）" in html


def test_an_empty_ledger_says_what_to_do(client: Client, world: World) -> None:
    world.login(client, "city_leader")

    assert "台账导入后即可查看" in seen(client)


def test_the_age_of_contacts_comes_with_the_figures(client: Client, world: World) -> None:
    city(world)
    world.login(client, "city_leader")

    html = client.get(reverse("coverage:overview_fresh")).content.decode()

    assert "其中从未联系 6 户" in html
    assert "超上限联合支部" in html
    assert "age=stale" in html


def test_the_trend_follows_the_snapshots_and_opens_their_rolls(
    client: Client, world: World
) -> None:
    unit = entered(world, "平江未建", members_here=3)
    for month in (1, 2):
        day = dt.date(2026, month, 28)
        take_snapshot(tenant=world.tenant, taken_for=day, actor=world.home.system)
    record_state(
        unit=unit,
        figures={"members_here": 2},
        effective_on=world.home.on,
        actor=world.actor("station_head"),
    )
    world.login(client, "city_leader")

    html = client.get(reverse("coverage:overview_trend")).content.decode()
    last = CoverageSnapshot.objects.get(taken_for=dt.date(2026, 2, 28))
    roll = client.get(
        reverse("coverage:snapshot_roll", args=[last.pk]), {"measure": "unbuilt"}
    ).content.decode()

    assert "2026年2月28日" in html
    assert "0/1" in html
    assert "平江未建" in roll, "as it was then, whatever was changed since"


def test_a_snapshot_of_another_city_is_not_found(client: Client, world: World) -> None:
    day = dt.date(2026, 2, 28)
    taken = take_snapshot(tenant=world.twin.tenant, taken_for=day, actor=world.twin.system)
    world.login(client, "city_leader")

    assert client.get(reverse("coverage:snapshot_roll", args=[taken.pk])).status_code == 404


def test_a_party_shows_its_committee_its_units_and_what_is_due(
    client: Client, world: World
) -> None:
    entered(world, "大户示例", place=world.branch, cover="alone", members_here=8)
    amend_party(
        organization=world.branch,
        on=world.home.on,
        facts={"superior": "平江街道党工委", "term_to": dt.date(2026, 2, 1)},
        committee=[Seat("示例甲", Duty.SECRETARY)],
        actor=world.actor("station_head"),
    )
    world.login(client, "secretary")

    html = client.get(reverse("coverage:party_detail", args=[world.branch.pk])).content.decode()

    assert "应设支部委员会" in html
    assert "平江街道党工委" in html
    assert "任期已届满" in html
    assert "示例甲" in html
    assert "大户示例" in html


def test_particulars_and_committee_are_kept_in_one_form(client: Client, world: World) -> None:
    world.login(client, "station_head")

    answer = client.post(
        reverse("coverage:party_edit", args=[world.branch.pk]),
        {
            "formation": "alone",
            "superior": "平江街道党工委",
            "on": "2026-03-02",
            "duty_0": "secretary",
            "name_0": "示例甲",
            "duty_1": "organizer",
            "name_1": "示例乙",
        },
        follow=True,
    )

    assert "已更新" in answer.content.decode()
    assert [str(member) for member in CommitteeMember.objects.order_by("pk")] == [
        "书记 示例甲",
        "组织委员 示例乙",
    ]


def test_a_duty_without_a_name_is_told_beside_the_field(client: Client, world: World) -> None:
    world.login(client, "station_head")

    answer = client.post(
        reverse("coverage:party_edit", args=[world.branch.pk]),
        {"formation": "alone", "on": "2026-03-02", "duty_0": "secretary"},
    )

    assert answer.status_code == 422
    assert "请填写姓名，或将分工改为“不设”" in answer.content.decode()


def test_a_bare_unit_is_no_party(client: Client, world: World) -> None:
    world.login(client, "station_head")

    assert client.get(reverse("coverage:party_detail", args=[world.unit.pk])).status_code == 404


def test_the_organisation_page_leads_to_the_party(client: Client, world: World) -> None:
    world.login(client, "secretary")

    html = client.get(
        reverse("hierarchy:organization_detail", args=[world.branch.pk])
    ).content.decode()

    assert reverse("coverage:party_detail", args=[world.branch.pk]) in html


def test_figures_and_matrix_of_one_pass_are_those_of_two(world: World) -> None:
    city(world)
    units = Unit.objects.visible_to(world.actor("city_leader"))
    keys = ("organization_cover", "founded", "no_members")

    found, laid = survey(units, rules=DEFAULTS, keys=keys, measure="unbuilt")

    assert found == rates(units, rules=DEFAULTS, keys=keys)
    assert laid == matrix(units, rules=DEFAULTS, measure="unbuilt")


def test_a_survey_refuses_what_counts_bodies(world: World) -> None:
    units = Unit.objects.visible_to(world.actor("city_leader"))

    with pytest.raises(ValueError, match="joint_too_wide counts bodies"):
        survey(units, rules=DEFAULTS, keys=("founded", "joint_too_wide"), measure="founded")
