"""Units out of the ledger again: exports that import alike, and imports taken back."""

from __future__ import annotations

from coverage.models import ContactRecord, Unit
from hierarchy.names import pinyin_key
from tests.coverage.test_import_units import BARE, SHOP, imported, judged
from tests.sheets import exported, plan, verdicts
from tests.world import World
from workflow.importing import kinds


def test_what_looks_like_a_formula_is_kept_as_it_is(world: World) -> None:
    name = "=cmd|'/C calc'!A0示例"
    imported(world, {**SHOP, "单位名称": name, "备注": "+1+1"})

    unit = Unit.objects.get(tenant=world.tenant)
    assert (unit.name, unit.note) == (name, "+1+1")
    line = exported("units", tenant=world.tenant, actor=world.actor("mall_leader"))[0]
    assert (line["单位名称"], line["备注"]) == (name, "+1+1")


def test_what_is_exported_imports_again_without_change(world: World) -> None:
    imported(
        world,
        {**SHOP, "成立日期": "2015年6月1日", "是否三有": "是", "联系电话": "0512 6522 0000"},
        {**BARE, "单位名称": "甲店", "指导员岗位": "PJ-1", "负责人是否党员": "否"},
        {**BARE, "单位名称": "乙(示例)店", "镇街": "金阊街道", "工会": "有"},
        {**BARE, "单位名称": "丙店", "镇街": "姑苏区", "经营状态": "空壳"},
    )
    Unit.objects.filter(name="甲店").update(name="甲(分)店")

    lines = exported("units", tenant=world.tenant, actor=world.actor("mall_leader"))
    rows = judged(world, *lines)
    assert len(lines) == 4
    assert verdicts(rows) == ["unchanged"] * 4, [row.changes or row.errors for row in rows]


def test_an_export_holds_what_the_actor_keeps(world: World) -> None:
    imported(world, SHOP, {**BARE, "单位名称": "乙店"})

    def names(by: str) -> list[object]:
        lines = exported("units", tenant=world.tenant, actor=world.actor(by))
        return [line["单位名称"] for line in lines]

    assert names("officer") == ["苏州示例商贸有限公司"]
    assert len(names("station_head")) == 2
    assert names("lawyer_leader") == []
    assert exported("units", tenant=world.tenant, actor=world.actor("twin.city_leader")) == []


def test_an_import_is_taken_back_whole(world: World) -> None:
    imported(world, SHOP)
    run = imported(
        world,
        {**SHOP, "单位名称": "苏州示例商业有限公司", "正式党员数": "5"},
        {**BARE, "单位名称": "甲店"},
    )
    kind = kinds()["units"]
    assert kind.obstacles(run, on=world.on) == []

    renamed = Unit.objects.get(name="苏州示例商业有限公司")
    assert renamed.name_key == pinyin_key(renamed.name)
    assert set(run.rows.values_list("target_id", flat=True)) == set(
        Unit.objects.values_list("pk", flat=True)
    )

    assert kind.undo(run, actor=world.actor("mall_leader")) == 2
    unit = Unit.objects.get(tenant=world.tenant)
    assert (unit.name, unit.members_here) == ("苏州示例商贸有限公司", 3)
    assert unit.name_key == pinyin_key(unit.name)
    assert verdicts(judged(world, SHOP)) == ["unchanged"]


def test_what_stands_in_the_way_of_taking_back_is_named(world: World) -> None:
    run = imported(world, SHOP)
    ContactRecord.objects.create(
        unit=Unit.objects.get(), contacted_on=world.on, kind="visit", recorded_at=world.home.at
    )

    assert kinds()["units"].obstacles(run, on=world.on) == ["“苏州示例商贸有限公司”已有联系记录"]


def test_the_system_imports_for_the_whole_city(world: World) -> None:
    rows = plan(
        "units",
        [SHOP, {**BARE, "单位名称": "示例律所", "行业": "律师"}],
        tenant=world.tenant,
        actor=world.home.system,
    )

    assert verdicts(rows) == ["new", "new"]


def test_the_stamp_moves_with_the_ledger(world: World) -> None:
    kind = kinds()["units"]
    before = kind.stamp(tenant=world.tenant)
    assert kind.stamp(tenant=world.tenant) == before

    imported(world, SHOP)
    after = kind.stamp(tenant=world.tenant)
    assert after != before

    Unit.objects.update(note="改过")
    assert kind.stamp(tenant=world.tenant) != after
