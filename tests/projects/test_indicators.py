"""What projects tell an inspection of a committee: each reading counted by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hierarchy.actions.organizations import found_organization
from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier
from projects.actions.checking import correct_project, fail_project
from projects.actions.closing import stop_project
from projects.actions.regulations import end_regulation
from projects.indicators import ProjectIndicators
from projects.models import JointPath, Project, Regulation
from projects.terms import RegulationKind
from tests.projects.fronts import a_path, a_regulation, adopted, reported
from tests.projects.grounds import (
    DECIDED,
    ENDED,
    PANEL,
    accepted_project,
    brand_project,
    finished_project,
    noticed_project,
    running_project,
    who,
)
from tests.world import FOUNDED, World
from workflow.indicators import Period, Reading

D = dt.date
YEAR = Period(D(2026, 1, 1), D(2026, 12, 31), D(2027, 1, 5))


def read(
    world: World, key: str, bodies: Sequence[Organization], period: Period = YEAR
) -> dict[int, Reading]:
    """One indicator of some bodies."""
    tenant = world.home.bodies["city"].tenant
    pks = [body.pk for body in bodies]
    source = ProjectIndicators()
    return dict(source.readings(f"projects.{key}", tenant=tenant, bodies=pks, period=period))


def of_mall(world: World, key: str, period: Period = YEAR) -> tuple[int, int | None] | None:
    """Value and denominator of the mall committee as whole numbers."""
    reading = read(world, key, [world.mall], period).get(world.mall.pk)
    if reading is None:
        return None
    return int(reading.value), None if reading.of is None else int(reading.of)


def until(on: D) -> Period:
    """The year as it is seen on a day."""
    return Period(YEAR.start, YEAR.end, on)


def test_projects_of_the_year_that_were_approved_are_planned(funded: World) -> None:
    first = running_project(funded)
    stopped = running_project(funded, name="另一项目")
    noticed_project(funded, name="公示中的项目", more_reason="任务重")
    stop_project(project=stopped, reason="情况变化", actor=who(funded, "city_leader", DECIDED))

    found = read(funded, "planned", [funded.mall, funded.lawyer])

    mall, lawyer = found[funded.mall.pk], found[funded.lawyer.pk]
    assert (mall.value, mall.of, lawyer.value) == (Decimal(1), None, Decimal(0))
    assert [(row.label, row.day, row.path) for row in mall.rows] == [
        (first.name, DECIDED, f"/projects/{first.pk}/")
    ]
    assert of_mall(funded, "planned", until(DECIDED - dt.timedelta(days=1))) == (0, None)
    last_year = Period(D(2025, 1, 1), D(2025, 12, 31), D(2026, 12, 5))
    assert of_mall(funded, "planned", last_year) == (0, None)


def test_a_project_asked_for_by_its_end_and_accepted_is_in_time(funded: World) -> None:
    project = accepted_project(funded)

    assert of_mall(funded, "accepted_in_time") == (1, 1)
    Project.objects.filter(pk=project.pk).update(ends_on=ENDED, accepted_on=D(2026, 12, 20))
    assert of_mall(funded, "accepted_in_time") == (1, 1)
    Project.objects.filter(pk=project.pk).update(ends_on=ENDED - dt.timedelta(days=1))
    assert of_mall(funded, "accepted_in_time") == (0, 1)


def test_a_project_that_only_waits_for_the_city_is_not_judged(funded: World) -> None:
    project = finished_project(funded)

    assert of_mall(funded, "accepted_in_time") is None
    correct_project(
        project=project,
        opinion="补充台账",
        panel=PANEL,
        correct_by=D(2026, 12, 20),
        actor=who(funded, "city_leader", ENDED),
    )
    assert of_mall(funded, "accepted_in_time", until(D(2026, 12, 20))) is None
    assert of_mall(funded, "accepted_in_time") == (0, 1)


def test_a_project_that_failed_or_never_asked_is_not_in_time(funded: World) -> None:
    fail_project(
        project=finished_project(funded),
        opinion="未达到目标",
        panel=PANEL,
        actor=who(funded, "city_leader", ENDED),
    )
    running_project(funded, name="另一项目")

    assert of_mall(funded, "accepted_in_time") == (0, 2)
    assert of_mall(funded, "accepted_in_time", until(D(2026, 11, 30))) == (0, 1)


def test_a_brand_counts_while_it_is_valid(funded: World) -> None:
    brand_project(funded)

    assert of_mall(funded, "brands") == (1, None)
    assert of_mall(funded, "brands", until(D(2028, 12, 10))) == (1, None)
    assert of_mall(funded, "brands", until(D(2028, 12, 11))) == (0, None)
    assert of_mall(funded, "brands", until(D(2026, 12, 9))) == (0, None)


def test_paths_count_with_their_effect_and_with_points_of_their_own(world: World) -> None:
    city = world.home
    told = reported(city)
    adopted(city, lever="annual", name="年检同步")
    reported(city, lever="rating", name="评级同步", after="0.00", more_reason="任务重")
    a_path(city, lever="credit", name="起草中的路径")

    assert of_mall(world, "paths_with_effect") == (2, None)
    assert of_mall(world, "paths_embedded") == (1, None)
    reading = read(world, "paths_embedded", [world.mall])[world.mall.pk]
    assert [(row.label, row.path) for row in reading.rows] == [
        (told.name, f"/projects/paths/{told.pk}/")
    ]
    assert JointPath.objects.filter(reported_on=world.on).count() == 2
    assert of_mall(world, "paths_with_effect", until(world.on - dt.timedelta(days=1))) == (0, None)


def test_regulations_in_force_on_the_day_of_three_kinds(world: World) -> None:
    row = a_regulation(world.home)
    a_regulation(world.home, kind=RegulationKind.STAFF, title="队伍办法", issued_on=D(2026, 2, 1))

    assert of_mall(world, "regulations") == (2, 3)
    assert of_mall(world, "regulations", until(D(2026, 1, 31))) == (1, 3)
    reading = read(world, "regulations", [world.mall, world.lawyer])[world.lawyer.pk]
    assert (reading.value, reading.of) == (Decimal(0), Decimal(3))
    assert all(row.label.endswith("未登记现行文本") and not row.path for row in reading.rows)

    clerk = world.actor("mall_clerk")
    end_regulation(regulation=row, ended_on=world.on, reason="修订", actor=clerk)
    assert Regulation.objects.get(pk=row.pk).ended_on == world.on
    assert of_mall(world, "regulations", until(world.on)) == (1, 3)
    assert of_mall(world, "regulations", until(world.on - dt.timedelta(days=1))) == (2, 3)


def test_another_citys_bodies_are_never_read(funded: World) -> None:
    for one in ProjectIndicators().offered():
        key = one.key.removeprefix("projects.")
        assert not read(funded, key, [funded.twin.mall]), key


def test_as_many_queries_for_many_committees_as_for_two(funded: World) -> None:
    running_project(funded)
    reported(funded.home)
    a_regulation(funded.home)
    bodies = [funded.mall, funded.lawyer, *(_founded(funded, number) for number in range(18))]
    for one in ProjectIndicators().offered():
        key = one.key.removeprefix("projects.")
        counts = []
        for some in (bodies[:2], bodies):
            with CaptureQueriesContext(connection) as queries:
                read(funded, key, some)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 2, key


def _founded(world: World, number: int) -> Organization:
    return found_organization(
        parent=world.city,
        tier=Tier.COMMITTEE,
        kind=Kind.WORKING_BODY,
        name=f"示例{number}行业党建专委会",
        region=world.home.regions["suzhou"],
        on=FOUNDED,
        reason="设立",
        actor=world.home.system,
        industry=world.home.industries["mall"],
    )
