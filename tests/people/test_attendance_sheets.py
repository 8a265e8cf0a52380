"""A spreadsheet of those who attended: read in memory, registered whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from people.models import Course, StudyRecord
from tests.people.grounds import register_on
from tests.people.growth_grounds import a_course, members
from tests.world import City, World
from workflow.models import AuditEntry

HEADER = ("序号", "姓名", "单位名称", "备注")


@pytest.fixture
def city(world: World, settings: Any, tmp_path: Any) -> Iterator[City]:
    settings.MEDIA_ROOT = tmp_path
    register_on(world.home)
    with time_machine.travel(world.home.at, tick=False):
        yield world.home
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def course(city: City) -> Course:
    members(city, "示例甲", "示例 乙", "示例丙", "示例丁", "示例丁")
    return a_course(city)


@pytest.fixture
def secretary(city: City, client: Client) -> Client:
    city.login(client, "secretary")
    return client


def sheet(*rows: tuple[str, ...], hidden: int = 0) -> SimpleUploadedFile:
    """A workbook of these rows with a title above and a second sheet behind."""
    book = Workbook()
    page: Any = book.active
    for row in rows:
        page.append(row)
    if hidden:
        page.row_dimensions[hidden].hidden = True
    book.create_sheet("其他").append(("姓名", "没有此人"))
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("签到表.xlsx", stream.getvalue())


def sent(client: Client, course: Course, **given: Any) -> Any:
    return client.post(reverse("people:course_names", args=[course.pk]), given, follow=True)


def attended() -> list[str]:
    return sorted(record.member.name for record in StudyRecord.objects.all())


def test_the_page_offers_a_file_beside_the_names_and_sends_it(
    course: Course, secretary: Client
) -> None:
    page = secretary.get(reverse("people:course_names", args=[course.pk])).text

    assert 'enctype="multipart/form-data"' in page
    assert 'name="workbook"' in page
    assert 'accept=".xlsx,.csv"' in page
    assert "最多 500 行" in page


def test_names_of_the_first_sheet_are_registered_and_nothing_else_of_it_is_read(
    course: Course, secretary: Client
) -> None:
    title = ("书记轮训班签到表",)
    rows = (("1", "示例甲", "某支部", ""), ("2", "示例乙", "某支部", "迟到"), ("3", "", "", ""))

    done = sent(secretary, course, workbook=sheet(title, HEADER, *rows))

    assert "已登记：增加 2 人。" in done.text
    assert attended() == ["示例 乙", "示例甲"]
    assert AuditEntry.objects.get(verb="course.attend").after["learners_added"] == 2


def test_names_pasted_and_names_of_a_file_are_registered_together(
    course: Course, secretary: Client
) -> None:
    file = sheet(HEADER, ("1", "示例甲"), ("2", "示例乙"))

    done = sent(secretary, course, names="示例乙\n示例丙", workbook=file)

    assert "已登记：增加 3 人。" in done.text


def test_rows_that_fit_nobody_or_several_are_told_by_number_and_nothing_is_written(
    course: Course, secretary: Client
) -> None:
    rows = (("1", "示例甲"), ("2", "没有此人"), ("3", "示例丁"), ("4", "13987654321"))

    answer = sent(secretary, course, names="示例丙\n查无此人", workbook=sheet(HEADER, *rows))

    assert answer.status_code == 422
    assert "第 3 行“没有此人”：在可登记的人员中没有，或有同名" in answer.text
    assert "第 4 行“示例丁”：在可登记的人员中没有，或有同名" in answer.text
    assert "第 5 行" in answer.text
    assert "13987654321" not in answer.text
    assert "第 2 行" not in answer.text
    assert "没有登记任何人" in answer.text
    assert "示例丙\n查无此人</textarea>" in answer.text
    assert not StudyRecord.objects.exists()


def test_of_many_rows_that_fit_nobody_the_first_are_told_and_the_others_counted(
    course: Course, secretary: Client
) -> None:
    rows = [(str(number), f"没有{number}") for number in range(1, 31)]

    answer = sent(secretary, course, workbook=sheet(HEADER, *rows))

    assert "第 21 行“没有20”" in answer.text
    assert "第 22 行" not in answer.text
    assert "另有 10 行" in answer.text


def test_a_hidden_row_is_not_registered_and_that_is_said(course: Course, secretary: Client) -> None:
    file = sheet(HEADER, ("1", "示例甲"), ("2", "示例乙"), hidden=3)

    done = sent(secretary, course, workbook=file)

    assert "已登记：增加 1 人。" in done.text
    assert "有 1 个隐藏行没有读取" in done.text
    assert attended() == ["示例甲"]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (sheet(("编号", "电话"), ("1", "2")), "请把姓名一列的表头写为“姓名”"),
        (sheet(HEADER, ("", "", "某支部", "")), "表格中没有姓名"),
        (sheet(HEADER, *(("1", f"示例{n}") for n in range(501))), "一次最多登记 500 行"),
        (sheet(HEADER, ("1", "=A9")), "第 2 行 姓名"),
        (SimpleUploadedFile("大.xlsx", b"x" * ((1 << 20) + 1)), "超过 1 MB"),
        (SimpleUploadedFile("旧.xlsx", b"no spreadsheet"), "旧.xlsx"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_in_words_and_the_names_stay(
    course: Course, secretary: Client, file: SimpleUploadedFile, words: str
) -> None:
    file.seek(0)

    answer = sent(secretary, course, names="示例甲", workbook=file)

    assert answer.status_code == 422
    assert words in answer.text
    assert "示例甲</textarea>" in answer.text
    assert not StudyRecord.objects.exists()


def test_with_neither_names_nor_a_file_both_ways_are_named(
    course: Course, secretary: Client
) -> None:
    answer = sent(secretary, course, names=" \n")

    assert answer.status_code == 422
    assert "请粘贴参加人员姓名，或者选择表格文件" in answer.text
