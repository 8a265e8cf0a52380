"""Who reads a project: its line, whoever works on or reviews it, and all while on notice."""

from __future__ import annotations

import pytest

from projects.actions.reviewing import recuse
from projects.models import Appraisal, Expense, Project, ProjectPaper
from projects.terms import PaperKind
from tests.projects.grounds import (
    approved_project,
    noticed_project,
    reviewed_project,
    running_project,
    submitted_project,
    who,
)
from tests.projects.money import an_expense
from tests.projects.pages import as_person, page, plain
from tests.world import World
from workflow.models import Attachment

PEOPLE = (
    *("city_leader", "city_clerk", "mall_clerk", "lawyer_leader", "lawyer_clerk"),
    *("station_head", "single_head", "officer", "secretary", "town_reader"),
    *("administrator", "auditor", "stranger"),
)
LINE = {"city_leader", "city_clerk", "mall_clerk"}
# The head of the station leads it; the station takes part, with its territory looking on; the
# officer is a member.
AT_WORK = {"station_head", "officer", "town_reader"}


def readers(world: World, project: Project) -> set[str]:
    """Those who see it."""
    return {
        name for name in PEOPLE if Project.objects.visible_to(who(world, name)).contains(project)
    }


def test_an_application_is_read_in_its_line_and_by_its_own_people(ruled: World) -> None:
    assert readers(ruled, submitted_project(ruled)) == LINE | AT_WORK


def test_whoever_works_on_it_reads_it_wherever_they_serve(ruled: World) -> None:
    project = submitted_project(
        ruled, lead=ruled.user("single_head"), members=[ruled.user("secretary")], participants=[]
    )

    assert readers(ruled, project) == LINE | {"single_head", "secretary"}


def test_a_reviewer_reads_what_there_is_to_review(ruled: World) -> None:
    project = reviewed_project(ruled)

    assert readers(ruled, project) == LINE | AT_WORK | {"lawyer_leader", "lawyer_clerk"}


def test_who_gave_which_score_is_known_to_the_city_and_to_each_reviewer_alone(
    ruled: World,
) -> None:
    reviewed_project(ruled)
    seen = {name: Appraisal.objects.visible_to(who(ruled, name)).count() for name in PEOPLE}

    assert {name: count for name, count in seen.items() if count} == {
        "city_leader": 3,
        "city_clerk": 3,
        "lawyer_leader": 1,
        "lawyer_clerk": 1,
    }


def test_on_notice_the_city_reads_it_and_afterwards_no_more(funded: World) -> None:
    everybody = set(PEOPLE) - {"administrator", "auditor", "stranger"}

    assert readers(funded, noticed_project(funded)) == everybody
    other = approved_project(funded, name="第二个")
    assert readers(funded, other) == LINE | AT_WORK | {"lawyer_leader", "lawyer_clerk"}


@pytest.mark.parametrize(
    ("name", "reads"),
    [("station_head", True), ("mall_clerk", True), ("officer", False), ("lawyer_clerk", False)],
)
def test_an_expense_is_read_in_its_line_and_by_the_lead(
    funded: World, name: str, *, reads: bool
) -> None:
    project = running_project(funded)
    expense = an_expense(funded, project)

    assert Expense.objects.visible_to(who(funded, name)).contains(expense) is reads


def test_on_notice_the_city_reads_no_money_and_opens_no_file(ruled: World) -> None:
    project = noticed_project(ruled)
    ProjectPaper.objects.create(
        project=project,
        kind=PaperKind.APPLICATION,
        attachment=a_file(ruled),
        added_at=ruled.home.at,
    )
    for name, told in (("mall_clerk", True), ("lawyer_clerk", True), ("sibling_secretary", False)):
        with as_person(ruled, name) as client:
            content = plain(client.get(page("project_detail", project.pk, part="content")))
            overview = plain(client.get(page("project_detail", project.pk)))
        assert ("经费预算" in content) is told
        assert ("30,000.00" in overview) is told
        assert opens(ruled, name) is told
    with as_person(ruled, "sibling_secretary") as client:
        (row,) = client.get(page("project_list")).context["page"].rows
    assert row.budget_total is None


def test_a_reviewer_opens_what_was_applied_with_and_who_takes_part_opens_nothing(
    ruled: World,
) -> None:
    project = reviewed_project(ruled)
    paper = ProjectPaper.objects.create(
        project=project,
        kind=PaperKind.SETTLEMENT,
        attachment=a_file(ruled),
        added_at=ruled.home.at,
    )
    assert [opens(ruled, name) for name in ("lawyer_clerk", "officer")] == [False, False]
    ProjectPaper.objects.filter(pk=paper.pk).update(kind=PaperKind.APPLICATION)
    assert [opens(ruled, name) for name in ("lawyer_clerk", "officer")] == [True, False]
    appraisal = project.appraisals.get(reviewer=ruled.user("lawyer_clerk"))
    recuse(appraisal=appraisal, reason="有亲属关系", actor=who(ruled, "lawyer_clerk"))

    assert not opens(ruled, "lawyer_clerk")


def a_file(world: World) -> Attachment:
    """A file of the mall committee."""
    return Attachment.objects.create(
        tenant=world.tenant,
        organization=world.mall,
        name="示例.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        file="none.pdf",
        uploaded_at=world.home.at,
    )


def opens(world: World, name: str) -> bool:
    """Whether somebody may open it."""
    return Attachment.objects.visible_to(who(world, name)).filter(name="示例.pdf").exists()
