"""Applying for a project: what is asked, numbered once, and two a year without a reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from projects.actions.applying import (
    add_paper,
    draft_project,
    edit_project,
    remove_paper,
    set_budget_lines,
    set_milestones,
    submit_project,
    withdraw_project,
)
from projects.actions.reviewing import send_back_project
from projects.models import CatalogueEntry, Project
from projects.terms import Catalogue, PaperKind, ProjectStatus
from tests.projects.grounds import (
    DAY,
    a_project,
    content,
    entry,
    reviewed_project,
    submitted_project,
    who,
    wishes,
)
from tests.world import FOUNDED, World
from workflow.models import Attachment, AuditEntry, Notice

_2028 = dt.date(2028, 11, 30)


def drafted(world: World, **given: Any) -> Project:
    """A draft of the mall's clerk without budget and milestones."""
    return draft_project(
        applicant=world.mall, content=content(world, **given), actor=who(world, "mall_clerk")
    )


def a_file(world: World, body: str = "mall", digest: str = "a") -> Attachment:
    """A file that a body keeps."""
    return Attachment.objects.create(
        tenant=world.tenant,
        organization=getattr(world, body),
        name="佐证.pdf",
        content_type="application/pdf",
        size=1,
        sha256=digest * 64,
        file="evidence/佐证.pdf",
        uploaded_at=world.home.at,
    )


def refused(code: str) -> Any:
    """That an act is refused for this reason."""
    return pytest.raises(ValidationError, check=lambda error: code in codes(error))


def codes(error: ValidationError) -> set[str | None]:
    """Every reason in an error."""
    if hasattr(error, "error_dict"):
        return {one.code for listed in error.error_dict.values() for one in listed}
    return {one.code for one in error.error_list}


def test_a_committee_drafts_a_project_and_nobody_above_sees_it_yet(ruled: World) -> None:
    project = drafted(ruled)

    assert project.status == ProjectStatus.DRAFT
    assert project.number == ""
    assert project.city == ruled.city
    assert project.created_by == ruled.user("mall_clerk")
    assert set(project.participants.all()) == {ruled.station}
    seen = {
        name: Project.objects.visible_to(who(ruled, name)).exists()
        for name in ("mall_leader", "city_clerk", "lawyer_leader", "station_head")
    }
    assert seen == {
        "mall_leader": True,
        "city_clerk": False,
        "lawyer_leader": False,
        "station_head": False,
    }


@pytest.mark.parametrize("body", ["station", "officer", "branch", "city"])
def test_only_a_committee_plans_projects(ruled: World, body: str) -> None:
    with refused("not_committee"):
        draft_project(
            applicant=getattr(ruled, body), content=content(ruled), actor=ruled.home.system
        )


@pytest.mark.parametrize("name", ["city_clerk", "lawyer_clerk", "station_head", "town_reader"])
def test_others_draft_nothing_for_a_committee(ruled: World, name: str) -> None:
    with pytest.raises(PermissionDenied):
        draft_project(applicant=ruled.mall, content=content(ruled), actor=who(ruled, name))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"year": 2025, "starts_on": dt.date(2025, 3, 1)}, "wrong_year"),
        ({"year": 2028, "starts_on": dt.date(2028, 3, 1), "ends_on": _2028}, "wrong_year"),
        ({"starts_on": dt.date(2027, 3, 1), "ends_on": dt.date(2027, 5, 1)}, "wrong_year"),
        ({"name": ""}, "blank"),
    ],
)
def test_what_does_not_fit_is_refused(ruled: World, given: dict[str, Any], code: str) -> None:
    with refused(code):
        drafted(ruled, **given)


def test_days_out_of_order_are_refused_in_words(ruled: World) -> None:
    with pytest.raises(ValidationError, match="完成日期不能早于开始日期"):
        drafted(ruled, ends_on=dt.date(2026, 3, 1))


