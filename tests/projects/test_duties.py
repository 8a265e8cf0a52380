"""What a year asks of committees and of the city is open from 1 January until it is met."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from hierarchy.actors import Actor, system_actor
from hierarchy.models import Organization
from projects.actions.duties import open_year, refresh_duties
from projects.actions.rules import add_rule, seed_project_rules
from projects.duties import Standing, duties_of
from projects.models import CatalogueEntry, DutyRule, JointPath, Project, YearDuty
from projects.tasks import refresh_city_duties
from projects.terms import Catalogue, DutyKind, PathStatus, ProjectStatus
from tests.world import AT, FOUNDED, City, World
from workflow.models import AuditEntry

YEAR = 2026
NEW_YEAR = dt.date(YEAR, 1, 1)
S = ProjectStatus


def night(day: dt.date) -> Actor:
    """The system on a day."""
    return system_actor(at=dt.datetime.combine(day, dt.time(1), tzinfo=AT.tzinfo))


@pytest.fixture
def home(world: World) -> City:
    """A city with the default demands, on New Year's Day."""
    seed_project_rules(tenant=world.tenant, on=FOUNDED, actor=world.home.system)
    refresh_duties(tenant=world.tenant, actor=night(NEW_YEAR))
    return world.home


def project_of(home: City, body: str, status: str, **given: Any) -> Project:
    """A project in a state, as counting sees it."""
    category = CatalogueEntry.objects.filter(catalogue=Catalogue.PROJECT_CATEGORY).first()
    assert category is not None
    return Project.objects.create(
        **{
            "tenant": home.tenant,
            "applicant": getattr(home, body),
            "year": YEAR,
            "name": "示例项目",
            "category": category,
            "lead": home.user("mall_clerk"),
            "starts_on": NEW_YEAR,
            "ends_on": dt.date(YEAR, 11, 30),
            "created_at": home.at,
            "status": status,
            **given,
        }
    )


def path_of(home: City, status: str) -> JointPath:
    """A path of the mall committee."""
    return JointPath.objects.create(
        tenant=home.tenant,
        organization=home.mall,
        year=YEAR,
        name="年检增加党建内容",
        lever=CatalogueEntry.objects.get(catalogue=Catalogue.LEVER, code="annual"),
        legal_basis="行业年检办法（示例）",
        share_before=Decimal(0),
        share_planned=Decimal(5),
        deploy_on=NEW_YEAR,
        advance_on=dt.date(YEAR, 6, 1),
        supervise_on=dt.date(YEAR, 10, 1),
        status=status,
        created_at=home.at,
    )


def standing(home: City, body: str, kind: str, person: str = "city_leader") -> Standing:
    """How a body stands with one demand."""
    organization: Organization = getattr(home, body)
    found = duties_of(organization=organization, year=YEAR, actor=home.actor(person))
    return next(row for row in found if row.duty.kind == kind)


def test_each_committee_owes_its_year_from_the_first_of_january(home: City) -> None:
    owed = YearDuty.objects.filter(tenant=home.tenant, year=YEAR)
    kinds = set(owed.filter(organization=home.mall).values_list("kind", flat=True))

    assert kinds == set(DutyKind.values) - {DutyKind.SET_BUDGET}
    assert owed.filter(organization=home.lawyer).count() == len(kinds)
    assert [row.kind for row in owed.filter(organization=home.city)] == [DutyKind.SET_BUDGET]
    assert not owed.filter(met_on__isnull=False)


def test_a_second_run_on_the_same_day_writes_nothing(home: City) -> None:
    entries = AuditEntry.objects.count()

    assert refresh_duties(tenant=home.tenant, actor=night(NEW_YEAR)) == 0
    assert AuditEntry.objects.count() == entries


def test_only_what_was_approved_is_planned_and_only_what_was_accepted_is_completed(
    home: City,
) -> None:
    for status in (S.DRAFT, S.SUBMITTED, S.ON_NOTICE, S.REJECTED, S.STOPPED, S.FAILED):
        project_of(home, "mall", status)
    assert standing(home, "mall", DutyKind.PLAN_PROJECT).count == 0

    project_of(home, "mall", S.APPROVED)
    project_of(home, "mall", S.SETTLED, accepted_on=home.on)
    assert standing(home, "mall", DutyKind.PLAN_PROJECT).count == 2
    assert standing(home, "mall", DutyKind.COMPLETE_PROJECT).count == 1
    assert standing(home, "lawyer", DutyKind.PLAN_PROJECT).count == 0


def test_a_brand_counts_in_its_year_and_while_it_is_valid(home: City) -> None:
    project_of(
        home,
        "mall",
        S.BRAND,
        year=YEAR - 1,
        accepted_on=dt.date(YEAR - 1, 12, 1),
        brand_on=dt.date(YEAR - 1, 12, 20),
        brand_until=dt.date(YEAR + 1, 12, 19),
    )
    project_of(
        home,
        "lawyer",
        S.BRAND,
        year=YEAR - 3,
        accepted_on=dt.date(YEAR - 3, 12, 1),
        brand_on=dt.date(YEAR - 3, 12, 20),
        brand_until=dt.date(YEAR - 1, 12, 19),
    )

    assert standing(home, "mall", DutyKind.BRAND).is_met
    assert not standing(home, "lawyer", DutyKind.BRAND).is_met


