"""The pages of action branches, pioneer posts and task forces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from projects.actions.teams import register_team, return_team
from projects.models import ActionTeam
from projects.terms import TeamStatus
from tests.projects.fronts import a_team, entry, with_lists
from tests.world import City, World


@pytest.fixture
def city(world: World, settings: Any, tmp_path: Any) -> Iterator[City]:
    settings.MEDIA_ROOT = tmp_path
    with_lists(world.home)
    with time_machine.travel(world.home.at, tick=False):
        yield world.home


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_branch_proposes_and_the_station_registers_on_the_pages(
    city: City, client: Client
) -> None:
    city.login(client, "secretary")
    answer = client.post(
        reverse("projects:team_new"),
        {
            "kind": entry(city, "post").pk,
            "name": "观前夜市党员先锋岗",
            "key_project": "夜间经济示范街",
            "leader": "示例",
            "members_count": "5",
            "tasks": "轮值服务",
            "starts_on": "2026-03-01",
            "ends_on": "2026-12-31",
        },
        follow=True,
    )
    team = ActionTeam.objects.get()
    assert "已报平江区域党建工作站备案" in text(answer)
    city.login(client, "station_head")
    page = text(client.get(reverse("projects:team_detail", args=[team.pk])))
    assert reverse("projects:team_move", args=[team.pk, "register"]) in page
    client.post(reverse("projects:team_move", args=[team.pk, "register"]), {"answer": "同意备案"})
    team.refresh_from_db()
    assert (team.status, team.answer) == (TeamStatus.ACTIVE, "同意备案")


def test_what_was_handed_back_is_led_to_its_form_and_asked_for_again(
    city: City, client: Client
) -> None:
    team = return_team(team=a_team(city), reason="请写明任务", actor=city.actor("station_head"))
    city.login(client, "secretary")
    page = text(client.get(reverse("projects:team_detail", args=[team.pk])))
    assert "请写明任务" in page
    assert "退回修改" in page
    edit = reverse("projects:team_edit", args=[team.pk])
    form = client.get(edit).context["form"]
    given = {name: form[name].value() for name in form.fields if name not in ("uploads", "cited")}
    answer = client.post(edit, given | {"tasks": "每周一次"}, follow=True)
    assert "已重新报平江区域党建工作站备案" in text(answer)
    team.refresh_from_db()
    assert team.status == TeamStatus.ASKED


def test_a_team_past_its_day_stands_out_until_it_is_ended(city: City, client: Client) -> None:
    team = a_team(city, starts_on=dt.date(2026, 1, 5), ends_on=dt.date(2026, 2, 28))
    team = register_team(team=team, actor=city.actor("station_head"))
    city.login(client, "secretary")
    listed = client.get(reverse("projects:team_list"), {"state": "late"})
    assert "到期未结束" in text(listed)
    assert list(listed.context["rows"]) == [team]
    end = reverse("projects:team_move", args=[team.pk, "end"])
    assert client.post(end, {"outcome": ""}).status_code == 422
    client.post(end, {"outcome": "完成节点任务"})
    team.refresh_from_db()
    assert (team.status, team.outcome) == (TeamStatus.ENDED, "完成节点任务")
    assert not client.get(reverse("projects:team_list"), {"state": "late"}).context["rows"]


def test_teams_are_found_by_kind_project_body_and_range(city: City, client: Client) -> None:
    force = a_team(city)
    post = a_team(city, "lawyer_branch", "lawyer_secretary", kind="post", name="公益法律岗")
    city.login(client, "city_leader")

    def found(**asked: Any) -> list[ActionTeam]:
        return list(client.get(reverse("projects:team_list"), asked).context["rows"])

    assert found(kind="force") == [force]
    assert found(q="公益") == [post]
    assert found(q="轨道交通8号线") == [post, force]
    assert found(within=city.lawyer.pk) == [post]
    assert found(q="查无此队") == []


def test_a_reader_sees_teams_of_the_own_place_and_sets_up_none(city: City, client: Client) -> None:
    team = a_team(city)
    city.login(client, "town_reader")
    assert client.get(reverse("projects:team_detail", args=[team.pk])).status_code == 200
    assert client.get(reverse("projects:team_new")).status_code == 403
    city.login(client, "sip_reader")
    assert client.get(reverse("projects:team_detail", args=[team.pk])).status_code == 404
