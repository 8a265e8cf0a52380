"""Importing party organisations: founded, kept, never moved, and taken back."""

from __future__ import annotations

from typing import Any

from coverage.models import PartyOrganization, Unit
from coverage.terms import Cover
from hierarchy.models import Organization
from tests.coverage.test_import_units import SHOP
from tests.sheets import carry_out, complaints, exported, plan, verdicts
from tests.world import World
from workflow.importing import kinds

BRANCH = {
    "类别": "党支部",
    "全称": "观前商城党支部",
    "代码": "B-1",
    "组建方式": "单独",
    "隶属党委": "示例街道党工委",
    "批复文号": "示委〔2024〕3号",
    "批复日期": "2024-03-05",
    "本届起": "2024-03-05",
    "本届止": "2027-03-04",
    "固定主题党日": "15",
    "书记": "示例甲",
    "组织委员": "示例乙",
    "宣传委员": "示例丙",
}
NEW = {
    "类别": "联合支部",
    "全称": "示例街区联合党支部",
    "代码": "B-77",
    "上级": "平江1岗",
    "建立日期": "2026-02-01",
    "隶属党委": "示例街道党工委",
    "批复文号": "示委〔2026〕9号",
    "书记": "示例丁",
}


def judged(world: World, *lines: dict[str, Any], by: str = "mall_leader") -> list[Any]:
    return plan("parties", lines, tenant=world.tenant, actor=world.actor(by))


def imported(world: World, *lines: dict[str, Any], by: str = "mall_leader") -> Any:
    return carry_out("parties", lines, tenant=world.tenant, actor=world.actor(by))


def party(world: World, name: str = "观前商城党支部") -> PartyOrganization:
    return PartyOrganization.objects.get(organization__name=name, tenant=world.tenant)


def seats(found: PartyOrganization) -> set[tuple[str, str]]:
    members = found.committee_members.filter(ends_on__isnull=True)
    return set(members.values_list("duty", "name"))


def test_particulars_and_committee_are_kept(world: World) -> None:
    row = judged(world, BRANCH)[0]
    assert (row.verdict, row.changes["书记"]) == ("changed", ["空", "示例甲"])

    imported(world, BRANCH)
    found = party(world)
    assert (found.formation, found.superior, found.meeting_day) == (
        Cover.ALONE,
        "示例街道党工委",
        15,
    )
    assert str(found.term_to) == "2027-03-04"
    assert seats(found) == {
        ("secretary", "示例甲"),
        ("organizer", "示例乙"),
        ("publicist", "示例丙"),
    }


def test_importing_the_same_sheet_again_changes_nothing(world: World) -> None:
    imported(world, BRANCH, NEW)

    assert verdicts(judged(world, BRANCH, NEW)) == ["unchanged"] * 2


def test_a_blank_cell_keeps_and_the_word_clears(world: World) -> None:
    imported(world, BRANCH)

    blank = {**BRANCH, "组织委员": "", "固定主题党日": "", "本届止": ""}
    assert verdicts(judged(world, blank)) == ["unchanged"]
    imported(world, {**BRANCH, "组织委员": "清空", "固定主题党日": "清空", "本届止": "清空"})
    found = party(world)
    assert (found.meeting_day, found.term_to) == (None, None)
    assert ("organizer", "示例乙") not in seats(found)


def test_a_new_party_organisation_is_founded_under_its_officer(world: World) -> None:
    run = imported(world, NEW)

    found = party(world, "示例街区联合党支部")
    body = found.organization
    assert (body.parent, body.kind, body.code) == (world.officer, "joint_branch", "B-77")
    assert body.region == world.officer.region
    assert (found.formation, str(body.founded_on)) == (Cover.JOINT, "2026-02-01")
    assert seats(found) == {("secretary", "示例丁")}
    assert run.rows.get().target_id == body.pk


def test_a_new_one_needs_its_officer_and_its_superior_committee(world: World) -> None:
    row = judged(world, {**NEW, "上级": "", "隶属党委": ""})[0]
    body = judged(world, {**NEW, "隶属党委": "商圈市场行业党建专委会"})[0]

    assert {text.split("：")[0] for text in complaints(row)} == {"上级", "隶属党委"}
    assert "非一级基层党组织" in complaints(body)[0]


def test_founding_is_for_those_who_keep_the_organisations(world: World) -> None:
    clerk = judged(world, NEW, by="officer")[0]

    assert "不在您的管理范围内" in complaints(clerk)[0]
    assert verdicts(judged(world, BRANCH, by="secretary")) == ["changed"]


