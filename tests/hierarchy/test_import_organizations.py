"""Importing organisations: parents in any order, nothing moved, nothing outside told."""

from __future__ import annotations

from typing import Any

from hierarchy.actions.accounts import open_account
from hierarchy.actions.appointments import appoint
from hierarchy.models import Organization, OrganizationChange, Position
from tests.sheets import carry_out, complaints, exported, plan, verdicts
from tests.world import World
from workflow.importing import kinds

STATION = {
    "层级": "区域党建工作站",
    "类别": "区域党建工作站",
    "全称": "金阊区域党建工作站",
    "简称": "金阊站",
    "代码": "JC-M",
    "上级": "商圈市场行业党建专委会",
    "区域": "金阊街道",
}
OFFICER = {"层级": "指导员", "全称": "金阊1岗", "代码": "JC-1", "上级": "JC-M", "区域": "金阊街道"}
BRANCH = {
    "层级": "党组织",
    "类别": "支部",
    "全称": "石路商城党支部",
    "上级": "金阊1岗",
    "区域": "金阊街道",
}


def judged(world: World, *lines: dict[str, Any], by: str = "mall_leader") -> list[Any]:
    return plan("organizations", lines, tenant=world.tenant, actor=world.actor(by))


def imported(world: World, *lines: dict[str, Any], by: str = "mall_leader") -> Any:
    return carry_out("organizations", lines, tenant=world.tenant, actor=world.actor(by))


def node(world: World, name: str) -> Organization:
    return Organization.objects.get(tenant=world.tenant, name=name)


def test_superiors_may_stand_later_in_the_file(world: World) -> None:
    run = imported(world, BRANCH, OFFICER, STATION)

    branch = node(world, "石路商城党支部")
    assert branch.parent == node(world, "金阊1岗")
    assert branch.station == node(world, "金阊区域党建工作站")
    assert branch.committee == world.mall
    assert [row.target_id for row in run.rows.order_by("number")] == [
        node(world, name).pk for name in ("石路商城党支部", "金阊1岗", "金阊区域党建工作站")
    ]
    change = OrganizationChange.objects.get(organization=branch)
    assert (change.verb, change.reason) == ("found", "批量导入：台账.xlsx")
    assert Position.objects.filter(organization=branch, title="书记").exists()


def test_importing_the_same_sheet_again_changes_nothing(world: World) -> None:
    imported(world, BRANCH, OFFICER, STATION)

    assert verdicts(judged(world, BRANCH, OFFICER, STATION)) == ["unchanged"] * 3


def test_a_body_known_by_its_code_is_renamed_and_relocated(world: World) -> None:
    line = {**OFFICER, "全称": "平江甲岗", "简称": "甲岗", "代码": "PJ-1", "上级": "PJ-M"}

    row = judged(world, line, by="mall_leader")[0]
    assert row.changes == {
        "全称": ["平江1岗", "平江甲岗"],
        "简称": ["空", "甲岗"],
        "区域": ["姑苏区平江街道", "姑苏区金阊街道"],
    }
    imported(world, line)
    officer = world.officer
    assert (officer.name, officer.short_name, officer.town.name) == ("平江甲岗", "甲岗", "金阊街道")
    verbs = OrganizationChange.objects.filter(organization=officer).order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == ["found", "rename", "amend"]


def test_a_known_body_is_never_moved(world: World) -> None:
    by_code = judged(world, {**OFFICER, "全称": "平江1岗", "代码": "PJ-1", "上级": "XT-M"})[0]
    by_name = judged(world, {**OFFICER, "全称": "平江1岗", "代码": "", "上级": "XT-M"})[0]

    assert complaints(by_code)[0].startswith("上级：已设在“平江区域党建工作站”之下")
    assert "请用“调整隶属”办理" in complaints(by_code)[0]
    assert "请用“调整隶属”办理" in complaints(by_name)[0]
    assert verdicts(judged(world, {**OFFICER, "全称": "平江1岗", "上级": "XT-M"})) == ["new"]


def test_an_unknown_superior_is_refused_with_near_names(world: World) -> None:
    row = judged(world, {**OFFICER, "上级": "平江区域党建站"})[0]

    assert complaints(row) == [
        "上级：没有名为“平江区域党建站”的上级，是否为：平江区域党建工作站、斜塘区域党建工作站？"
        "请填写全称或代码。"
    ]


def test_below_a_refused_row_rows_are_refused_too(world: World) -> None:
    rows = judged(world, {**STATION, "区域": "没有街道"}, OFFICER, BRANCH)

    assert verdicts(rows) == ["refused"] * 3
    assert complaints(rows[1]) == ["上级：上级所在的第 2 行不能导入，请先更正该行。"]


