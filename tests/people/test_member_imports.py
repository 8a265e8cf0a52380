"""Members from a spreadsheet: judged in memory, shown masked, confirmed, and nothing kept plain."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from people.actions.member_imports import import_members
from people.member_sheet import GOOD_FOR, opened_lines
from people.models import Member
from tests.people.dump import rows_that_say
from tests.people.grounds import IDENTITY, member, register_on
from tests.people.test_nothing_leaks import INSERT_ENTRY, broken, logged, reports
from tests.world import World
from workflow.models import AuditEntry

__all__ = ["logged", "reports"]

PAGE = reverse("people:member_import")
HEADER = ("姓名", "党员身份", "转入日期", "身份证号", "手机号码", "住址", "党费计算基数（元/月）")
MARKS = ("11010519491231002X", "13987654321", "夜莺路8899号", "7654.32", "13912348765")
GOOD = ("示例乙", "正式党员", "2026-02-10", *MARKS[:4])
OTHER = ("示例丙", "预备党员", "2026-02-11", "", "13912348765", "", "")


@pytest.fixture
def secretary(world: World, settings: Any, tmp_path: Any) -> Iterator[Client]:
    settings.MEDIA_ROOT = tmp_path
    register_on(world.home)
    with time_machine.travel(world.home.at, tick=False):
        yield world.login(Client(), "secretary")
    assert list(tmp_path.iterdir()) == []


def sheet(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> SimpleUploadedFile:
    book = Workbook()
    page: Any = book.active
    page.append(header)
    for row in rows:
        page.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("名册.xlsx", stream.getvalue())


def uploaded(client: Client, *rows: tuple[str, ...], **given: Any) -> Any:
    return client.post(PAGE, {"workbook": sheet(*rows, **given)})


def marks_in(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text]


def test_a_sheet_is_shown_masked_and_written_only_once_confirmed(
    world: World, secretary: Client
) -> None:
    preview = uploaded(secretary, GOOD, OTHER)

    assert preview.status_code == 200
    assert "1101**********002X" in preview.text
    assert "139****4321" in preview.text
    assert not marks_in(preview.text)
    assert not Member.objects.exists()

    done = secretary.post(PAGE, {"sealed": preview.context["sealed"]}, follow=True)

    assert "已导入 2 名党员" in done.text
    one = Member.objects.get(name="示例乙")
    assert (one.organization, one.identity.plain(), one.income.plain()) == (
        *(world.branch, MARKS[0]),
        "7654.32",
    )
    assert AuditEntry.objects.filter(verb="member.enrol").count() == 2
    assert AuditEntry.objects.get(verb="register.import").after == {"members_counted": 2}


def test_confirming_twice_enters_nobody_twice(secretary: Client) -> None:
    sealed = uploaded(secretary, GOOD, OTHER).context["sealed"]
    secretary.post(PAGE, {"sealed": sealed})

    again = secretary.post(PAGE, {"sealed": sealed})

    assert again.status_code == 422
    assert "第 2 行 身份证号：该身份证号已在本市名册中" in again.text
    assert "第 3 行 姓名：本支部名册中已有同名党员" in again.text
    assert Member.objects.count() == 2


def test_what_is_wrong_is_told_by_row_without_the_number(world: World, secretary: Client) -> None:
    member(world.second_branch)
    member(world.branch, "示例丙", identity="")
    wrong = (
        ("示例甲", "正式党员", "2026-02-10", "110105194912310021", "", "", ""),
        ("示例戊", "群众", "2026-02-10", "", "", "", ""),
        ("示例己", "正式党员", "2099-01-01", "", "1398765", "", "五千"),
        ("示例庚", "正式党员", "2026-02-10", IDENTITY, "", "", ""),
        OTHER,
        ("", "正式党员", "13987654321", "", "", "", ""),
        ("示例辛", "正式党员", "2026-02-10", MARKS[0], "", "", ""),
        ("示例壬", "正式党员", "2026-02-10", MARKS[0], "", "", ""),
    )

    said = uploaded(secretary, *wrong)

    text = " ".join(said.text.split())
    assert said.status_code == 422
    for number, words in (
        (2, "身份证号：身份证号末位校验码不符"),
        (3, "党员身份：不在可选范围内"),
        (4, "手机号码：手机号码应为 11 位数字"),
        (5, "身份证号：已在本市名册中"),
        (6, "姓名：本支部名册中已有同名党员"),
        (7, "转入日期"),
        (8, "身份证号：表格中有相同的身份证号"),
        (9, "身份证号：表格中有相同的身份证号"),
    ):
        assert words in text.partition(f"第 {number} 行")[2].partition("</li>")[0], number
    assert not marks_in(said.text)
    assert "110105194912310021" not in said.text
    assert "sealed" not in said.context
    assert Member.objects.count() == 2


def test_columns_nobody_knows_and_an_empty_sheet_are_refused(secretary: Client) -> None:
    assert "请按模板的表头调整" in uploaded(secretary, GOOD, header=("甲",) * 7).text
    assert "表格中没有党员" in uploaded(secretary).text
    assert secretary.post(PAGE, {}).status_code == 422
    big = SimpleUploadedFile("大.xlsx", b"x" * ((1 << 20) + 1))
    assert "超过 1 MB" in secretary.post(PAGE, {"workbook": big}).text


def test_the_template_reads_back(secretary: Client) -> None:
    answer = secretary.get(reverse("people:member_import_template"))
    book = load_workbook(io.BytesIO(answer.content))
    page: Any = book.worksheets[0]
    labels = [str(cell.value).strip(" *") for row in page.iter_rows(max_row=3) for cell in row]
    assert {"姓名", "党员身份", "转入日期", "身份证号"} <= set(labels)

    filled = SimpleUploadedFile("模板.xlsx", answer.content)
    assert "表格中没有党员" in secretary.post(PAGE, {"workbook": filled}).text


def test_a_preview_is_for_its_own_person_and_for_an_hour(world: World, secretary: Client) -> None:
    sealed = uploaded(secretary, GOOD).context["sealed"]

    other = world.login(Client(), "second_secretary").post(PAGE, {"sealed": sealed})
    assert "预览已经过期或者不是您上传的" in other.text
    assert "预览已经过期" in secretary.post(PAGE, {"sealed": f"{sealed[:-9]}AAAAAAAA="}).text
    late = world.home.at + GOOD_FOR + dt.timedelta(seconds=1)
    with pytest.raises(ValidationError):
        opened_lines(sealed, user=world.user("secretary"), at=late)
    assert not Member.objects.exists()


def test_one_row_refused_writes_none(world: World) -> None:
    register_on(world.home)
    rows = [
        (2, {"name": "示例乙", "standing": "regular"}),
        (3, {"name": " ", "standing": "regular"}),
    ]

    with pytest.raises(ValidationError) as caught:
        import_members(organization=world.branch, rows=rows, actor=world.actor("secretary"))

    assert caught.value.messages[0] == "第 3 行 姓名：请填写姓名。"
    assert not Member.objects.exists()


def test_no_table_says_what_a_sheet_said_before_and_after(secretary: Client) -> None:
    uploaded(secretary, ("示例辛", "群众", "2026-02-10", *MARKS[:4]))
    preview = uploaded(secretary, GOOD, OTHER)
    assert {mark: rows for mark in (*MARKS, "示例乙") if (rows := rows_that_say(mark))} == {}

    assert secretary.post(PAGE, {"sealed": preview.context["sealed"]}).status_code == 302

    assert {mark: rows for mark in MARKS if (rows := rows_that_say(mark))} == {}


def test_no_log_says_what_a_sheet_said(secretary: Client, logged: pytest.LogCaptureFixture) -> None:
    uploaded(secretary, ("示例辛", "群众", "2026-02-10", *MARKS[:4]))
    preview = uploaded(secretary, GOOD, OTHER)
    assert secretary.post(PAGE, {"sealed": preview.context["sealed"]}).status_code == 302

    said = " ".join(f"{one.getMessage()} {one.__dict__}" for one in logged.records)
    assert 'INSERT INTO "people_member"' in said
    assert not marks_in(said)


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_the_report_of_an_error_says_nothing_of_a_sheet(
    secretary: Client, reports: io.StringIO, is_confirmed: bool
) -> None:
    sent: dict[str, Any] = {"workbook": sheet(GOOD)}
    statement = 'SELECT "people_member"'
    if is_confirmed:
        sent, statement = {"sealed": uploaded(secretary, GOOD).context["sealed"]}, INSERT_ENTRY
    secretary.raise_request_exception = False

    with broken(statement):
        answer = secretary.post(PAGE, sent)

    assert answer.status_code == 500
    (told,) = mail.outbox
    whole = told.body + " ".join(str(content) for content, _ in told.alternatives)
    assert "OperationalError" in whole
    assert not marks_in(answer.text + whole + reports.getvalue())
