"""Importing the unit ledger: recognising, placing, refusing, writing, and taking it back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from coverage.models import CoverageRule, Unit, UnitState
from coverage.terms import Cover, OperatingState, RuleKey, Source, UnitKind
from tests.sheets import carry_out, complaints, plan, verdicts
from tests.world import World
from workflow.terms import Force

CODE = "91320594MA0000015J"
SHOP = {
    "统一社会信用代码": CODE,
    "单位名称": "苏州示例商贸有限公司",
    "单位类型": "私营企业",
    "行业": "商圈市场",
    "所属区县": "姑苏区",
    "镇街": "平江街道",
    "经营状态": "实体运营",
    "从业人数": "42",
    "正式党员数": "3",
    "覆盖方式": "单独",
    "党组织": "观前商城党支部",
}
BARE = {**SHOP, "统一社会信用代码": "待补", "覆盖方式": "未覆盖", "党组织": ""}


def judged(world: World, *lines: dict[str, Any], by: str = "mall_leader") -> list[Any]:
    return plan("units", lines, tenant=world.tenant, actor=world.actor(by))


def imported(world: World, *lines: dict[str, Any], by: str = "mall_leader") -> Any:
    return carry_out("units", lines, tenant=world.tenant, actor=world.actor(by))


def test_a_new_unit_is_written_with_its_first_state(world: World) -> None:
    run = imported(world, SHOP)

    unit = Unit.objects.get(tenant=world.tenant, credit_code=CODE)
    state = UnitState.objects.get(unit=unit)
    assert (unit.name, unit.kind, unit.cover) == ("苏州示例商贸有限公司", UnitKind.PRIVATE, "alone")
    assert unit.place == world.branch
    assert unit.officer_id == world.officer.pk
    assert unit.town == world.home.regions["pingjiang"]
    assert (unit.operating, unit.members_here) == (OperatingState.OPERATING, 3)
    assert unit.counted_on == world.on
    assert (state.source, state.import_run, state.members_here) == (Source.IMPORT, run, 3)
    assert run.rows.get().target_id == unit.pk


def test_importing_the_same_sheet_again_changes_nothing(world: World) -> None:
    imported(world, SHOP, {**BARE, "单位名称": "苏州示例乙有限公司", "工会": "是"})
    count = UnitState.objects.count()

    again = judged(world, SHOP, {**BARE, "单位名称": "苏州示例乙有限公司", "工会": "是"})
    assert verdicts(again) == ["unchanged", "unchanged"]

    imported(world, SHOP, {**BARE, "单位名称": "苏州示例乙有限公司", "工会": "是"})
    assert UnitState.objects.count() == count


def test_only_what_differs_is_changed_and_told(world: World) -> None:
    imported(world, SHOP)

    line = {**SHOP, "单位名称": "苏州示例商业有限公司", "正式党员数": "5"}
    row = judged(world, line)[0]
    assert row.verdict == "changed"
    assert row.changes == {
        "单位名称": ["苏州示例商贸有限公司", "苏州示例商业有限公司"],
        "正式党员数": ["3", "5"],
    }

    imported(world, line)
    unit = Unit.objects.get(tenant=world.tenant, credit_code=CODE)
    assert (unit.name, unit.members_here, unit.employees) == ("苏州示例商业有限公司", 5, 42)
    assert list(unit.states.order_by("id").values_list("members_here", flat=True)) == [3, 5]


def test_a_blank_cell_keeps_and_the_word_clears(world: World) -> None:
    imported(world, {**SHOP, "楼宇园区或商圈": "示例大厦", "35岁以下人数": "20", "是否三有": "是"})

    blank = {**SHOP, "楼宇园区或商圈": "", "35岁以下人数": "", "是否三有": ""}
    assert verdicts(judged(world, blank)) == ["unchanged"]

    imported(world, {**SHOP, "楼宇园区或商圈": "清空", "35岁以下人数": "清空", "是否三有": " 清空"})
    unit = Unit.objects.get(tenant=world.tenant, credit_code=CODE)
    assert (unit.building, unit.under_35, unit.has_three_haves) == ("", 0, None)


def test_a_required_cell_cannot_be_cleared(world: World) -> None:
    row = judged(world, {**SHOP, "从业人数": "清空"})[0]

    assert row.verdict == "refused"
    assert complaints(row)[0].startswith("从业人数：不是整数")


def test_a_unit_without_code_is_recognised_by_name_and_gets_its_code(world: World) -> None:
    imported(world, BARE)

    row = judged(world, {**BARE, "统一社会信用代码": CODE})[0]
    assert (row.verdict, row.changes) == ("changed", {"统一社会信用代码": ["待补", CODE]})

    imported(world, {**BARE, "统一社会信用代码": CODE})
    assert Unit.objects.get(tenant=world.tenant).credit_code == CODE
    assert verdicts(judged(world, BARE)) == ["unchanged"]


def test_two_codes_are_two_units_whatever_their_names(world: World) -> None:
    imported(world, SHOP)

    row = judged(world, {**SHOP, "统一社会信用代码": "92320583MA0000023C"})[0]
    assert row.verdict == "new"
    assert any("同名单位" in note and CODE in note for note in row.notes)


def test_a_name_that_several_units_bear_needs_the_code(world: World) -> None:
    imported(world, SHOP, {**SHOP, "统一社会信用代码": "92320583MA0000023C"})

    row = judged(world, {**SHOP, "统一社会信用代码": "待补"})[0]
    assert complaints(row)[0].startswith("单位名称：台账中同名的单位不止一家")
    outside = judged(world, {**BARE, "镇街": "金阊街道"}, by="sip_reader")[0]
    assert "不在您的管理范围内" in complaints(outside)[0]


def test_rows_that_mean_the_same_unit_refuse_each_other(world: World) -> None:
    imported(world, SHOP)
    rows = judged(
        world,
        SHOP,
        {**SHOP, "单位名称": "另一名称"},
        {**BARE, "单位名称": "甲"},
        {**BARE, "单位名称": "甲"},
        {**BARE, "单位名称": "乙"},
    )

    assert verdicts(rows) == ["refused"] * 4 + ["new"]
    assert complaints(rows[0]) == ["与第 3 行统一社会信用代码相同，请只保留一行。"]
    assert complaints(rows[3]) == ["与第 4 行单位名称相同，请只保留一行。"]


def test_near_names_are_put_before_a_human(world: World) -> None:
    imported(world, {**BARE, "单位名称": "苏州金鸡湖示例餐饮管理有限公司"})

    near = {**BARE, "单位名称": "苏州金鸡湖示例餐饮管理公司"}
    row = judged(world, near)[0]
    assert row.verdict == "refused"
    assert "疑似重复" in complaints(row)[0]
    assert "苏州金鸡湖示例餐饮管理有限公司" in complaints(row)[0]

    row = judged(world, {**near, "统一社会信用代码": CODE})[0]
    assert row.verdict == "new"
    assert any("名称相近" in note for note in row.notes)


def test_shops_that_are_counted_are_not_near(world: World) -> None:
    imported(world, {**BARE, "单位名称": "苏州示例餐饮管理有限公司观前第一分店"})

    row = judged(world, {**BARE, "单位名称": "苏州示例餐饮管理有限公司观前第二分店"})[0]
    assert row.verdict == "new"


def test_a_party_organisation_must_be_named_exactly(world: World) -> None:
    row = judged(world, {**SHOP, "党组织": "观前商场党支部"})[0]

    assert complaints(row) == [
        "党组织：没有名为“观前商场党支部”的党组织，是否为：观前商城党支部？请填写全称或代码。"
    ]
    assert verdicts(judged(world, {**SHOP, "党组织": "B-1"})) == ["new"]


def test_cover_and_party_organisation_go_together(world: World) -> None:
    uncovered = judged(world, {**SHOP, "覆盖方式": "未覆盖"})[0]
    nameless = judged(world, {**SHOP, "党组织": ""})[0]

    assert complaints(uncovered)[0].startswith("党组织：未被党组织覆盖的单位不能填写党组织")
    assert complaints(nameless)[0].startswith("党组织：已被覆盖的单位须填写党组织")


def test_an_uncovered_unit_goes_to_its_officer_its_station_or_its_committee(world: World) -> None:
    imported(
        world,
        {**BARE, "单位名称": "甲店", "指导员岗位": "平江1岗"},
        {**BARE, "单位名称": "乙店"},
        {**BARE, "单位名称": "丙店", "镇街": "金阊街道"},
        {**BARE, "单位名称": "临顿路百货有限公司"},
    )

    places = {unit.name: unit.place for unit in Unit.objects.select_related("place")}
    assert places == {
        "甲店": world.officer,
        "乙店": world.station,
        "丙店": world.mall,
        "临顿路百货有限公司": world.unit,
    }


def test_losing_its_party_organisation_a_unit_stays_with_the_officer(world: World) -> None:
    imported(world, SHOP)
    imported(world, {**SHOP, "覆盖方式": "仅工作覆盖", "党组织": ""})

    unit = Unit.objects.get(tenant=world.tenant)
    assert (unit.place, unit.cover) == (world.officer, Cover.NONE)


def test_a_street_is_found_under_either_of_its_districts(world: World) -> None:
    lines = [
        {**BARE, "单位名称": "甲店", "所属区县": "苏州工业园区", "镇街": "斜塘街道"},
        {**BARE, "单位名称": "乙店", "所属区县": "吴中区", "镇街": "斜塘街道"},
        {**BARE, "单位名称": "丙店", "所属区县": "工业园区", "镇街": "斜塘"},
    ]
    rows = judged(world, *lines)
    assert verdicts(rows) == ["new"] * 3
    assert any("民政上属吴中区" in note for note in rows[1].notes)
    assert any("按“苏州工业园区”读取" in note for note in rows[2].notes)

    imported(world, *lines)
    assert {unit.district for unit in Unit.objects.select_related("district")} == {
        world.home.regions["sip"]
    }


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"所属区县": "姑素区"}, "没有名为“姑素区”的区县，是否为：姑苏区"),
        ({"镇街": "平江街"}, "没有名为“平江街”的镇（街道），是否为：平江街道"),
        ({"镇街": "斜塘街道"}, "“斜塘街道”属于苏州工业园区，不在姑苏区"),
    ],
)
def test_an_unknown_place_is_refused_with_near_names(
    world: World, place: dict[str, str], said: str
) -> None:
    row = judged(world, {**SHOP, **place})[0]

    assert row.verdict == "refused"
    assert said in complaints(row)[0]


def test_whatever_lies_outside_is_refused_in_the_same_words(world: World) -> None:
    """Whether such a unit exists can't be told from the answer."""
    lawyer = {**BARE, "行业": "律师", "单位名称": "示例律所"}
    carry_out("units", [lawyer], tenant=world.tenant, actor=world.actor("lawyer_leader"))

    known, unknown, by_name = judged(
        world, lawyer, {**lawyer, "单位名称": "没有的律所"}, {**BARE, "单位名称": "示例律所"}
    )[:3]
    assert complaints(known)
    assert len(complaints(known)) <= 2
    single = judged(world, lawyer)[0]
    stranger = judged(world, {**lawyer, "单位名称": "没有的律所"})[0]
    other_line = judged(world, {**BARE, "单位名称": "示例律所"})[0]
    assert complaints(single) == complaints(stranger) == complaints(other_line)
    assert "不在您的管理范围内" in complaints(single)[0]
    assert complaints(unknown) == complaints(stranger)
    assert by_name.verdict == "refused"


