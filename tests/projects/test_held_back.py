"""What is held back from who is near but not inside, and what is not done or asked twice."""

from __future__ import annotations

import datetime as dt

from hierarchy.models import Organization
from projects.actions.deciding import raise_objection
from projects.actions.duties import refresh_duties
from projects.actions.handing import hand_projects
from projects.actions.reviewing import recuse
from projects.matters import ProjectMatters
from projects.models import Booking, Objection
from projects.open_work import ProjectWork
from projects.terms import AmendmentKind
from tests.projects import fronts
from tests.projects.grounds import (
    CLOSED,
    DAY,
    DECIDED,
    noticed_project,
    reviewed_project,
    running_project,
    who,
)
from tests.projects.pages import as_person, page, plain
from tests.projects.test_amending import asked, budget
from tests.projects.test_applying import refused
from tests.world import World


def test_a_member_reads_how_far_it_is_but_no_change_of_money(funded: World) -> None:
    project = running_project(funded)
    after = budget(funded, city__training="18000.00", city__print="12000.00")
    amendment = asked(funded, project, AmendmentKind.BUDGET, after)
    address = page("amendment_detail", amendment.pk)
    progress = page("project_detail", project.pk, part="progress")

    with as_person(funded, "officer", DECIDED) as client:
        assert client.get(address).status_code == 404
        assert address not in client.get(progress).content.decode()
    with as_person(funded, "station_head", DECIDED) as client:
        assert client.get(address).status_code == 200
        assert address in client.get(progress).content.decode()


def test_a_reviewer_who_stood_aside_reads_no_budget_on_the_sheet(ruled: World) -> None:
    project = reviewed_project(ruled)
    appraisal = project.appraisals.get(reviewer=ruled.user("lawyer_clerk"))
    address = page("appraisal_detail", appraisal.pk)
    with as_person(ruled, "lawyer_clerk") as client:
        assert "20,000.00" in plain(client.get(address))
        recuse(appraisal=appraisal, reason="有亲属关系", actor=who(ruled, "lawyer_clerk"))
        assert "20,000.00" not in plain(client.get(address))
    with as_person(ruled, "city_clerk") as client:
        assert "20,000.00" in plain(client.get(address))


def test_a_meeting_does_not_talk_of_what_a_body_that_is_gone_owed(funded: World) -> None:
    refresh_duties(tenant=funded.tenant, actor=funded.home.system)

    def owed() -> set[str]:
        found = ProjectMatters().matters(
            organization=funded.city, actor=who(funded, "city_leader", CLOSED)
        )
        return {one.hint for one in found if "duty" in one.key}

    assert any(hint.startswith(funded.lawyer.name) for hint in owed())
    Organization.objects.filter(pk=funded.lawyer.pk).update(closed_on=DAY + dt.timedelta(days=9))

    assert not any(hint.startswith(funded.lawyer.name) for hint in owed())


def test_a_path_whose_effect_is_awaited_goes_on_with_the_body_that_takes_over(
    ruled: World,
) -> None:
    path = fronts.adopted(ruled.home, "lawyer")
    assert [line.title for line in ProjectWork().lines([ruled.lawyer.pk])] == [path.name]
    hand_projects(source=ruled.lawyer, target=ruled.mall, actor=who(ruled, "city_leader"))

    path.refresh_from_db()
    assert path.organization == ruled.mall
    assert list(ProjectWork().lines([ruled.lawyer.pk])) == []


def test_the_same_hours_are_not_asked_for_twice_by_one_body(ruled: World) -> None:
    city = ruled.home
    venue = fronts.a_venue(city)
    fronts.a_booking(city, venue)

    with refused("asked_already"):
        fronts.a_booking(city, venue)
    assert Booking.objects.count() == 1
    fronts.a_booking(city, venue, "second_branch", "second_secretary")


def test_the_same_objection_is_not_raised_twice(ruled: World) -> None:
    project = noticed_project(ruled)
    said = {"raised_by": "", "words": "与往年项目重复"}
    raise_objection(project=project, **said, actor=who(ruled, "lawyer_clerk"))

    with refused("raised_already"):
        raise_objection(project=project, **said, actor=who(ruled, "lawyer_clerk"))
    assert Objection.objects.count() == 1
