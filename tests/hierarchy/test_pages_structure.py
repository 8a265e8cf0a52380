"""The form pages of the structural acts: done, refused, stale, out of reach."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from hierarchy.models import Organization
from hierarchy.views.acts import ACTS
from tests.world import World

DAY = "2026-03-02"


@pytest.fixture(autouse=True)
def _today(time_machine: Any, world: World) -> None:
    time_machine.move_to(world.home.at)


def send(client: Client, organization: Organization, verb: str, **given: Any) -> HttpResponse:
    url = reverse("hierarchy:organization_act", args=[organization.pk, verb])
    return client.post(url, {"on": DAY, "reason": "工作需要", **given})


def told(response: HttpResponse) -> str:
    return "".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_station_is_founded(client: Client, world: World) -> None:
    world.login(client, "mall_leader")

    response = send(
        client,
        world.mall,
        "found",
        what="station:station",
        name="金阊区域党建工作站",
        region=world.home.regions["jinchang"].pk,
    )

    new = Organization.objects.get(name="金阊区域党建工作站")
    assert response["Location"] == reverse("hierarchy:organization_detail", args=[new.pk])
    assert "请接着为其岗位任职" in told(response)


def test_a_station_may_join_a_site_and_takes_its_name_and_place(
    client: Client, world: World
) -> None:
    world.login(client, "lawyer_leader")

    send(
        client,
        world.lawyer,
        "found",
        what="station:station",
        site=world.single.site_id,
        region=world.home.regions["gusu"].pk,
    )

    new = Organization.objects.get(parent=world.lawyer, site_id=world.single.site_id)
    assert new.name == world.single.name
    assert new.region_id == world.single.region_id


def test_a_unit_founds_its_branch(client: Client, world: World) -> None:
    world.login(client, "station_head")

    response = send(client, world.unit, "found-branch", kind="branch", name="临顿路百货党支部")

    assert response.status_code == 302
    assert world.unit.kind == "branch"


def test_a_body_is_renamed_amended_moved_split_merged_and_closed(
    client: Client, world: World
) -> None:
    world.login(client, "mall_leader")
    region = world.sibling_branch.region_id

    send(client, world.sibling_branch, "rename", name="湖东党支部", short_name="")
    assert world.sibling_branch.name == "湖东党支部"
    send(client, world.sibling_branch, "amend", kind="joint_branch", region=region, code="B-3")
    assert world.sibling_branch.kind == "joint_branch"
    send(client, world.sibling_branch, "move", parent=world.officer.pk)
    assert world.sibling_branch.parent_id == world.officer.pk
    send(
        client,
        world.officer,
        "split",
        name="平江3岗",
        region=world.officer.region_id,
        children=[world.sibling_branch.pk],
    )
    new = Organization.objects.get(name="平江3岗", tenant=world.tenant)
    assert world.sibling_branch.parent_id == new.pk
    send(client, new, "merge", target=world.officer.pk)
    assert world.sibling_branch.parent_id == world.officer.pk
    send(client, world.sibling_branch, "close")
    assert world.sibling_branch.closed_on is not None


def test_closing_says_what_stands_in_the_way(client: Client, world: World) -> None:
    world.login(client, "mall_leader")

    response = send(client, world.station, "close")

    assert response.status_code == 422
    assert "须先移出、合并或撤销" in response.content.decode()
    assert world.station.closed_on is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": ""}, "事由"),
        ({"on": "2027-01-01"}, "晚于今天"),
        ({"name": ""}, "全称"),
        ({"seen": "1"}, "页面已过期"),
    ],
)
def test_a_bad_form_is_refused_and_changes_nothing(
    client: Client, world: World, given: dict[str, str], words: str
) -> None:
    world.login(client, "mall_leader")
    before = world.branch.name

    response = send(client, world.branch, "rename", **{"name": "新名称党支部", **given})

    assert response.status_code == 422
    assert words in response.content.decode()
    assert world.branch.name == before


def test_a_body_moves_only_under_what_the_person_manages(client: Client, world: World) -> None:
    world.login(client, "mall_leader")

    response = send(client, world.branch, "move", parent=world.lawyer_officer.pk)

    assert response.status_code == 422
    assert world.branch.parent_id == world.officer.pk


@pytest.mark.parametrize("verb", list(ACTS))
def test_every_act_is_a_page(client: Client, world: World, verb: str) -> None:
    world.login(client, "city_leader")
    body = world.unit if verb == "found-branch" else world.officer

    response = client.get(reverse("hierarchy:organization_act", args=[body.pk, verb]))

    assert response.status_code == 200
    assert ACTS[verb].label in response.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 403), ("station_clerk", 403), ("auditor", 403), ("lawyer_leader", 404)],
)
def test_seeing_is_not_acting(client: Client, world: World, who: str, status: int) -> None:
    world.login(client, who)

    assert send(client, world.officer, "rename", name="改名").status_code == status
    assert world.officer.name == "平江1岗"


def test_an_act_that_does_not_fit_is_not_found(client: Client, world: World) -> None:
    world.login(client, "city_leader")

    for body, verb in ((world.branch, "found"), (world.branch, "found-branch"), (world.mall, "x")):
        url = reverse("hierarchy:organization_act", args=[body.pk, verb])
        assert client.get(url).status_code == 404