def test_an_officer_imports_the_units_of_that_post_only(world: World) -> None:
    mine = {**BARE, "单位名称": "甲店", "指导员岗位": "平江1岗"}
    station = {**BARE, "单位名称": "乙店"}

    assert verdicts(judged(world, mine, station, by="officer")) == ["new", "refused"]


def test_territory_keeps_what_lies_in_its_place(world: World) -> None:
    here = {**BARE, "单位名称": "甲店"}
    there = {**BARE, "单位名称": "乙店", "所属区县": "苏州工业园区", "镇街": "斜塘街道"}

    assert verdicts(judged(world, here, there, by="town_reader")) == ["new", "refused"]


def test_twins_are_never_matched_across_cities(world: World) -> None:
    carry_out("units", [SHOP], tenant=world.twin.tenant, actor=world.actor("twin.mall_leader"))

    assert verdicts(judged(world, SHOP)) == ["new"]
    imported(world, SHOP)
    assert Unit.objects.filter(credit_code=CODE).count() == 2
    foreign = plan("units", [SHOP], tenant=world.twin.tenant, actor=world.actor("mall_leader"))
    assert "不在您的管理范围内" in complaints(foreign[0])[-1]


def test_older_figures_never_write_over_newer_ones(world: World) -> None:
    imported(world, {**SHOP, "数据日期": "2026-02-28"})

    older = judged(world, {**SHOP, "数据日期": "2026-01-31", "正式党员数": "4"})[0]
    assert complaints(older)[0].startswith("数据日期：早于台账中该单位的数据日期（2026-02-28）")
    assert verdicts(judged(world, {**SHOP, "数据日期": "2026-01-31"})) == ["unchanged"]

    imported(world, {**SHOP, "数据日期": "2026-03-01", "正式党员数": "4"})
    assert Unit.objects.get(tenant=world.tenant).counted_on == dt.date(2026, 3, 1)


