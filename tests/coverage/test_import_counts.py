"""Importing member counts: figures of known units, and nothing else of them."""

from __future__ import annotations

from typing import Any

from coverage.models import Unit, UnitState
from tests.coverage.test_import_units import BARE, CODE, SHOP
from tests.sheets import carry_out, complaints, exported, plan, verdicts
from tests.world import World
from workflow.importing import kinds

NAME = "苏州示例商贸有限公司"


def judged(world: World, *lines: dict[str, Any], by: str = "mall_leader") -> list[Any]:
    return plan("counts", lines, tenant=world.tenant, actor=world.actor(by))


def ledger(world: World, *lines: dict[str, Any], by: str = "mall_leader") -> None:
    carry_out("units", lines, tenant=world.tenant, actor=world.actor(by))


def test_counts_are_written_and_nothing_else(world: World) -> None:
    ledger(world, SHOP)
    line = {"信用代码": CODE, "党员数": "4", "预备党员": "1", "数据日期": "2026-03-02"}

    row = judged(world, line)[0]
    assert row.changes == {"正式党员数": ["3", "4"], "预备党员数": ["0", "1"]}

    run = carry_out("counts", [line], tenant=world.tenant, actor=world.actor("mall_leader"))
    unit = Unit.objects.get()
    assert (unit.members_here, unit.probationary, unit.employees) == (4, 1, 42)
    assert (unit.name, unit.place) == (NAME, world.branch)
    assert UnitState.objects.filter(import_run=run).count() == 1
    assert verdicts(judged(world, line)) == ["unchanged"]


def test_a_unit_without_code_is_found_by_its_name(world: World) -> None:
    ledger(world, BARE)

    assert verdicts(judged(world, {"单位名称": NAME, "正式党员数": "1"})) == ["changed"]


def test_code_and_name_must_be_of_one_unit(world: World) -> None:
    ledger(world, SHOP)

    row = judged(world, {"信用代码": CODE, "单位名称": "别的公司", "正式党员数": "1"})[0]
    assert f"单位名称“{NAME}”不同" in complaints(row)[0]


def test_unknown_and_out_of_scope_are_told_in_the_same_words(world: World) -> None:
    ledger(world, {**BARE, "行业": "律师", "单位名称": "示例律所"}, by="lawyer_leader")

    rows = judged(
        world,
        {"信用代码": "待补", "单位名称": "示例律所", "正式党员数": "1"},
        {"信用代码": "待补", "单位名称": "没有的律所", "正式党员数": "1"},
    )
    assert complaints(rows[0]) == complaints(rows[1])
    assert "不在您的管理范围内" in complaints(rows[0])[0]


def test_twins_are_never_matched_across_cities(world: World) -> None:
    carry_out("units", [SHOP], tenant=world.twin.tenant, actor=world.actor("twin.mall_leader"))

    row = judged(world, {"信用代码": CODE, "正式党员数": "9"})[0]
    assert "台账中没有这家单位" in complaints(row)[0]


def test_a_row_needs_a_code_or_a_name_and_stands_once(world: World) -> None:
    ledger(world, SHOP)

    rows = judged(
        world,
        {"正式党员数": "1"},
        {"信用代码": CODE, "正式党员数": "4"},
        {"单位名称": NAME, "正式党员数": "5"},
    )
    assert "至少填一项" in complaints(rows[0])[0]
    assert complaints(rows[1]) == ["与第 4 行是台账中的同一单位，请只保留一行。"]
    assert verdicts(rows) == ["refused"] * 3


def test_more_young_people_than_staff_are_refused_against_the_ledger(world: World) -> None:
    ledger(world, SHOP)

    row = judged(world, {"信用代码": CODE, "正式党员数": "3", "35岁以下人数": "43"})[0]
    assert complaints(row)[0].startswith("35岁以下人数：不能多于从业人数（42 人）")


def test_older_counts_never_write_over_newer_ones(world: World) -> None:
    ledger(world, {**SHOP, "数据日期": "2026-02-28"})

    row = judged(world, {"信用代码": CODE, "正式党员数": "9", "数据日期": "2026-01-31"})[0]
    assert complaints(row)[0].startswith("数据日期：早于台账中该单位的数据日期")


def test_what_is_exported_imports_again_without_change(world: World) -> None:
    ledger(world, SHOP, {**BARE, "单位名称": "=甲店", "35岁以下人数": "9"})

    lines = exported("counts", tenant=world.tenant, actor=world.actor("mall_leader"))
    assert [line["单位名称"] for line in lines] == ["=甲店", NAME]
    assert verdicts(judged(world, *lines)) == ["unchanged"] * 2


def test_counts_are_taken_back(world: World) -> None:
    ledger(world, SHOP)
    actor = world.actor("mall_leader")
    line = {"信用代码": CODE, "正式党员数": "9"}
    run = carry_out("counts", [line], tenant=world.tenant, actor=actor)
    kind = kinds()["counts"]
    assert kind.obstacles(run, on=world.on) == []

    assert kind.undo(run, actor=actor) == 1
    assert Unit.objects.get().members_here == 3


def test_counts_that_were_written_down_again_are_not_taken_back(world: World) -> None:
    ledger(world, SHOP)
    actor = world.actor("mall_leader")
    run = carry_out(
        "counts", [{"信用代码": CODE, "正式党员数": "9"}], tenant=world.tenant, actor=actor
    )
    again = {"信用代码": CODE, "正式党员数": "8"}
    carry_out("counts", [again], tenant=world.tenant, actor=actor, name="再次.xlsx")

    assert kinds()["counts"].obstacles(run, on=world.on) == [f"“{NAME}”变更的数据之后又有新登记"]