def test_a_category_of_another_list_or_out_of_force_is_refused(ruled: World) -> None:
    with refused("foreign_category"):
        drafted(ruled, category=entry(ruled, Catalogue.EXPENSE_CATEGORY, "print"))
    ended = entry(ruled, Catalogue.PROJECT_CATEGORY, "digital")
    CatalogueEntry.objects.filter(pk=ended.pk).update(effective_to=FOUNDED)
    ended.refresh_from_db()
    with refused("foreign_category"):
        drafted(ruled, category=ended)


@pytest.mark.parametrize("name", ["stranger", "expired", "twin.mall_leader"])
def test_the_lead_and_members_hold_a_post_in_the_city(ruled: World, name: str) -> None:
    with refused("foreign_person"):
        drafted(ruled, lead=ruled.user(name))
    with refused("foreign_person"):
        drafted(ruled, members=[ruled.user(name)])


def test_bodies_that_take_part_are_others_of_the_city(ruled: World) -> None:
    for body in (ruled.mall, ruled.twin.station):
        with refused("foreign_body"):
            drafted(ruled, participants=[body])


def test_what_was_changed_stands_in_the_trail(ruled: World) -> None:
    project = drafted(ruled)
    edit_project(
        project=project, content={"name": " 红色驿站二期 "}, actor=who(ruled, "mall_leader")
    )

    project.refresh_from_db()
    assert project.name == "红色驿站二期"
    entry_ = AuditEntry.objects.about(project).get(verb="project.edit")
    assert (entry_.before, entry_.after) == ({"name": "商圈红色驿站"}, {"name": "红色驿站二期"})


def test_a_source_pays_only_for_what_it_may(ruled: World) -> None:
    project = drafted(ruled)
    with pytest.raises(ValidationError, match="第十九条") as told:
        set_budget_lines(
            project=project,
            lines=wishes(ruled, [("dues", "rent", "100.00")]),
            actor=who(ruled, "mall_clerk"),
        )
    assert told.value.code == "category_not_allowed"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([("city", "print", "1.00"), ("city", "print", "2.00")], "line_twice"),
        ([("city", "print", "0.00")], "amount_needed"),
        ([("city", "print", "-1.00")], "amount_needed"),
        ([("city", "print", "1.005")], "amount_needed"),
    ],
)
def test_a_budget_line_is_of_something_and_there_once(
    ruled: World, lines: list[tuple[str, str, str]], code: str
) -> None:
    project = drafted(ruled)
    with refused(code):
        set_budget_lines(
            project=project, lines=wishes(ruled, lines), actor=who(ruled, "mall_clerk")
        )


def test_lines_and_milestones_given_anew_replace_those_before(ruled: World) -> None:
    project = a_project(ruled)
    actor = who(ruled, "mall_clerk")
    set_budget_lines(project=project, lines=wishes(ruled)[:1], actor=actor)
    set_milestones(project=project, milestones=[("试开放", dt.date(2026, 5, 1))], actor=actor)

    assert [f"{one.amount}" for one in project.budget.all()] == ["20000.00"]
    assert [one.name for one in project.milestones.all()] == ["试开放"]
    with refused("outside_project"):
        set_milestones(project=project, milestones=[("过后", dt.date(2027, 5, 1))], actor=actor)


def test_an_application_is_complete_before_it_is_handed_up(ruled: World) -> None:
    project = drafted(ruled, goals="", outcomes=" ")
    with pytest.raises(ValidationError) as told:
        submit_project(project=project, actor=who(ruled, "mall_clerk"))

    assert told.value.code == "incomplete"
    assert told.value.messages == ["还缺项目目标、预期成果、经费预算、项目节点，请补齐后再报送。"]


def test_handed_up_it_gets_its_number_and_the_city_is_told(ruled: World) -> None:
    project = submitted_project(ruled)
    other = submitted_project(
        ruled,
        applicant="lawyer",
        by="lawyer_clerk",
        lead=ruled.user("lawyer_leader"),
        members=[],
        participants=[],
    )
    second = submitted_project(ruled, name="第二个")

    assert (project.number, other.number, second.number) == (
        "XM-2026-MALL-001",
        "XM-2026-LAWYER-001",
        "XM-2026-MALL-002",
    )
    assert project.submitted_on == DAY
    told = Notice.objects.filter(title="请形式审查：商圈红色驿站", path=f"/projects/{project.pk}/")
    people = {ruled.user("city_leader").pk, ruled.user("city_clerk").pk}
    assert set(told.values_list("recipient_id", flat=True)) >= people


