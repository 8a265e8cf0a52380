"""The demo's projects: every stage of their life, money that adds up, fronts in use."""

from __future__ import annotations

from decimal import Decimal

from django.core.management import call_command

from projects.models import (
    ActionTeam,
    Adoption,
    Booking,
    BrandPack,
    Expense,
    JointPath,
    Posting,
    Project,
    Regulation,
    Venue,
    YearDuty,
)
from projects.terms import DutyKind, ProjectStatus, VoucherKind
from projects.todos import ProjectTodos
from tests.seeds.conftest import DEMO_DAY, ActorOf

CITY = "suzhou"
S = ProjectStatus


def test_projects_stand_in_every_stage(demo: str) -> None:
    rows = Project.objects.filter(tenant__code=CITY)
    found = set(rows.values_list("status", flat=True))

    assert found >= {
        *(S.DRAFT, S.SUBMITTED, S.RETURNED, S.IN_REVIEW, S.ON_NOTICE, S.REJECTED),
        *(S.MIDTERM, S.ADVANCING, S.ACCEPTANCE, S.CORRECTING, S.STOPPED, S.BRAND, S.APPROVED),
    }
    assert rows.filter(year=DEMO_DAY.year).count() >= 14
    assert rows.filter(year=DEMO_DAY.year - 1).count() == 2
    assert not rows.exclude(name__contains="示例").exists()


def test_last_years_brands_stand_in_the_library_and_were_taken_up(demo: str) -> None:
    packs = BrandPack.objects.filter(tenant__code=CITY, withdrawn_on__isnull=True)

    assert packs.count() == 2
    assert Adoption.objects.filter(pack__in=packs).count() == 2


def test_money_adds_up_source_by_source(demo: str) -> None:
    postings = Posting.objects.filter(voucher__tenant__code=CITY)
    kinds = set(postings.values_list("voucher__kind", flat=True))

    assert sum(postings.values_list("amount", flat=True)) == Decimal(0)
    assert kinds >= {
        *(VoucherKind.BUDGET, VoucherKind.ALLOCATE, VoucherKind.DISBURSE, VoucherKind.SPEND),
        *(VoucherKind.REFUND, VoucherKind.REVERSAL, VoucherKind.HAND_BACK, VoucherKind.RELEASE),
    }
    call_command("check_ledger")


def test_expenses_are_on_their_way_and_paid_ones_have_files(demo: str) -> None:
    rows = Expense.objects.filter(project__tenant__code=CITY)

    assert rows.count() >= 25
    assert set(rows.values_list("status", flat=True)) >= {
        *("submitted", "approved", "paid", "returned", "reversed")
    }
    assert not rows.filter(status="paid", attachments__isnull=True).exists()


def test_paths_move_over_three_years(demo: str) -> None:
    rows = JointPath.objects.filter(organization__tenant__code=CITY)

    assert set(rows.values_list("year", flat=True)) == {DEMO_DAY.year - back for back in range(3)}
    told = rows.filter(share_after__isnull=False, follows__isnull=False)
    assert any(path.share_after > path.share_before for path in told if path.share_after)


def test_teams_venues_and_bookings_are_there(demo: str) -> None:
    assert ActionTeam.objects.filter(tenant__code=CITY).count() >= 8
    assert Venue.objects.filter(tenant__code=CITY).count() >= 36
    bookings = Booking.objects.filter(venue__tenant__code=CITY)
    assert set(bookings.values_list("status", flat=True)) >= {"asked", "used"}


def test_the_year_still_asks_something_and_something_is_met(demo: str) -> None:
    rows = YearDuty.objects.filter(tenant__code=CITY, year=DEMO_DAY.year)

    assert rows.filter(kind=DutyKind.COMPLETE_PROJECT, met_on__isnull=True).exists()
    assert rows.filter(kind=DutyKind.PLAN_PROJECT, met_on__isnull=False).exists()
    assert not rows.filter(kind=DutyKind.SET_BUDGET, met_on__isnull=True).exists()


def test_people_have_something_to_do(actor_of: ActorOf) -> None:
    for person in ("leader", "clerk", "committee", "committee-clerk"):
        assert list(ProjectTodos().todos(actor_of(f"{CITY}-{person}"))), person


def test_the_twin_city_has_a_project_of_its_own(demo: str) -> None:
    others = Project.objects.exclude(tenant__code=CITY).filter(tenant__is_demo=True)

    assert [project.status for project in others] == [S.ON_NOTICE]


def test_most_committees_have_written_their_regulations_down(demo: str) -> None:
    rows = Regulation.objects.in_force().filter(organization__tenant__code=CITY)
    by_body: dict[int, int] = {}
    for row in rows:
        by_body[row.organization_id] = by_body.get(row.organization_id, 0) + 1

    assert list(by_body.values()).count(3) == 7
    assert all(row.attachments.exists() for row in rows)
