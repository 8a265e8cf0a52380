"""Ways round the rules that careless and sly users find: limits in slices, other years, old deeds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from hierarchy.actions.appointments import appoint, end_appointment
from hierarchy.models import Position
from projects.actions.applying import edit_project
from projects.actions.deciding import raise_objection, reject_project
from projects.actions.reviewing import recuse
from projects.conflicts import belongs_to
from projects.insight import OVERVIEW, PROGRESS, insight_of
from projects.models import Project
from projects.terms import AmendmentKind, Catalogue
from projects.todos import ProjectTodos
from tests.projects.grounds import (
    DAY,
    DECIDED,
    a_project,
    entry,
    noticed_project,
    reviewed_project,
    running_project,
    source,
    submitted_project,
    who,
)
from tests.projects.test_amending import asked, budget, decided
from tests.projects.test_applying import refused
from tests.world import World


def test_a_budget_is_not_moved_past_the_limit_in_slices(funded: World) -> None:
    project = running_project(funded)
    first = budget(funded, city__training="17000.00", city__print="13000.00")
    decided(funded, asked(funded, project, AmendmentKind.BUDGET, first), "mall_leader")
    second = budget(funded, city__training="14000.00", city__print="16000.00")

    assert asked(funded, project, AmendmentKind.BUDGET, second).goes_to_city


def test_after_the_city_s_word_slices_are_counted_anew(funded: World) -> None:
    project = running_project(funded)
    first = budget(funded, city__training="10000.00", city__print="20000.00")
    decided(funded, asked(funded, project, AmendmentKind.BUDGET, first), "city_leader")
    second = budget(funded, city__training="8000.00", city__print="22000.00")

    assert not asked(funded, project, AmendmentKind.BUDGET, second).goes_to_city


@pytest.mark.parametrize("year", [2020, 2025, 2029])
def test_a_draft_is_not_moved_into_another_round(ruled: World, year: int) -> None:
    project = a_project(ruled)
    content = {
        "year": year,
        "starts_on": dt.date(year, 3, 15),
        "ends_on": dt.date(year, 11, 30),
    }

    with refused("wrong_year"):
        edit_project(project=project, content=content, actor=who(ruled, "mall_clerk"))


def test_a_draft_of_last_year_is_still_edited(ruled: World) -> None:
    project = a_project(ruled)
    later = dt.date(2027, 1, 5)
    done = edit_project(
        project=project, content={"name": "另一个名称"}, actor=who(ruled, "mall_clerk", later)
    )

    assert (done.name, done.year) == ("另一个名称", 2026)


def test_whoever_handed_it_up_belongs_to_it_after_leaving_the_applicant(ruled: World) -> None:
    project = submitted_project(ruled, by="mall_leader", lead=ruled.user("station_head"))
    Project.objects.filter(pk=project.pk).update(created_by=ruled.user("mall_clerk"))
    end_appointment(
        appointment=ruled.appointment("mall_leader"),
        ends_on=DAY,
        reason="调任",
        actor=ruled.system,
        vacancy=True,
    )
    later = DAY + dt.timedelta(days=2)
    appoint(
        user=ruled.user("mall_leader"),
        position=Position.objects.get(organization=ruled.city, title="经办人"),
        starts_on=later,
        actor=ruled.system,
        reason="调任",
    )

    assert belongs_to(project, ruled.user("mall_leader").pk, on=later)


def test_a_reviewer_who_stood_aside_is_no_partner(ruled: World) -> None:
    project = reviewed_project(ruled)
    appraisal = project.appraisals.get(reviewer=ruled.user("lawyer_clerk"))
    recuse(appraisal=appraisal, reason="有亲属关系", actor=who(ruled, "lawyer_clerk"))

    parts = insight_of(project, who(ruled, "lawyer_clerk")).parts
    assert OVERVIEW in parts
    assert PROGRESS not in parts


def test_an_objection_to_what_was_turned_down_waits_for_nobody(ruled: World) -> None:
    project = noticed_project(ruled)
    raise_objection(
        project=project, raised_by="", words="与往年项目重复", actor=who(ruled, "lawyer_clerk")
    )
    clerk = who(ruled, "city_clerk")
    assert any("objection" in one.key for one in ProjectTodos().todos(clerk))
    reject_project(project=project, reason="重复", actor=who(ruled, "city_leader"))

    assert not any("objection" in one.key for one in ProjectTodos().todos(clerk))