def test_returned_and_handed_up_again_it_keeps_its_number(ruled: World) -> None:
    project = submitted_project(ruled)
    back = send_back_project(
        project=project, reason="预算缺测算依据", actor=who(ruled, "city_clerk")
    )
    told = Notice.objects.filter(title__startswith="退回补正").values_list(
        "recipient_id", flat=True
    )
    edit_project(project=back, content={"goals": "更明确的目标"}, actor=who(ruled, "mall_clerk"))
    again = submit_project(project=back, actor=who(ruled, "mall_clerk"))

    assert again.number == "XM-2026-MALL-001"
    assert again.status == ProjectStatus.SUBMITTED
    assert set(told) == {ruled.user(n).pk for n in ("mall_leader", "mall_clerk", "station_head")}


def test_a_third_project_of_the_year_asks_for_a_reason(ruled: World) -> None:
    submitted_project(ruled)
    withdrawn = submitted_project(ruled, name="撤回的")
    withdraw_project(project=withdrawn, reason="改期", actor=who(ruled, "mall_clerk"))
    submitted_project(ruled, name="第二个")
    third = a_project(ruled, name="第三个")
    next_year = {"year": 2027, "starts_on": dt.date(2027, 2, 1), "ends_on": dt.date(2027, 11, 30)}

    with pytest.raises(ValidationError, match="第九条") as told:
        submit_project(project=third, actor=who(ruled, "mall_clerk"))
    assert told.value.code == "more_reason_needed"
    edit_project(
        project=third, content={"more_reason": "承接市级试点"}, actor=who(ruled, "mall_clerk")
    )
    assert submit_project(project=third, actor=who(ruled, "mall_clerk")).number
    assert drafted(ruled, **next_year).year == 2027


def test_what_was_handed_up_is_not_edited_by_its_writers(ruled: World) -> None:
    project = submitted_project(ruled)
    for act in (
        lambda actor: edit_project(project=project, content={"name": "改名"}, actor=actor),
        lambda actor: set_budget_lines(project=project, lines=[], actor=actor),
        lambda actor: set_milestones(project=project, milestones=[], actor=actor),
    ):
        with refused("not_editable"):
            act(who(ruled, "mall_clerk"))


def test_an_application_withdrawn_from_review_tells_city_and_reviewers(ruled: World) -> None:
    project = reviewed_project(ruled)
    done = withdraw_project(project=project, reason="方案调整", actor=who(ruled, "mall_clerk"))

    assert done.status == ProjectStatus.WITHDRAWN
    told = Notice.objects.filter(title__startswith="已撤回申报")
    expected = {"city_leader", "city_clerk", "lawyer_leader", "lawyer_clerk"}
    assert set(told.values_list("recipient_id", flat=True)) == {
        ruled.user(name).pk for name in expected
    }


def test_papers_are_added_while_their_part_is_put_together(ruled: World) -> None:
    project = a_project(ruled)
    actor = who(ruled, "mall_clerk")
    file = a_file(ruled)
    paper = add_paper(project=project, kind=PaperKind.APPLICATION, attachment=file, actor=actor)
    again = add_paper(project=project, kind=PaperKind.APPLICATION, attachment=file, actor=actor)

    assert paper == again
    with refused("not_open"):
        add_paper(project=project, kind=PaperKind.ACCEPTANCE, attachment=file, actor=actor)
    with refused("foreign_file"):
        add_paper(
            project=project,
            kind=PaperKind.APPLICATION,
            attachment=a_file(ruled, "lawyer"),
            actor=actor,
        )
    submit_project(project=project, actor=actor)
    with refused("not_open"):
        remove_paper(paper=paper, actor=actor)
    assert project.papers.count() == 1
