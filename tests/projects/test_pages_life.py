"""The life of a project through its pages, and what each person reads of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from projects.models import Project
from projects.terms import Catalogue, ProjectStatus
from tests.projects.grounds import (
    CLOSED,
    DAY,
    DECIDED,
    ENDED,
    HALFWAY,
    PANEL,
    a_project,
    entry,
    finished_project,
    noticed_project,
    points,
    reach_all,
    reviewed_project,
    running_project,
    settled_project,
    submitted_project,
)
from tests.projects.pages import as_person, page, plain, rows, told
from tests.world import World

OPINION = {"opinion": "达到要求。", "panel": "、".join(PANEL)}


def move(world: World, project: Project, verb: str, by: str, day: dt.date, **said: Any) -> str:
    with as_person(world, by, day) as client:
        answer = client.post(page("project_move", project.pk, verb), said)
    assert answer.status_code == 302, plain(answer)
    project.refresh_from_db()
    return told(answer)


def test_a_project_goes_from_application_to_brand_through_its_pages(funded: World) -> None:
    project = a_project(funded)
    people = [funded.user(name) for name in ("city_leader", "lawyer_leader", "lawyer_clerk")]
    asked = {"chosen": [one.pk for one in people], "due_on": "2026-03-06"}
    move(funded, project, "submit", "mall_clerk", DAY)
    move(funded, project, "pass_form", "city_clerk", DAY, **asked)
    for name in ("city_leader", "lawyer_leader", "lawyer_clerk"):
        appraisal = project.appraisals.get(reviewer=funded.user(name))
        sheet = {f"points_{code}": f"{value}" for code, value in points(project).items()}
        with as_person(funded, name) as client:
            answer = client.post(
                page("appraisal_detail", appraisal.pk), sheet | {"opinion": "目标明确。"}
            )
        assert "总分 90.00 分" in told(answer)
    assert "截止 3月9日" in move(funded, project, "publish", "city_clerk", DAY)
    number = {"approval_number": "示例〔2026〕8号"}
    move(funded, project, "approve", "city_leader", DECIDED, **number)
    move(funded, project, "sign_book", "mall_leader", DECIDED, terms="按期完成。")
    shares = {"first": 50, "second": 30, "last": 20}
    move(funded, project, "countersign", "city_leader", DECIDED, **shares)
    move(funded, project, "hand_in_midterm", "mall_clerk", HALFWAY, report="已过半。")
    move(funded, project, "pass_midterm", "city_leader", HALFWAY, **OPINION)
    reach_all(funded, project)
    move(funded, project, "ask_acceptance", "mall_clerk", ENDED, closing_report="已完成。")
    move(funded, project, "accept", "city_leader", ENDED, **OPINION)
    move(funded, project, "settle", "city_leader", CLOSED)
    move(funded, project, "archive", "city_clerk", CLOSED)
    move(funded, project, "ask_brand", "mall_clerk", CLOSED, reason="成效突出。")
    assert "已认定为品牌项目" in move(funded, project, "recognise", "city_leader", CLOSED)
    assert project.status == ProjectStatus.BRAND


def test_a_move_out_of_turn_is_told_instead_of_asked(ruled: World) -> None:
    project = submitted_project(ruled)

    with as_person(ruled, "city_clerk") as client:
        answer = client.get(page("project_move", project.pk, "publish"))

    assert answer.url == page("project_detail", project.pk)
    assert "不能公示" in told(answer)


def test_shares_that_are_no_hundred_are_refused(funded: World) -> None:
    project = running_project(funded)
    project.status = ProjectStatus.BOOK_SIGNED
    project.save(update_fields=["status"])

    with as_person(funded, "city_leader", DECIDED) as client:
        answer = client.post(
            page("project_move", project.pk, "countersign"), {"first": 50, "second": 30, "last": 30}
        )

    assert answer.status_code == 422
    assert "合计须为 100%" in plain(answer)


def test_the_buttons_are_those_one_may_press(funded: World) -> None:
    project = running_project(funded)

    shown = {}
    for name in ("mall_clerk", "mall_leader", "city_leader", "city_clerk"):
        with as_person(funded, name, HALFWAY) as client:
            answer = client.get(page("project_detail", project.pk))
        verbs = [answer.context["primary"], *answer.context["verbs"]]
        shown[name] = [verb.key for verb in verbs if verb is not None]

    assert shown["mall_clerk"] == ["hand_in_midterm"]
    assert shown["city_leader"] == ["waive_midterm", "stop"]
    assert shown["city_clerk"] == []


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("mall_clerk", 7),
        ("city_leader", 7),
        ("lawyer_clerk", 4),  # a reviewer: what is to be judged, and its files
        ("sibling_secretary", 3),  # the public: what the notice tells
    ],
)
def test_each_reads_as_much_as_concerns_them(ruled: World, name: str, parts: int) -> None:
    project = noticed_project(ruled)

    with as_person(ruled, name) as client:
        answer = client.get(page("project_detail", project.pk))
        money = client.get(page("project_detail", project.pk, part="money"))

    assert len(answer.context["tabs"]) == parts
    assert (money.context["part"] == "money") is (parts == 7)


def test_the_applicant_reads_the_average_but_not_who_gave_what(ruled: World) -> None:
    project = noticed_project(ruled)

    with as_person(ruled, "mall_leader") as client:
        own = plain(client.get(page("project_detail", project.pk, part="review")))
    with as_person(ruled, "city_clerk") as client:
        above = plain(client.get(page("project_detail", project.pk, part="review")))

    assert "平均 90.00 分" in own
    assert "姜律办" not in own
    assert "姜律办" in above


def test_another_reviewer_s_sheet_is_not_found(ruled: World) -> None:
    project = reviewed_project(ruled)
    sheet = project.appraisals.get(reviewer=ruled.user("lawyer_leader"))

    for name, status in (("lawyer_clerk", 404), ("mall_leader", 404), ("city_clerk", 200)):
        with as_person(ruled, name) as client:
            assert client.get(page("appraisal_detail", sheet.pk)).status_code == status


def test_the_lead_tells_of_the_month_and_a_milestone_reached(funded: World) -> None:
    project = running_project(funded)
    milestone = project.milestones.order_by("due_on")[0]

    with as_person(funded, "station_head", HALFWAY) as client:
        note = {"month": "2026-07-01", "done": "驿站开放。"}
        client.post(page("project_note", project.pk), note)
        client.post(
            page("milestone_done", milestone.pk), {"done_on": "2026-07-14", "words": "已开放"}
        )
        answer = client.get(page("project_detail", project.pk, part="progress"))

    assert "2026年7月月报" in plain(answer)
    assert "7月14日(周二) 完成" in plain(answer)


def test_a_budget_is_changed_and_read_before_and_after(funded: World) -> None:
    project = running_project(funded)
    first, second = project.budget.order_by("pk")
    lines = [
        {"source": one.source_id, "category": one.category_id, "amount": amount}
        for one, amount in ((first, "21000"), (second, "9000"))
    ]

    with as_person(funded, "mall_clerk", HALFWAY) as client:
        sent = rows("lines", *lines, initial=2) | {"reason": "培训增加"}
        answer = client.post(page("amendment_new", project.pk, "budget"), sent)
        assert answer.status_code == 302, plain(answer)
    with as_person(funded, "mall_leader", HALFWAY) as client:
        shown = plain(client.get(answer.url))
        client.post(answer.url, {"agreed": "yes", "answer": ""})

    assert "20,000.00 元 21,000.00 元" in shown
    first.refresh_from_db()
    assert f"{first.amount}" == "21000.00"


def test_a_line_of_a_category_that_has_ended_stays_while_others_are_changed(
    funded: World,
) -> None:
    project = running_project(funded)
    kept, cut = (project.budget.get(category__code=code) for code in ("print", "training"))
    type(kept.category).objects.filter(pk=kept.category_id).update(effective_to=DECIDED)
    rent = entry(funded, Catalogue.EXPENSE_CATEGORY, "rent")
    wanted = ((kept.category_id, "10000"), (cut.category_id, "19000"), (rent.pk, "1000"))
    lines = [
        {"source": kept.source_id, "category": category, "amount": amount}
        for category, amount in wanted
    ]
    address = page("amendment_new", project.pk, "budget")

    with as_person(funded, "mall_clerk", HALFWAY) as client:
        shown = plain(client.get(address))
        answer = client.post(address, rows("lines", *lines, initial=2) | {"reason": "改租场地"})

    assert f"{kept.category.name}（已停用）" in shown
    assert answer.status_code == 302, plain(answer)
    assert project.amendments.get().after[f"{kept.source_id}:{kept.category_id}"] == "10000.00"


def test_an_objection_is_raised_and_answered_on_the_page(ruled: World) -> None:
    project = noticed_project(ruled)

    with as_person(ruled, "lawyer_clerk") as client:
        client.post(page("objection_new", project.pk), {"words": "预算偏高。", "raised_by": ""})
    objection = project.objections.get()
    with as_person(ruled, "city_clerk") as client:
        client.post(
            page("objection_answer", objection.pk), {"is_upheld": "no", "answer": "已核查。"}
        )
        answer = client.get(page("project_detail", project.pk, part="review"))

    assert "异议不成立： 已核查。" in plain(answer)


def test_the_course_tells_days_done_and_to_come(funded: World) -> None:
    project = finished_project(funded)

    with as_person(funded, "mall_clerk", ENDED) as client:
        answer = client.get(page("project_detail", project.pk))

    labels = [day.label for day in answer.context["course"]]
    assert labels[:3] == ["报送申报", "公示", "立项批复"]
    assert "完成时限" in labels
    assert "轮到 市委两新工委" in plain(answer).replace("轮到市委", "轮到 市委")


def test_money_at_a_glance_is_told_in_the_line_only(funded: World) -> None:
    project = settled_project(funded)

    with as_person(funded, "mall_clerk", CLOSED) as client:
        own = plain(client.get(page("project_detail", project.pk)))
    with as_person(funded, "town_reader", CLOSED) as client:
        partner = plain(client.get(page("project_detail", project.pk)))

    assert "已拨结余" in own
    assert "已拨结余" not in partner
