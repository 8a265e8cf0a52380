"""An import from the upload to the undo, through its actions: nothing is written by half."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from coverage.models import Unit
from tests.workflow.unit_sheets import checked, code, csv_file, shop, xlsx_file
from tests.world import World
from workflow.actions.imports import (
    choose_sheet,
    confirm_import,
    discard_import,
    map_columns,
    start_import,
    undo_import,
    work_on,
)
from workflow.models import AuditEntry, ImportRow, ImportRun

Status = ImportRun.Status


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def written(world: World, run: ImportRun, *, by: str = "mall_leader") -> ImportRun:
    actor = world.actor(by)
    return work_on(run=confirm_import(run=run, actor=actor), actor=actor)


def names(world: World) -> list[str]:
    return list(
        Unit.objects.filter(tenant=world.tenant).order_by("id").values_list("name", flat=True)
    )


def test_good_rows_wait_for_the_importers_word_and_are_then_written(world: World) -> None:
    run = checked(world, shop(1), shop(2))

    assert (run.status, run.writes, run.progress_total) == (Status.READY, 2, 2)
    assert names(world) == []

    run = written(world, run)

    assert (run.status, run.written_at) == (Status.DONE, world.at)
    assert names(world) == ["苏州示例1号商贸有限公司", "苏州示例2号商贸有限公司"]
    assert not run.rows.filter(target_id=None).exists()
    verbs = AuditEntry.objects.filter(target_type="workflow.importrun").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        *("import.start", "import.read", "import.pass", "import.confirm", "import.write"),
    ]
    last = verbs.last()
    assert last is not None
    assert (last.reason, last.user_name) == ("新增 2 行，变更 0 行", "金商主")


def test_one_error_keeps_every_row_out(world: World) -> None:
    run = checked(world, shop(1), shop(2, 从业人数="十二"), shop(3, 统一社会信用代码="9.13E+17"))

    assert run.status == Status.HAS_ERRORS
    assert (run.counts["errors"], run.counts["refused"]) == (2, 2)
    assert run.counts["by_column"] == {"从业人数": 1, "统一社会信用代码": 1}
    row = ImportRow.objects.get(run=run, number=3)
    assert row.errors == [
        {
            "row": 3,
            "column": "从业人数",
            "letter": "H",
            "value": "十二",
            "text": "不是整数。请只填写数字，如 12，不要写说明文字。",
        }
    ]
    with pytest.raises(ValidationError) as refused:
        confirm_import(run=run, actor=world.actor("mall_leader"))
    assert refused.value.code == "wrong_status"
    assert names(world) == []


def test_the_same_file_again_has_nothing_to_write(world: World) -> None:
    written(world, checked(world, shop(1)))

    again = checked(world, shop(1))

    assert (again.status, again.writes, again.counts["unchanged"]) == (Status.READY, 0, 1)
    with pytest.raises(ValidationError) as refused:
        confirm_import(run=again, actor=world.actor("mall_leader"))
    assert refused.value.code == "nothing_to_write"


def test_an_import_is_taken_back_whole_with_its_reason(world: World) -> None:
    run = written(world, checked(world, shop(1), shop(2)))
    leader = world.actor("mall_leader")
    with pytest.raises(ValidationError) as refused:
        undo_import(run=run, reason=" ", actor=leader)
    assert refused.value.code == "reason_needed"

    run = work_on(run=undo_import(run=run, reason="导错了文件", actor=leader), actor=leader)

    assert (run.status, run.undone_at, run.reason) == (Status.UNDONE, world.at, "导错了文件")
    assert names(world) == []
    assert AuditEntry.objects.filter(verb="import.undo", reason="导错了文件").exists()


def test_what_stands_in_the_way_of_an_undo_is_listed(world: World) -> None:
    first = written(world, checked(world, shop(1)))
    written(world, checked(world, shop(1, 从业人数=30)))

    with pytest.raises(ValidationError) as refused:
        undo_import(run=first, reason="导错了文件", actor=world.actor("mall_leader"))

    first.refresh_from_db()
    assert first.status == Status.DONE
    assert "苏州示例1号商贸有限公司" in " ".join(refused.value.messages)


def test_a_ledger_changed_meanwhile_is_shown_again_instead_of_written(world: World) -> None:
    run = checked(world, shop(1, 从业人数=20))
    written(world, checked(world, shop(1, 从业人数=30)))

    shown = written(world, run)

    assert shown.status == Status.READY
    assert "重新校验" in shown.notes[0]
    assert shown.counts["changed"] == 1
    assert shown.rows.get().changes["从业人数"] == ["30", "20"]
    assert Unit.objects.get(tenant=world.tenant).employees == 30

    assert written(world, shown).status == Status.DONE
    assert Unit.objects.get(tenant=world.tenant).employees == 20


def test_a_change_that_does_not_touch_the_plan_does_not_ask_again(world: World) -> None:
    run = checked(world, shop(1))
    written(world, checked(world, shop(2)))

    assert written(world, run).status == Status.DONE
    assert len(names(world)) == 2


def test_a_header_in_doubt_is_put_before_a_person(world: World) -> None:
    line = {
        ("用工总量" if label == "从业人数" else label): value for label, value in shop(1).items()
    }
    run = checked(world, line)
    assert run.status == Status.MAPPING
    leader = world.actor("mall_leader")
    with pytest.raises(ValidationError) as refused:
        map_columns(run=run, columns={7: "weight"}, actor=leader)
    assert refused.value.code == "unknown_field"

    run = work_on(run=map_columns(run=run, columns={7: "employees"}, actor=leader), actor=leader)

    assert (run.status, run.writes) == (Status.READY, 1)


def test_hidden_rows_are_left_out_and_pointed_out_until_they_are_asked_for(world: World) -> None:
    run = checked(world, file=xlsx_file([shop(1), shop(2)], hidden=[3]))
    assert (run.writes, run.survey["hidden_rows"]) == (1, 1)
    assert any("隐藏" in note for note in run.notes)
    leader = world.actor("mall_leader")

    run = choose_sheet(run=run, sheet_title=run.sheet_title, include_hidden=True, actor=leader)
    run = work_on(run=run, actor=leader)

    assert run.writes == 2


def test_tidying_is_told_before_and_after(world: World) -> None:
    run = checked(world, shop(1, 单位名称=" 苏州示例（甲) 商贸有限公司 "))

    assert run.tidied["by_column"] == {"单位名称": 1}
    assert run.tidied["examples"][0][1:3] == ["单位名称", " 苏州示例（甲) 商贸有限公司 "]


def test_what_is_no_spreadsheet_is_refused_at_the_door(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        start_import(
            kind="units",
            upload=SimpleUploadedFile("台账.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
            tenant=world.tenant,
            actor=world.actor("mall_leader"),
        )

    assert "旧版" in refused.value.messages[0]
    assert not ImportRun.objects.exists()


def test_a_sheet_without_rows_is_refused_by_its_page(world: World) -> None:
    run = checked(world, file=SimpleUploadedFile("空.csv", ",".join(shop(1)).encode()))

    assert run.status == Status.REFUSED
    assert "没有可导入的数据行" in run.refusal


def test_a_discarded_import_leaves_neither_rows_nor_file(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    run = checked(world, shop(1))
    place = Path(run.file.path)
    assert place.exists()

    with django_capture_on_commit_callbacks(execute=True):
        discard_import(run=run, actor=world.actor("mall_leader"))

    assert not ImportRow.objects.filter(run=run).exists()
    assert not place.exists()


def test_only_the_importer_decides_and_colleagues_at_the_body_may_look(world: World) -> None:
    run = checked(world, shop(1), by="mall_leader")

    assert ImportRun.objects.visible_to(world.actor("mall_clerk")).get() == run
    for stranger in ("lawyer_leader", "station_head", "district_reader", "twin.mall_leader"):
        assert not ImportRun.objects.visible_to(world.actor(stranger)).exists(), stranger
        assert not ImportRow.objects.visible_to(world.actor(stranger)).exists(), stranger
    with pytest.raises(PermissionDenied, match="只能由本人确认"):
        confirm_import(run=run, actor=world.actor("mall_clerk"))


def test_whoever_keeps_no_ledger_imports_nothing(world: World) -> None:
    for person in ("administrator", "auditor", "stranger", "twin.mall_leader"):
        with pytest.raises(PermissionDenied):
            start_import(
                kind="units",
                upload=csv_file([shop(1)]),
                tenant=world.tenant,
                actor=world.actor(person),
            )


def test_a_territory_reader_imports_for_the_own_region(world: World) -> None:
    run = checked(world, shop(1), by="district_reader")
    assert (run.status, run.organization) == (Status.READY, None)

    assert written(world, run, by="district_reader").status == Status.DONE


def test_rows_beyond_the_importers_reach_are_refused(world: World) -> None:
    run = checked(world, shop(1, 所属区县="苏州工业园区", 镇街="斜塘街道"), by="station_head")

    assert run.status == Status.HAS_ERRORS


def test_rights_lost_after_the_upload_stop_the_import(world: World) -> None:
    leader = world.actor("mall_leader")
    run = confirm_import(run=checked(world, shop(1)), actor=leader)

    run = work_on(run=run, actor=world.actor("stranger"))

    assert run.status == Status.READY
    assert names(world) == []


def test_the_twin_city_of_equal_names_is_not_touched(world: World) -> None:
    written(world, checked(world, shop(1)))

    assert code(1) in Unit.objects.filter(tenant=world.tenant).values_list("credit_code", flat=True)
    assert not Unit.objects.filter(tenant=world.twin.tenant).exists()
