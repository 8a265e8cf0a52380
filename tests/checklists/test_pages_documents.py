"""Lists as files: Word, Excel out, Excel back in, the export of assignments."""

import io

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from checklists.actions.decomposing import start_decomposition
from checklists.actions.drafting import draft_checklist
from checklists.models import Checklist
from tests.lists import YEAR, city_draft, city_list, figure, signed_by

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world):
    with time_machine.travel(world.home.at, tick=False):
        yield


def page(client, name, *args, **query):
    return client.get(reverse(f"checklists:{name}", args=args), query)


def upload(client, checklist, content, name="清单.xlsx"):
    file = SimpleUploadedFile(name, content, content_type=XLSX)
    return client.post(
        reverse("checklists:checklist_import", args=[checklist.pk]), {"workbook": file}
    )


def confirm(client, checklist, preview):
    sealed = preview.context["sealed"]
    return client.post(
        reverse("checklists:checklist_import", args=[checklist.pk]), {"plan": sealed}
    )


def changed(content, *cells):
    """A workbook with some cells written over: (row, header, value)."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row, header, value in cells:
        sheet.cell(row=row, column=columns[header], value=value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_body_without_document_numbers_prints_a_plain_sheet_to_sign(client, world):
    checklist = city_list(world)

    response = page(world.login(client, "city_clerk"), "checklist_word", checklist.pk)

    text = "\n".join(
        paragraph.text for paragraph in Document(io.BytesIO(response.content)).paragraphs
    )
    assert "签收栏" in text
    assert "通知" not in text
    assert "filename*=utf-8''" in response["Content-Disposition"]


def test_an_empty_draft_prints_too(client, world):
    draft = city_draft(world, titles=())
    world.login(client, "city_clerk")

    assert page(client, "checklist_word", draft.pk).status_code == 200
    assert page(client, "checklist_excel", draft.pk).status_code == 200


def test_files_of_another_city_do_not_exist(client, world):
    draft = city_draft(world)
    world.login(client, "twin.city_leader")

    for name in ("checklist_word", "checklist_excel", "checklist_import"):
        assert page(client, name, draft.pk).status_code == 404


def test_the_export_imports_again_and_changes_nothing(client, world):
    draft = city_draft(world, **figure("12.5"))
    world.login(client, "city_clerk")
    content = page(client, "checklist_excel", draft.pk).content

    preview = upload(client, draft, content)

    assert preview.status_code == 200
    assert preview.context["counts"] == {"new": 0, "changed": 0, "unchanged": 3}
    assert "没有需要写入的内容" in preview.text


def test_an_import_shows_what_it_will_do_before_it_does_it(client, world):
    draft = city_draft(world)
    world.login(client, "city_clerk")
    content = page(client, "checklist_excel", draft.pk).content
    row = {
        "任务内容": "新的事项",
        "类别": "队伍",
        "起始日": "2026/1/5",
        "完成时限": "2026年6月30日",
    }
    content = changed(
        content,
        (2, "目标要求", "全部清零"),
        (2, "里程碑", "2026-06-30 完成走访\n2026-03-31 完成摸底"),
        *((5, header, value) for header, value in row.items()),
    )

    preview = upload(client, draft, content)
    assert preview.context["counts"] == {"new": 1, "changed": 1, "unchanged": 2}
    assert draft.items.count() == 3
    confirm(client, draft, preview)

    assert draft.items.count() == 4
    assert draft.items.get(serial=1).requirement == "全部清零"
    assert draft.items.get(serial=1).milestones[0]["text"] == "完成摸底"
    assert draft.items.get(serial=4).category == "team"
    again = upload(client, draft, content)
    assert again.context["counts"] == {"new": 0, "changed": 0, "unchanged": 4}


def test_every_error_is_named_by_row_column_and_value_and_nothing_is_written(client, world):
    draft = city_draft(world)
    world.login(client, "city_clerk")
    content = changed(
        page(client, "checklist_excel", draft.pk).content,
        (2, "完成时限", "2026-13-01"),
        (3, "类别", "别的"),
        (3, "目标值", "十"),
        (4, "任务内容", "长" * 121),
    )

    refused = upload(client, draft, content)

    assert refused.status_code == 422
    found = {
        (error.row, error.column, error.value[:10]) for error in refused.context["plan"].errors
    }
    assert found == {
        (2, "完成时限", "2026-13-01"),
        (3, "类别", "别的"),
        (3, "目标值", "十"),
        (4, "任务内容", "长" * 10),
    }
    assert refused.context["sealed"] == ""


def test_two_rows_for_one_item_are_refused(client, world):
    draft = city_draft(world)
    world.login(client, "city_clerk")
    content = changed(page(client, "checklist_excel", draft.pk).content, (3, "序号", 1))

    assert "与另一行是同一条事项" in upload(client, draft, content).text


def test_a_file_that_is_no_workbook_is_refused_in_words(client, world):
    draft = city_draft(world)
    world.login(client, "city_clerk")

    refused = upload(client, draft, b"PK\x03\x04 nothing", name="x.xlsx")

    assert refused.status_code == 422
    assert "请" in refused.context["form"].non_field_errors()[0]


def test_a_draft_changed_since_the_preview_is_shown_again(client, world):
    draft = city_draft(world)
    world.login(client, "city_clerk")
    content = changed(page(client, "checklist_excel", draft.pk).content, (2, "目标要求", "清零"))
    preview = upload(client, draft, content)
    draft.items.filter(serial=1).update(requirement="清零")

    answer = confirm(client, draft, preview)

    assert "草稿已被修改" in answer.text
    assert client.post(answer.request["PATH_INFO"], {"plan": "forged"}).status_code == 302


def test_below_the_city_rows_name_the_upper_item_they_answer(client, world):
    upper = city_list(world)
    signed_by(world, upper, "mall", "mall_leader")
    leader = world.actor("mall_leader")
    full = start_decomposition(receiver=world.mall, year=YEAR, source="upper", actor=leader)
    world.login(client, "mall_clerk")
    content = page(client, "checklist_excel", full.pk).content
    empty = draft_checklist(issuer=world.mall, year=YEAR, actor=leader)

    preview = upload(client, empty, content)
    assert preview.context["counts"]["new"] == 3
    confirm(client, empty, preview)
    assert set(empty.items.values_list("answers_id", flat=True)) == set(
        full.items.values_list("answers_id", flat=True)
    )
    wrong = changed(content, (2, "承接上级事项", "没有这一条"))
    assert "没有这一条" in upload(client, empty, wrong).text


def test_only_drafts_take_an_import(client, world):
    checklist = city_list(world)
    world.login(client, "city_clerk")

    assert upload(client, checklist, b"").status_code == 302
    assert (
        page(world.login(client, "mall_leader"), "checklist_import", checklist.pk).status_code
        == 403
    )


def test_assignments_are_exported_as_the_filter_finds_them(client, world):
    city_list(world)
    world.login(client, "mall_clerk")

    response = page(client, "assignment_excel", text="党建体检")

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == 1
    assert "党建体检" in rows[0]
    assert Checklist.objects.count() == 1
