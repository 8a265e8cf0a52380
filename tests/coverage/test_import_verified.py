"""Who checked a unit and when may come with the sheet; the importer does not vouch for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from coverage.models import FactChange, Unit
from tests.coverage.test_import_units import SHOP
from tests.sheets import carry_out, complaints, exported, plan, verdicts
from tests.world import World

CHECKED = {**SHOP, "核实人": "谢站长", "核实日期": "2026-02-20"}


def judged(world: World, *lines: dict[str, Any]) -> list[Any]:
    return plan("units", lines, tenant=world.tenant, actor=world.actor("mall_leader"))


def imported(world: World, *lines: dict[str, Any]) -> None:
    carry_out("units", lines, tenant=world.tenant, actor=world.actor("mall_leader"))


def verified(world: World) -> tuple[str, dt.date | None]:
    unit = Unit.objects.get(tenant=world.tenant)
    return unit.verified_by, unit.verified_on


def test_a_new_and_a_known_unit_take_both(world: World) -> None:
    imported(world, SHOP)
    assert verified(world) == ("", None)
    imported(world, CHECKED)
    assert verified(world) == ("谢站长", dt.date(2026, 2, 20))
    assert not FactChange.objects.exists()
    assert verdicts(
        judged(
            world,
            SHOP,
        )
    ) == ["unchanged"]


def test_a_new_unit_may_come_already_checked(world: World) -> None:
    imported(world, CHECKED)
    assert verified(world) == ("谢站长", dt.date(2026, 2, 20))
    lines = exported("units", tenant=world.tenant, actor=world.actor("mall_leader"))
    assert (lines[0]["核实人"], lines[0]["核实日期"]) == ("谢站长", dt.date(2026, 2, 20))
    assert verdicts(judged(world, *lines)) == ["unchanged"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"核实人": ""}, "核实人：核实人和核实日期须同时填写"),
        ({"核实日期": ""}, "核实日期：核实人和核实日期须同时填写"),
        ({"核实人": "金商主"}, "核实人：核实须由导入人以外的人办理"),
        ({"核实日期": "2026-03-09"}, "核实日期：晚于今天"),
    ],
)
def test_half_of_it_ones_own_or_a_day_to_come_is_refused(
    world: World, wrong: dict[str, str], told: str
) -> None:
    row = judged(world, {**CHECKED, **wrong})[0]
    assert row.verdict == "refused"
    assert complaints(row)[0].startswith(told)


def test_an_older_check_does_not_replace_a_newer_one(world: World) -> None:
    imported(world, CHECKED)
    row = judged(world, {**CHECKED, "核实日期": "2026-01-05"})[0]
    assert complaints(row)[0].startswith("核实日期：早于台账中的核实日期（2026-02-20）")


def test_what_was_checked_by_oneself_in_the_ledger_is_no_error_when_it_stays(world: World) -> None:
    imported(world, CHECKED)
    Unit.objects.update(verified_by="金商主（商圈市场行业党建专委会 主任）")
    line = {**CHECKED, "核实人": "金商主（商圈市场行业党建专委会 主任）"}
    assert verdicts(judged(world, line)) == ["unchanged"]