def test_a_ring_of_superiors_is_refused(world: World) -> None:
    rows = judged(
        world,
        {**STATION, "上级": "甲岗"},
        {**OFFICER, "全称": "甲岗", "上级": "JC-M"},
    )

    assert verdicts(rows) == ["refused"] * 2
    assert any("成环" in text for text in complaints(rows[0]))


def test_tiers_stand_where_they_may_stand(world: World) -> None:
    row = judged(world, {**BRANCH, "上级": "PJ-M"})[0]
    kind = judged(world, {**OFFICER, "类别": "党支部", "上级": "PJ-M"})[0]

    assert "不能直接设在第三级组织之下（第五条）" in complaints(row)[0]
    assert complaints(kind)[0].startswith("类别：与所填层级不符")


def test_codes_and_names_are_held_once(world: World) -> None:
    rows = judged(
        world,
        {**OFFICER, "代码": "B-4", "上级": "PJ-M"},
        {**STATION, "全称": "平江区域党建工作站"},
        {**STATION, "代码": "X-1", "上级": "没有"},
        {**STATION, "代码": "X-1", "全称": "别的站"},
    )

    assert complaints(rows[0]) == [
        "不在您的管理范围内，不能导入。请核对本行的行业、区域和归口组织，或请负责该范围的同志导入。"
    ]
    assert "代码：系统中该组织的代码是“PJ-M”，导入不改代码" in complaints(rows[1])[0]
    assert "与第 4 行代码相同，请只保留一行。" in complaints(rows[3])


def test_whatever_lies_outside_is_refused_without_telling(world: World) -> None:
    known = judged(world, {**OFFICER, "代码": "", "全称": "平江2岗", "上级": "律师行业党委"})[0]
    unknown = judged(world, {**OFFICER, "代码": "", "全称": "平江2岗", "上级": "没有这个党委"})[0]

    assert "律师行业党委”的上级，或不在您的管理范围内" in complaints(known)[0]
    assert complaints(known)[0].replace("律师行业党委", "没有这个党委") == complaints(unknown)[0]


def test_twins_are_never_matched_across_cities(world: World) -> None:
    carry_out(
        "organizations", [STATION], tenant=world.twin.tenant, actor=world.actor("twin.mall_leader")
    )

    assert verdicts(judged(world, STATION)) == ["new"]
    foreign = plan(
        "organizations", [STATION], tenant=world.twin.tenant, actor=world.actor("mall_leader")
    )
    assert verdicts(foreign) == ["refused"]


def test_a_unit_becomes_a_branch_by_founding_only(world: World) -> None:
    line = {
        **BRANCH,
        "全称": "临顿路百货有限公司",
        "代码": "U-1",
        "上级": "PJ-1",
        "区域": "平江街道",
    }

    assert "请使用“建立党组织”" in complaints(judged(world, line)[0])[0]


def test_what_looks_like_a_formula_is_kept_as_it_is(world: World) -> None:
    imported(world, {**OFFICER, "全称": "=1+1", "上级": "PJ-M"})

    lines = exported("organizations", tenant=world.tenant, actor=world.actor("mall_leader"))
    assert "=1+1" in [line["全称"] for line in lines]


def test_what_is_exported_imports_again_without_change(world: World) -> None:
    for who, count in (("city_leader", 11), ("mall_leader", 8), ("station_head", 6)):
        lines = exported("organizations", tenant=world.tenant, actor=world.actor(who))
        rows = judged(world, *lines, by=who)
        assert len(lines) == count, who
        assert set(verdicts(rows)) == {"unchanged"}, [complaints(row) for row in rows]


def test_an_import_is_taken_back_whole(world: World) -> None:
    renamed = {**OFFICER, "全称": "平江甲岗", "代码": "PJ-1", "上级": "PJ-M", "区域": "平江街道"}
    run = imported(world, BRANCH, OFFICER, STATION, renamed)
    kind = kinds()["organizations"]
    assert kind.obstacles(run, on=world.on) == []

    assert kind.undo(run, actor=world.actor("mall_leader")) == 4
    assert world.officer.name == "平江1岗"
    assert node(world, "石路商城党支部").closed_on == world.on
    assert verdicts(judged(world, BRANCH, OFFICER, STATION)) == ["new"] * 3


def test_what_stands_in_the_way_of_taking_back_is_named(world: World) -> None:
    run = imported(world, OFFICER, STATION)
    later = carry_out(
        "organizations", [BRANCH], tenant=world.tenant, actor=world.actor("mall_leader")
    )
    system = world.home.system
    user, _ = open_account(username="new-secretary", name="任新", actor=system)
    position = Position.objects.get(organization__name="石路商城党支部")
    appoint(user=user, position=position, starts_on=world.on, actor=system)

    kind = kinds()["organizations"]
    assert kind.obstacles(run, on=world.on) == ["“金阊1岗”之下又设了组织"]
    assert kind.obstacles(later, on=world.on) == ["“石路商城党支部 书记”已有人任职"]