def test_a_day_to_come_is_refused(world: World) -> None:
    row = judged(world, {**SHOP, "数据日期": "2026-03-03", "成立日期": "2027-01-01"})[0]

    assert [text.split("：")[0] for text in complaints(row)] == ["成立日期", "数据日期"]


def test_counts_are_held_against_one_another(world: World) -> None:
    young = judged(world, {**SHOP, "35岁以下人数": "43"})[0]
    many = judged(world, {**SHOP, "从业人数": "2"})[0]
    few = judged(world, {**SHOP, "正式党员数": "2"})[0]
    odd = judged(world, {**SHOP, "单位类型": "社会团体"})[0]

    assert complaints(young)[0].startswith("35岁以下人数：不能多于从业人数（42 人）")
    assert many.verdict == "new"
    assert any("多于从业人数" in note for note in many.notes)
    assert few.verdict == "new"
    assert any("少于 3 人" in note for note in few.notes)
    assert odd.verdict == "new"
    assert any("91" in note for note in odd.notes)


def test_the_number_that_founds_alone_is_the_citys_own(world: World) -> None:
    CoverageRule.objects.create(
        tenant=world.tenant,
        key=RuleKey.FOUND_FROM,
        value=5,
        force=Force.MUST,
        article="示例市规定",
        effective_from=world.on,
    )

    assert any("少于 5 人" in note for note in judged(world, SHOP)[0].notes)


def test_work_coverage_is_told_as_the_rates_count_it(world: World) -> None:
    line = {**BARE, "覆盖方式": "仅工作覆盖", "妇联": "是"}

    assert any("按未覆盖计" in note for note in judged(world, line)[0].notes)
    assert not judged(world, {**line, "工会": "是"})[0].notes


def test_all_errors_of_a_row_are_told_at_once(world: World) -> None:
    row = judged(
        world, {**SHOP, "统一社会信用代码": "9.13E+17", "从业人数": "很多", "镇街": "不存在街道"}
    )[0]

    assert {error.column for error in row.errors} == {"统一社会信用代码", "从业人数", "镇街"}
