"""The same exchange as a spreadsheet: judged alike, written, exported, taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from routines.models import Fulfilment, Obligation, Record
from routines.terms import RecordStatus, Source
from tests.routines.conftest import owed, refreshed, with_rules
from tests.routines.exchange import key, push, sent
from tests.sheets import carry_out, complaints, exported, plan, verdicts
from tests.world import World
from workflow.actions.exports import export_sheet
from workflow.actions.imports import start_import, undo_import, work_on
from workflow.models import ImportRun

LINE: dict[str, Any] = {
    "组织代码": "B-1",
    "类别": "主题党日",
    "主题": "学习和志愿服务",
    "日期": "2026-02-25",
    "应到人数": "12",
    "实到人数": "10",
    "同时属于": "学习、志愿服务",
    "开始时间": "14:30",
    "记录": "学习文件。\n开展志愿服务。",
}


@pytest.fixture(autouse=True)
def _files_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def judged(world: World, *lines: dict[str, Any], by: str = "mall_leader") -> list[Any]:
    return plan("records", lines, tenant=world.tenant, actor=world.actor(by))


def entered(world: World, *lines: dict[str, Any], by: str = "mall_leader") -> ImportRun:
    return carry_out("records", lines, tenant=world.tenant, actor=world.actor(by))


def test_a_row_becomes_a_record_that_answers_what_it_fits(world: World) -> None:
    with_rules(world)
    refreshed(world)

    run = entered(world, LINE)

    record = Record.objects.get()
    assert (record.source, record.status) == (Source.SHEET, RecordStatus.KEPT)
    assert record.starts_at == dt.time(14, 30)
    assert record.marks == ["study", "volunteering"]
    assert record.entered_as == "表格导入（金商主）"
    assert run.rows.get().target_id == record.pk
    row = owed(world.branch, "R-13", period_start=dt.date(2026, 2, 1))
    assert row.met_on == dt.date(2026, 2, 25)
    assert Fulfilment.objects.first().post == "系统对应"  # type: ignore[union-attr]


def test_the_same_row_again_changes_nothing_and_a_changed_one_is_shown(world: World) -> None:
    entered(world, LINE)

    assert verdicts(judged(world, LINE)) == ["unchanged"]
    row = judged(world, {**LINE, "实到人数": "11"})[0]
    assert row.changes == {"实到人数": ["10", "11"]}


def test_rows_of_one_record_count_once(world: World) -> None:
    rows = judged(world, LINE, LINE)

    assert verdicts(rows) == ["new", "refused"]
    assert "与第 2 行是同一条记录" in complaints(rows[1])[0]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"组织代码": "B-4"}, "没有代码、全称与此相符的党组织"),
        ({"组织代码": "NONE"}, "没有代码、全称与此相符的党组织"),
        ({"组织代码": ""}, "至少填一项"),
        ({"日期": "2026-03-09"}, "晚于今天"),
        ({"实到人数": "13"}, "多于应到人数"),
        ({"开始时间": "下午"}, "14:30"),
        ({"学时": "1.25"}, "一位小数"),
        ({"同时属于": "其他"}, "不在可选范围"),
        ({"类别": "谈心谈话"}, "谈心谈话的内容不用表格交换"),
        ({"类别": "月度例会"}, "类别"),
        ({"本系统记录编号": "999999"}, "没有这个记录编号"),
        ({"类别": "党小组会", "同时属于": "学习", "党小组": "第九小组"}, "没有这个名称的党小组"),
    ],
)
def test_what_is_wrong_is_told_by_cell_or_row(
    world: World, wrong: dict[str, str], words: str
) -> None:
    row = judged(world, {**LINE, **wrong})[0]

    assert str(row.verdict) == "refused"
    assert words in " ".join(complaints(row))


@pytest.mark.parametrize("by", ["town_reader", "lawyer_leader", "single_head", "second_secretary"])
def test_who_does_not_keep_a_body_imports_nothing_for_it(world: World, by: str) -> None:
    row = judged(world, LINE, by=by)[0]

    assert complaints(row) == ["没有代码、全称与此相符的党组织，请核对组织代码和全称。"]


def test_the_territory_is_offered_no_import_of_records_it_may_not_make(
    world: World, client: Client
) -> None:
    start = reverse("workflow:import_start", args=["records"])
    with time_machine.travel(world.home.at, tick=False):
        page = world.login(client, "district_reader").get(reverse("workflow:import_list"))
        refused = client.get(start)
        offered = world.login(Client(), "secretary").get(start)

    assert reverse("workflow:import_start", args=["units"]) in page.content.decode()
    assert start not in page.content.decode()
    assert reverse("workflow:import_export", args=["records"]) in page.content.decode()
    assert (refused.status_code, offered.status_code) == (403, 200)


def test_a_record_from_elsewhere_is_not_changed_by_a_sheet(world: World, client: Client) -> None:
    with time_machine.travel(world.home.at, tick=False):
        push(client, key(world), [sent()])
    line = exported("records", tenant=world.tenant, actor=world.actor("mall_leader"))[0]

    assert verdicts(judged(world, line)) == ["unchanged"]
    row = judged(world, {**line, "地点": "别处"})[0]
    assert "来自苏州智慧党建，请在原处更正" in complaints(row)[0]


def test_an_exported_workbook_imports_without_change_and_is_in_scope(world: World) -> None:
    entered(world, LINE, {**LINE, "组织代码": "B-2", "主题": "=1+1"})
    entered(world, {**LINE, "组织代码": "B-4"}, by="lawyer_leader")
    actor = world.actor("mall_leader")

    data = export_sheet(kind="records", tenant=world.tenant, actor=actor)
    upload = SimpleUploadedFile("导出.xlsx", data)
    run = start_import(kind="records", upload=upload, tenant=world.tenant, actor=actor)
    run = work_on(run=run, actor=actor)

    assert (run.status, run.refusal) == (ImportRun.Status.READY, "")
    assert run.counts["unchanged"] == 2
    assert run.counts["errors"] == run.counts["new"] == run.counts["changed"] == 0


def test_an_import_is_confirmed_written_and_taken_back(world: World) -> None:
    with_rules(world)
    refreshed(world)
    entered(world, LINE)
    actor = world.actor("mall_leader")
    lines = exported("records", tenant=world.tenant, actor=actor)
    lines[0]["实到人数"] = 11
    run = carry_out(
        "records",
        [*lines, {**LINE, "组织代码": "B-2"}],
        tenant=world.tenant,
        actor=actor,
        name="二",
    )
    assert Record.objects.filter(present_count=11).count() == 1
    assert owed(world.second_branch, "R-13", period_start=dt.date(2026, 2, 1)).done == 1

    done = work_on(run=undo_import(run=run, reason="导错了文件", actor=actor), actor=actor)

    assert done.status == ImportRun.Status.UNDONE
    assert Record.objects.filter(status=RecordStatus.KEPT).get().present_count == 10
    assert Record.objects.get(status=RecordStatus.WITHDRAWN).withdrawn_reason == "导入已撤销"
    assert owed(world.second_branch, "R-13", period_start=dt.date(2026, 2, 1)).done == 0
    assert verdicts(judged(world, {**LINE, "组织代码": "B-2"})) == ["new"]


def test_the_contents_of_talks_are_in_no_sheet(world: World) -> None:
    entered(world, {"组织代码": "B-1", "类别": "谈心谈话", "主题": "谈话", "日期": "2026-02-20"})
    Record.objects.update(minutes="秘密", topics="秘密", absences="秘密")

    lines = exported("records", tenant=world.tenant, actor=world.actor("secretary"))

    assert "秘密" not in str(lines)
    assert verdicts(judged(world, *lines)) == ["unchanged"]


def test_what_a_row_says_is_judged_with_what_the_record_keeps(world: World) -> None:
    """A blank cell leaves what is there, so that it must go together with what is new."""
    entered(world, LINE)
    line = {key: value for key, value in LINE.items() if key != "应到人数"}

    more = judged(world, {**line, "实到人数": "13"})[0]
    early = judged(world, {**line, "结束时间": "09:00", "开始时间": ""})[0]

    assert "更正后实到人数 13 多于应到人数 12" in complaints(more)[0]
    assert "更正后结束时间早于开始时间" in complaints(early)[0]


def test_numbers_of_bodies_out_of_reach_are_told_like_unknown_ones(world: World) -> None:
    run = entered(world, {**LINE, "组织代码": "B-4"}, by="lawyer_leader")
    theirs = run.rows.get().target_id

    told = [
        complaints(judged(world, {**LINE, "本系统记录编号": str(number)})[0])
        for number in (theirs, 999_999)
    ]

    assert told[0] == told[1]
    assert "没有这个记录编号" in told[0][0]


def test_a_record_to_the_second_goes_out_and_comes_back_unchanged(
    world: World, client: Client
) -> None:
    with time_machine.travel(world.home.at, tick=False):
        push(client, key(world), [sent(starts_at="14:30:15", ends_at="16:00")])

    lines = exported("records", tenant=world.tenant, actor=world.actor("mall_leader"))

    assert (lines[0]["开始时间"], lines[0]["结束时间"]) == ("14:30:15", "16:00")
    assert verdicts(judged(world, *lines)) == ["unchanged"]


def test_two_talks_of_one_day_are_told_apart_by_their_place_or_number(world: World) -> None:
    talk = {"组织代码": "B-1", "类别": "谈心谈话", "主题": "谈话", "日期": "2026-02-20"}
    lines = ({**talk, "地点": "会议室"}, {**talk, "外部编号": "T-2"})

    entered(world, *lines)

    assert {record.title for record in Record.objects.all()} == {"2026年谈心谈话"}
    assert Record.objects.count() == 2
    assert verdicts(judged(world, *lines)) == ["unchanged"] * 2
    again = judged(world, {**talk, "地点": "走访"}, {**talk, "地点": "走访", "主题": "又谈"})
    assert verdicts(again) == ["new", "refused"]
    assert "请分别填写外部编号" in complaints(again[1])[0]


def moved(world: World, day: str) -> ImportRun:
    """The one record moved to another day by its number."""
    line = exported("records", tenant=world.tenant, actor=world.actor("mall_leader"))[0]
    return entered(world, {**line, "日期": day})


def test_taking_a_change_back_lets_the_record_answer_what_it_did(world: World) -> None:
    with_rules(world)
    refreshed(world)
    entered(world, LINE)
    run = moved(world, "2026-03-01")
    rows = [owed(world.branch, "R-13", period_start=dt.date(2026, month, 1)) for month in (2, 3)]
    assert [row.done for row in rows] == [0, 1]
    actor = world.actor("mall_leader")

    work_on(run=undo_import(run=run, reason="日期导错", actor=actor), actor=actor)

    for row in rows:
        row.refresh_from_db()
    assert [row.done for row in rows] == [1, 0]


def test_an_import_that_a_frozen_period_rests_on_is_not_taken_back(world: World) -> None:
    with_rules(world)
    refreshed(world)
    run = entered(world, LINE)
    row = owed(world.branch, "R-13", period_start=dt.date(2026, 2, 1))
    Obligation.objects.filter(pk=row.pk).update(freezes_on=world.on)
    later = world.home.at + dt.timedelta(days=1)
    actor = world.actor("mall_leader", at=later)

    with pytest.raises(ValidationError, match="已封存"):
        undo_import(run=run, reason="导错了文件", actor=actor)

    row.refresh_from_db()
    assert row.done == 1


def test_a_change_that_would_empty_a_frozen_period_is_refused(world: World) -> None:
    with_rules(world)
    refreshed(world)
    entered(world, LINE)
    Obligation.objects.filter(rule__code="R-13", period_start=dt.date(2026, 2, 1)).update(
        freezes_on=world.on - dt.timedelta(days=1)
    )
    line = exported("records", tenant=world.tenant, actor=world.actor("mall_leader"))[0]

    assert "该期已封存" in complaints(judged(world, {**line, "日期": "2026-03-01"})[0])[0]
