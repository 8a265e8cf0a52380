"""An application is written by parts, saved at each, and handed up from its page."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from projects.models import Project
from projects.terms import Catalogue, ProjectStatus
from tests.projects.grounds import a_project, entry, source, submitted_project
from tests.projects.pages import as_person, page, plain, rows, told
from tests.world import World

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00"
    b"\x00\x00IEND\xaeB`\x82"
)


def basics(world: World, **given: Any) -> dict[str, Any]:
    return {
        "year": 2026,
        "name": "楼宇党员先锋驿站",
        "category": entry(world, Catalogue.PROJECT_CATEGORY, "venue").pk,
        "lead": world.user("station_head").pk,
        "starts_on": "2026-03-15",
        "ends_on": "2026-11-30",
        **given,
    }


def line(world: World, code: str, amount: str, **given: Any) -> dict[str, Any]:
    return {
        "source": source(world).pk,
        "category": entry(world, Catalogue.EXPENSE_CATEGORY, code).pk,
        "amount": amount,
        **given,
    }


def test_an_application_goes_from_the_first_page_to_the_city(ruled: World) -> None:
    with as_person(ruled, "mall_clerk") as client:
        answer = client.post(page("project_new"), basics(ruled))
        project = Project.objects.get()
        assert answer.url == page("project_edit", project.pk, part="texts")

        texts = {"goals": "建成驿站 1 处。", "measures": "选址共建。", "outcomes": "驿站 1 处。"}
        answer = client.post(page("project_edit", project.pk, part="texts"), texts)
        assert answer.url == page("project_budget", project.pk)

        lines = rows("lines", line(ruled, "training", "3500.50"), line(ruled, "print", "100"), {})
        answer = client.post(page("project_budget", project.pk), lines)
        assert "合计 3,600.50 元" in told(answer)

        steps = rows("milestones", {"name": "建成开放", "due_on": "2026-07-15"}, {})
        answer = client.post(page("project_milestones", project.pk), steps)
        assert answer.url == page("project_papers", project.pk)

        answer = client.post(page("project_move", project.pk, "submit"), {})
        assert "项目编号 XM-2026-" in told(answer)

    project.refresh_from_db()
    assert project.status == ProjectStatus.SUBMITTED


def test_what_is_missing_is_said_and_nothing_is_handed_up(ruled: World) -> None:
    with as_person(ruled, "mall_clerk") as client:
        client.post(page("project_new"), basics(ruled))
        project = Project.objects.get()
        answer = client.post(page("project_move", project.pk, "submit"), {})

    assert answer.status_code == 422
    assert "还缺项目目标、主要做法、预期成果、经费预算、项目节点" in plain(answer)


def test_a_lead_outside_the_list_is_named_by_login(ruled: World) -> None:
    secretary = ruled.user("secretary")

    with as_person(ruled, "mall_clerk") as client:
        sent = basics(ruled, lead="other", lead_login=secretary.username)
        client.post(page("project_new"), sent)

    assert Project.objects.get().lead == secretary


def test_a_half_filled_line_says_what_it_lacks(ruled: World) -> None:
    project = a_project(ruled)

    with as_person(ruled, "mall_clerk") as client:
        sent = rows("lines", {"source": source(ruled).pk, "amount": "100"})
        answer = client.post(page("project_budget", project.pk), sent)

    assert answer.status_code == 422
    assert "这一行还缺科目" in plain(answer)
    assert project.budget.count() == 2


def test_a_line_that_is_emptied_is_gone(ruled: World) -> None:
    project = a_project(ruled)
    kept = line(ruled, "training", "20000")

    with as_person(ruled, "mall_clerk") as client:
        sent = rows("lines", kept, {"source": "", "category": "", "amount": ""}, initial=2)
        client.post(page("project_budget", project.pk), sent)

    assert [f"{one.amount}" for one in project.budget.all()] == ["20000.00"]


def test_more_rows_are_had_without_a_script(ruled: World) -> None:
    project = a_project(ruled)

    with as_person(ruled, "mall_clerk") as client:
        sent = rows("lines", line(ruled, "training", "1"), initial=1) | {"more": "1"}
        answer = client.post(page("project_budget", project.pk), sent)

    assert answer.url == page("project_budget", project.pk)


def test_what_a_source_may_not_pay_for_is_refused_on_the_page(ruled: World) -> None:
    project = a_project(ruled)
    wrong = line(ruled, "equipment", "100") | {"source": source(ruled, "dues").pk}

    with as_person(ruled, "mall_clerk") as client:
        answer = client.post(page("project_budget", project.pk), rows("lines", wrong))

    assert answer.status_code == 422
    assert "不能列支" in told(answer)


def test_files_go_into_the_volume_and_out_again_while_the_part_is_open(
    ruled: World, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    project = a_project(ruled)

    with as_person(ruled, "mall_clerk") as client:
        picture = SimpleUploadedFile("选址照片.png", PNG, "image/png")
        answer = client.post(
            page("project_papers", project.pk), {"kind": "application", "uploads": picture}
        )
        assert "已添加 1 个文件到“申报材料”" in told(answer)
        paper = project.papers.get()
        answer = client.post(page("project_paper_remove", paper.pk))

    assert "已移除" in told(answer)
    assert not project.papers.exists()


def test_what_was_handed_up_is_written_no_more(ruled: World) -> None:
    project = submitted_project(ruled)

    with as_person(ruled, "mall_clerk") as client:
        for name in ("project_edit", "project_budget", "project_milestones"):
            answer = client.get(page(name, project.pk))
            assert answer.url == page("project_detail", project.pk)
            assert "不能直接修改" in told(answer)


def test_only_a_committee_applies(ruled: World) -> None:
    with as_person(ruled, "station_head") as client:
        answer = client.get(page("project_new"))

    assert answer.status_code == 403
    assert "由行业党建专委会（党委）规划申报" in plain(answer)


def test_adding_to_the_volume_without_a_file_says_what_is_missing(ruled: World) -> None:
    project = a_project(ruled)

    with as_person(ruled, "mall_clerk") as client:
        answer = client.post(page("project_papers", project.pk), {"kind": "application"})

    assert answer.status_code == 422
    assert "请选择要上传的文件" in plain(answer)