def test_a_path_counts_once_it_is_set_and_its_effect_once_it_is_told(home: City) -> None:
    path_of(home, PathStatus.DRAFT)
    assert not standing(home, "mall", DutyKind.SET_PATH).is_met

    path_of(home, PathStatus.ADOPTED)
    assert standing(home, "mall", DutyKind.SET_PATH).is_met
    assert not standing(home, "mall", DutyKind.PATH_EFFECT).is_met

    path_of(home, PathStatus.REPORTED)
    assert standing(home, "mall", DutyKind.PATH_EFFECT).is_met


def test_the_night_marks_what_is_met_and_opens_it_again_when_that_falls_away(home: City) -> None:
    project = project_of(home, "mall", S.UNDERWAY)
    duty = YearDuty.objects.get(organization=home.mall, kind=DutyKind.PLAN_PROJECT)

    refresh_duties(tenant=home.tenant, actor=night(dt.date(YEAR, 4, 2)))
    duty.refresh_from_db()
    assert duty.met_on == dt.date(YEAR, 4, 2)

    Project.objects.filter(pk=project.pk).update(status=S.STOPPED)
    refresh_duties(tenant=home.tenant, actor=night(dt.date(YEAR, 5, 2)))
    duty.refresh_from_db()
    assert duty.met_on is None
    entry = AuditEntry.objects.filter(verb="yearduty.refresh").latest("pk")
    assert entry.after == {"met": 0, "reopened": 1}


def test_a_demand_is_late_only_after_its_day(home: City) -> None:
    duty = YearDuty.objects.get(organization=home.mall, kind=DutyKind.PLAN_PROJECT)
    on_the_day, after = (
        Standing(duty, 0, duty.due_on + dt.timedelta(days=days)) for days in (0, 1)
    )

    assert (on_the_day.is_late, on_the_day.light) == (False, "yellow")
    assert (after.is_late, after.light, after.words) == (True, "red", "已逾期")


def test_a_committee_founded_within_the_year_owes_from_then_and_has_time(home: City) -> None:
    founded = dt.date(YEAR, 6, 1)
    YearDuty.objects.filter(organization=home.lawyer).delete()
    Organization.objects.filter(pk=home.lawyer.pk).update(founded_on=founded)

    refresh_duties(tenant=home.tenant, actor=night(founded - dt.timedelta(days=1)))
    assert not YearDuty.objects.filter(organization=home.lawyer)

    refresh_duties(tenant=home.tenant, actor=night(founded))
    due = dict(YearDuty.objects.filter(organization=home.lawyer).values_list("kind", "due_on"))
    assert due[DutyKind.PLAN_PROJECT] == dt.date(YEAR, 8, 30)
    assert due[DutyKind.BRAND] == dt.date(YEAR, 12, 31)


def test_a_city_that_starts_within_the_year_owes_what_is_left_of_it(world: World) -> None:
    seed_project_rules(tenant=world.tenant, on=world.home.on, actor=world.home.system)

    refresh_duties(tenant=world.tenant, actor=night(NEW_YEAR))
    assert not YearDuty.objects.all()

    refresh_duties(tenant=world.tenant, actor=world.home.system)
    assert YearDuty.objects.filter(organization=world.home.mall).count() == 5


def test_a_changed_demand_rules_from_the_next_year_on(home: City) -> None:
    rule = DutyRule(
        tenant=home.tenant,
        kind=DutyKind.PLAN_PROJECT,
        needed=2,
        due_month=5,
        due_day=31,
        force="must",
        article="苏组通〔2018〕57号第九条",
        effective_from=dt.date(YEAR, 7, 1),
    )
    add_rule(row=rule, actor=home.actor("city_leader"))

    open_year(tenant=home.tenant, year=YEAR + 1, actor=night(dt.date(YEAR + 1, 1, 1)))
    needed = dict(
        YearDuty.objects.filter(organization=home.mall, kind=DutyKind.PLAN_PROJECT).values_list(
            "year", "needed"
        )
    )
    assert needed == {YEAR: 1, YEAR + 1: 2}


def test_the_nightly_job_opens_the_present_year(world: World) -> None:
    seed_project_rules(tenant=world.tenant, on=FOUNDED, actor=world.home.system)

    made = refresh_city_duties(world.tenant.pk)

    assert made == YearDuty.objects.filter(tenant=world.tenant).count() > 0
    assert not YearDuty.objects.filter(tenant=world.twin.tenant)


def test_a_station_reads_no_committees_year(home: City) -> None:
    actor = home.actor("station_head")

    assert duties_of(organization=home.mall, year=YEAR, actor=actor) == []
