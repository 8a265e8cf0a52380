"""The board by stage, the list with its search and its sheet, and the public notices."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from projects.models import Project
from tests.projects.grounds import (
    DECIDED,
    HALFWAY,
    a_project,
    noticed_project,
    running_project,
    submitted_project,
)
from tests.projects.pages import as_person, page, plain
from tests.world import World


def test_the_board_shows_each_project_in_its_column_with_what_is_next(funded: World) -> None:
    project = running_project(funded)

    with as_person(funded, "city_leader", HALFWAY) as client:
        answer = client.get(page("board"))

    columns = {column.label: column for column in answer.context["columns"]}
    assert [card.project for card in columns["实施"].cards] == [project]
    assert sum(column.count for column in columns.values()) == 1
    assert "2026年共 1 个项目" in plain(answer)


def test_a_draft_stands_on_its_own_body_s_board_alone(ruled: World) -> None:
    a_project(ruled)

    with as_person(ruled, "mall_leader") as client:
        own = client.get(page("board"))
    with as_person(ruled, "city_leader") as client:
        above = client.get(page("board"))

    assert "商圈红色驿站" in plain(own)
    assert "商圈红色驿站" not in plain(above)
    assert "今年还没有项目" in plain(above)


def test_the_board_draws_a_few_of_many_and_leads_to_all(ruled: World) -> None:
    one = submitted_project(ruled)
    fields = ("tenant", "applicant", "category", "lead", "starts_on", "ends_on", "created_at")
    copied = {name: getattr(one, name) for name in fields}
    Project.objects.bulk_create(
        Project(**copied, year=2026, name=f"项目{number}", status="submitted")
        for number in range(40)
    )

    with as_person(ruled, "city_leader") as client:
        answer = client.get(page("board"))
        listed = client.get(answer.context["columns"][0].url)

    first = answer.context["columns"][0]
    assert (first.count, len(first.cards), first.more) == (41, 8, 33)
    assert "全部 41 个" in plain(answer)
    assert len(listed.context["page"].rows) == 41


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "红色驿站"}, True),
        ({"q": "XM-2026"}, True),
        ({"q": "律师"}, False),
        ({"stage": "applying"}, True),
        ({"stage": "over"}, False),
        ({"status": "returned"}, False),
        ({"year": 2026}, True),
        ({"year": 2025}, False),
        ({"since": "2026-12-01"}, False),
    ],
)
def test_the_list_finds_by_words_stage_and_days(
    ruled: World, asked: dict[str, object], found: bool
) -> None:
    submitted_project(ruled)

    with as_person(ruled, "city_clerk") as client:
        answer = client.get(page("project_list", **asked))

    assert ("商圈红色驿站" in plain(answer)) is found


def test_the_sheet_holds_what_the_list_shows_with_the_budget_in_figures(ruled: World) -> None:
    project = submitted_project(ruled)

    with as_person(ruled, "city_clerk") as client:
        answer = client.get(page("project_excel"))

    sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert project.number in cells
    assert "待形式审查" in cells
    assert 30000 in cells


def test_everybody_in_the_city_reads_a_public_notice(ruled: World) -> None:
    noticed_project(ruled)

    for name in ("lawyer_clerk", "secretary", "town_reader"):
        with as_person(ruled, name) as client:
            assert "商圈红色驿站" in plain(client.get(page("notice_list")))


def test_after_its_last_day_a_notice_takes_no_objection(ruled: World) -> None:
    project = noticed_project(ruled)

    with as_person(ruled, "lawyer_clerk", DECIDED) as client:
        answer = client.get(page("notice_list"))

    assert "公示期满" in plain(answer)
    assert page("objection_new", project.pk) not in answer.content.decode()
