"""A corrupt tree is found, named, opens nothing, and is rebuilt from ``parent``."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from hierarchy import proof, tasks
from hierarchy.actions.planting import plant_bulk
from hierarchy.bulk import HolderSpec, NodeSpec
from hierarchy.models import Organization, OrganizationChange
from hierarchy.terms import Kind, Tier
from tests.world import World

DAMAGE: dict[str, tuple[str, dict[str, Any]]] = {
    "inside": ("branch", {"lft": 2**47, "rght": 2**47 + 1}),
    "level": ("branch", {"level": 2}),
    "width": ("officer", {"rght": F("rght") + 2}),
    "overlap": ("second_branch", {"lft": F("lft") - 1, "rght": F("rght") - 1}),
    "next_free": ("officer", {"next_free": F("lft") + 1}),
    "ancestor_committee": ("branch", {"committee": None}),
    "ancestor_station": ("officer", {"station": None}),
    "place": ("branch", {"town": None}),
    "root": ("city", {"lft": 0}),
}


def run(*args: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("check_tree", *args, stdout=out, stderr=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.mark.parametrize("check", DAMAGE)
def test_each_kind_of_damage_is_found_closed_off_and_mended(world: World, check: str) -> None:
    body, columns = DAMAGE[check]
    Organization.objects.filter(pk=world.home.bodies[body].pk).update(**columns)
    code, words = run("--tenant", "suzhou")
    assert code == 1
    assert f"[{check}] {world.home.bodies[body].pk} " in words
    assert not Organization.objects.visible_to(world.actor("city_leader")).exists()
    assert run("--fix")[0] == 0
    assert Organization.objects.visible_to(world.actor("city_leader")).exists()


def test_a_sound_tree_passes_and_remembers_when(world: World) -> None:
    assert run()[0] == 0
    assert world.tenant.tree_proved_at is not None
    assert tasks.prove_trees() == {"suzhou": 0, "twin": 0}


def test_an_unknown_city_is_named(world: World) -> None:
    with pytest.raises(CommandError, match="没有代码为“atlantis”的城市"):
        call_command("check_tree", "--tenant", "atlantis")


def test_bulk_planting_writes_what_the_actions_would(world: World) -> None:
    region = world.home.regions["jinchang"]
    specs = [
        NodeSpec(world.mall, Tier.STATION, Kind.STATION, "金阊区域党建工作站", region),
        NodeSpec(0, Tier.OFFICER, Kind.OFFICER_POST, "金阊1岗", region),
        *(
            NodeSpec(1, Tier.BRANCH, Kind.BRANCH, f"金阊第{number}党支部", region)
            for number in range(30)
        ),
    ]
    stranger = world.user("stranger")
    ids = plant_bulk(
        tenant=world.tenant,
        specs=specs,
        on=world.on,
        reason="批量",
        actor=world.home.system,
        holders=[HolderSpec(0, "站长", stranger.pk, world.on)],
    )
    assert list(proof.faults_of(world.tenant)) == []
    head = world.actor("stranger")
    assert set(Organization.objects.visible_to(head).values_list("pk", flat=True)) == set(ids)
    assert head.post_label == "金阊区域党建工作站 站长"
    assert world.user("stranger").is_staff
    branch = Organization.objects.get(pk=ids[-1])
    assert (branch.industry, branch.town) == (world.home.industries["mall"], region)
    assert branch.positions.get().title == "书记"
    assert OrganizationChange.objects.filter(organization__in=ids).count() == len(specs)