def test_near_names_are_put_before_a_human(world: World) -> None:
    row = judged(world, {**NEW, "全称": "皮市街联合支部", "代码": ""})[0]
    homophone = judged(world, {**NEW, "全称": "皮市接联合党支部", "代码": ""})[0]

    assert row.verdict == "refused"
    assert "疑似重复" in complaints(homophone)[0]
    assert "皮市街联合党支部" in complaints(homophone)[0]


def test_what_belongs_elsewhere_is_not_done_here(world: World) -> None:
    rows = judged(
        world,
        {**BRANCH, "上级": "斜塘1岗"},
        {**BRANCH, "代码": "B-2", "全称": "改名党支部"},
        {**BRANCH, "代码": "B-3", "全称": "湖东市场党支部", "类别": "党总支"},
    )

    assert "请用“调整隶属”办理" in complaints(rows[0])[0]
    assert any("更名请用“组织”导入" in text for text in complaints(rows[1]))
    assert "系统中登记为“党支部”" in complaints(rows[2])[0]


def test_rows_of_one_party_organisation_refuse_each_other(world: World) -> None:
    rows = judged(world, BRANCH, {**BRANCH, "代码": ""})

    assert verdicts(rows) == ["refused"] * 2
    assert "与第 3 行是同一党组织，请只保留一行。" in complaints(rows[0])


def test_terms_run_forwards(world: World) -> None:
    row = judged(world, {**BRANCH, "本届止": "2023-01-01"})[0]

    assert complaints(row)[0].startswith("本届止：早于本届起（2024-03-05）")


def test_whatever_lies_outside_is_refused_without_telling(world: World) -> None:
    known = judged(world, {**BRANCH, "代码": "B-4", "全称": "平江律所党支部"})[0]

    assert complaints(known) == [
        "不在您的管理范围内，不能导入。请核对本行的行业、区域和归口组织，或请负责该范围的同志导入。"
    ]


def test_twins_are_never_matched_across_cities(world: World) -> None:
    carry_out("parties", [NEW], tenant=world.twin.tenant, actor=world.actor("twin.mall_leader"))

    assert verdicts(judged(world, NEW)) == ["new"]
    foreign = plan("parties", [BRANCH], tenant=world.twin.tenant, actor=world.actor("mall_leader"))
    assert verdicts(foreign) == ["refused"]


def test_what_is_exported_imports_again_without_change(world: World) -> None:
    imported(world, {**BRANCH, "活动阵地": "=1+1", "联系电话": "0512 6522 0000"}, NEW)
    for who, count in (("city_leader", 5), ("mall_leader", 4), ("secretary", 1)):
        lines = exported("parties", tenant=world.tenant, actor=world.actor(who))
        rows = judged(world, *lines, by=who)
        assert len(lines) == count
        assert set(verdicts(rows)) == {"unchanged"}, [
            row.changes or complaints(row) for row in rows
        ]


def test_an_import_is_taken_back_whole(world: World) -> None:
    imported(world, {**BRANCH, "书记": "示例戊", "组织委员": ""})
    run = imported(world, BRANCH, NEW)
    kind = kinds()["parties"]
    assert kind.obstacles(run, on=world.on) == []

    assert kind.undo(run, actor=world.actor("mall_leader")) == 2
    assert seats(party(world)) == {("secretary", "示例戊"), ("publicist", "示例丙")}
    closed = Organization.objects.get(tenant=world.tenant, name="示例街区联合党支部")
    assert closed.closed_on == world.on
    assert verdicts(judged(world, NEW)) == ["new"]


def test_the_first_particulars_are_taken_back_as_far_as_they_may_be_empty(world: World) -> None:
    run = imported(world, BRANCH)

    assert kinds()["parties"].undo(run, actor=world.actor("mall_leader")) == 1
    found = party(world)
    assert (found.superior, found.meeting_day, seats(found)) == ("", None, set())


def test_what_stands_in_the_way_of_taking_back_is_named(world: World) -> None:
    actor = world.actor("mall_leader")
    run = imported(world, BRANCH, NEW)
    carry_out(
        "units", [{**SHOP, "覆盖方式": "联合", "党组织": "B-77"}], tenant=world.tenant, actor=actor
    )
    imported(world, {**BRANCH, "固定主题党日": "20"})
    assert Unit.objects.count() == 1

    found = kinds()["parties"].obstacles(run, on=world.on)
    assert found[0] == "“示例街区联合党支部”已覆盖单位"
    assert found[-1] == "“观前商城党支部”的信息之后又被修改"
