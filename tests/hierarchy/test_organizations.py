"""Founding, renaming and amending bodies."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from hierarchy.actions.organizations import (
    amend_organization,
    found_branch,
    found_organization,
    rename_organization,
)
from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier
from tests.hierarchy.conftest import Desk
from tests.past import tree_as_of
from tests.world import World

REASON = "按批复调整"


@pytest.fixture(autouse=True)
def _open_work(desk: Desk) -> None:
    """Structural acts tell the rooms above; here a desk listens."""


def test_a_rename_renames_every_node_of_a_tied_station(world: World) -> None:
    rename_organization(
        organization=world.station,
        name="平江历史街区区域党建工作站",
        on=world.on,
        reason=REASON,
        actor=world.actor("city_leader"),
    )
    assert world.lawyer_station.name == world.station.name == world.station.site.name
    assert world.station.name_key.startswith("pingjianglishi")


@pytest.mark.parametrize("act", [rename_organization, amend_organization])
def test_a_closed_node_of_a_tied_station_changes_no_more(world: World, act: Any) -> None:
    Organization.objects.filter(pk=world.lawyer_station.pk).update(closed_on=world.on)
    wanted = {
        rename_organization: {"name": "平江历史街区区域党建工作站"},
        amend_organization: {"region": world.home.regions["jinchang"]},
    }

    with pytest.raises(ValidationError) as refused:
        act(
            organization=world.lawyer_station,
            on=world.on,
            reason=REASON,
            actor=world.actor("city_leader"),
            **wanted[act],
        )

    assert refused.value.code == "closed"


def test_a_unit_that_founds_a_branch_keeps_its_row(world: World) -> None:
    unit = found_branch(
        unit=world.unit,
        kind=Kind.BRANCH,
        name="临顿路百货党支部",
        on=world.on,
        reason="上级批复",
        document_no="苏两新〔2026〕3号",
        actor=world.actor("station_head"),
    )
    assert unit.pk == world.home.bodies["unit"].pk
    assert world.actor("contact").post_label == "临顿路百货党支部 书记"
    past = tree_as_of(tenant=world.tenant, day=dt.date(2025, 1, 1))
    assert {node.organization_id: node.kind for node in past}[unit.pk] == Kind.UNIT


def test_a_new_place_moves_the_body_but_not_those_below(world: World) -> None:
    amend_organization(
        organization=world.officer,
        region=world.home.regions["jinchang"],
        on=world.on,
        reason=REASON,
        actor=world.actor("station_head"),
    )
    assert world.officer.town == world.home.regions["jinchang"]
    assert world.branch.town == world.home.regions["pingjiang"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"tier": Tier.STATION, "kind": Kind.STATION}, "not_under"),
        ({"kind": Kind.STATION}, "kind_not_of_tier"),
        ({"name": "  "}, "name_needed"),
        ({"name": "观前商城党支部"}, "name_taken"),
        ({"code": "B-1"}, "code_taken"),
        ({"on": dt.date(2026, 3, 3)}, "in_future"),
        ({"on": dt.date(2019, 1, 1)}, "not_under"),
        ({"reason": ""}, "reason_needed"),
    ],
)
def test_founding_refuses_what_is_wrong_and_changes_nothing(
    world: World, changes: dict[str, object], code: str
) -> None:
    wanted = {
        "parent": world.officer,
        "tier": Tier.BRANCH,
        "kind": Kind.BRANCH,
        "name": "新支部",
        "region": world.home.regions["pingjiang"],
        "on": world.on,
        "reason": REASON,
        "actor": world.actor("station_head"),
    }
    count = Organization.objects.count()
    with pytest.raises(ValidationError) as caught:
        found_organization(**{**wanted, **changes})  # type: ignore[arg-type]
    assert caught.value.error_list[0].code == code
    assert Organization.objects.count() == count
