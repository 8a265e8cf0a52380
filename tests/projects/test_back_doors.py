"""Ways round the rules: limits passed in slices, other rounds, posts changed since."""

from __future__ import annotations

import datetime as dt

import pytest

from hierarchy.actions.appointments import appoint, end_appointment
from hierarchy.models import Position
from projects.actions.applying import edit_project
from projects.actions.branding import renew_brand, revoke_brand
from projects.actions.deciding import raise_objection, reject_project
from projects.actions.handing import hand_projects
from projects.actions.reviewing import recuse
from projects.actions.teams import register_team
from projects.actions.venues import close_venue, start_venue
from projects.actions.working import hand_in_midterm
from projects.conflicts import belongs_to
from projects.insight import OVERVIEW, PROGRESS, insight_of
from projects.models import Project
from projects.scores import average_of
from projects.terms import AmendmentKind, BookingStatus
from projects.todos import ProjectTodos
from tests.projects import fronts
from tests.projects.grounds import (
    DAY,
    HALFWAY,
    a_project,
    brand_project,
    noticed_project,
    reviewed_project,
    running_project,
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


def test_a_brand_that_ran_out_is_not_prolonged_by_being_taken_back(funded: World) -> None:
    project = brand_project(funded)
    over = dt.date(2026, 12, 31)
    Project.objects.filter(pk=project.pk).update(brand_until=over)
    later = dt.date(2027, 6, 1)
    done = revoke_brand(project=project, reason="未再开展", actor=who(funded, "city_leader", later))

    assert done.brand_until == over


def test_hours_asked_for_go_on_with_the_body_that_takes_over(ruled: World) -> None:
    city = ruled.home
    booking = fronts.a_booking(city, fronts.a_venue(city), "lawyer", "lawyer_clerk")
    assert booking.status == BookingStatus.ASKED
    hand_projects(source=ruled.lawyer, target=ruled.mall, actor=who(ruled, "city_leader"))

    booking.refresh_from_db()
    assert booking.organization == ruled.mall


def test_an_early_hour_is_due_on_its_own_day(ruled: World) -> None:
    city, day = ruled.home, DAY + dt.timedelta(days=3)
    fronts.a_booking(city, fronts.a_venue(city), **fronts.hours(day, 7, 8))

    (todo,) = ProjectTodos().todos(who(ruled, "station_clerk"))
    assert todo.due == day


def test_a_closed_venue_does_not_come_back_beside_its_namesake(ruled: World) -> None:
    city = ruled.home
    first = fronts.a_venue(city)
    keeper = city.actor("station_clerk")
    close_venue(venue=first, reason="装修", actor=keeper)
    fronts.a_venue(city)
    first.refresh_from_db()

    with refused("name_taken"):
        start_venue(venue=first, opened_on=city.on, actor=keeper)


def test_a_brand_about_to_run_out_waits_for_the_city(funded: World) -> None:
    project = brand_project(funded)
    until = project.brand_until
    assert until is not None

    def waits(day: dt.date) -> bool:
        found = ProjectTodos().todos(who(funded, "city_leader", day))
        return any(todo.key == f"project-renew:{project.pk}" for todo in found)

    assert not waits(until - dt.timedelta(days=61))
    assert waits(until - dt.timedelta(days=60))
    renew_brand(project=project, actor=who(funded, "city_leader", until))
    assert not waits(until)


def test_a_team_past_its_term_waits_for_its_outcome(ruled: World) -> None:
    city = ruled.home
    team = register_team(team=fronts.a_team(city), actor=city.actor("station_head"))

    def waits(day: dt.date) -> bool:
        found = ProjectTodos().todos(who(ruled, "secretary", day))
        return any(todo.key == f"project-team_over:{team.pk}" for todo in found)

    assert not waits(team.ends_on)
    assert waits(team.ends_on + dt.timedelta(days=1))


def test_a_reviewer_who_leads_it_later_keeps_the_score_given_before(funded: World) -> None:
    project = running_project(funded)
    before = average_of(project)
    assert before[1] == 3
    change = {"lead": funded.user("lawyer_leader")}
    amendment = asked(funded, project, AmendmentKind.CONTENT, change)
    decided(funded, amendment, "mall_leader")
    project.refresh_from_db()

    assert project.lead == funded.user("lawyer_leader")
    assert average_of(project) == before


def test_a_reviewer_who_serves_the_applicant_later_keeps_the_score_given_before(
    funded: World,
) -> None:
    project = running_project(funded)
    appoint(
        user=funded.user("lawyer_leader"),
        position=Position.objects.get(organization=funded.mall, title="经办人"),
        starts_on=HALFWAY,
        actor=funded.system,
        reason="兼任",
    )
    hand_in_midterm(project=project, report="进展顺利", actor=who(funded, "lawyer_leader", HALFWAY))

    assert average_of(project)[1] == 3
