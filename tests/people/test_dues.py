"""Dues by the month: made of the sealed income, paid, excused, opened only on the trail."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import RequestFactory
from django.views.debug import ExceptionReporter

from hierarchy.models import Organization
from hierarchy.terms import Kind
from people.actions.dues import (
    excuse_dues,
    make_dues,
    open_sums,
    pay_dues,
    recompute_dues,
    undo_dues,
)
from people.models import Dues, Member
from people.sealed import Secret
from people.terms import Presence, Standing
from tests.people.care_grounds import unpaid
from tests.people.grounds import member, register_on
from tests.people.test_stays import codes
from tests.world import AT, City, World
from workflow.models import AuditEntry
from workflow.sealing import BrokenSealError

MARCH = dt.date(2026, 3, 1)


@pytest.fixture
def city(world: World) -> City:
    register_on(world.home)
    return world.home


def earner(city: City, name: str = "示例甲", income: str = "5000", **facts: Any) -> Member:
    """A member of the branch with an income and no numbers."""
    return member(city.branch, name, income=income, identity="", phone="", **facts)


def of(who: Member) -> Dues:
    return Dues.objects.get(member=who)


def pay(city: City, rows: list[Dues], **given: Any) -> int:
    """Entered by the secretary today."""
    facts: dict[str, Any] = {"paid_on": city.on, "actor": city.actor("secretary")} | given
    ids = [row.pk for row in rows]
    return pay_dues(organization=city.branch, month=MARCH, rows=ids, **facts)


def test_a_month_is_made_once_for_whoever_counts(city: City) -> None:
    who = earner(city)
    earner(city, "示例乙", presence=Presence.SUSPENDED)
    earner(city, "示例丙", presence=Presence.TRANSFERRED)
    earner(city, "示例丁", joined_on=dt.date(2026, 4, 1))

    assert make_dues(tenant=city.tenant, actor=city.system) == 1
    assert make_dues(tenant=city.tenant, actor=city.system) == 0

    row = of(who)
    assert (row.month, row.percent, row.owed.plain()) == (MARCH, Decimal("1.00"), "50.00")
    assert row.organization == city.branch


@pytest.mark.parametrize(
    ("admitted_on", "count"),
    [(dt.date(2026, 3, 31), 1), (dt.date(2026, 3, 1), 1), (dt.date(2026, 4, 1), 0)],
)
def test_a_probationary_member_owes_from_the_month_of_the_branch_meeting(
    city: City, admitted_on: dt.date, count: int
) -> None:
    earner(city, standing=Standing.PROBATIONARY, regular_on=None, admitted_on=admitted_on)

    assert make_dues(tenant=city.tenant, actor=city.system) == count


def test_without_an_income_nothing_is_reckoned_until_it_is_entered(city: City) -> None:
    who = earner(city, income="")
    make_dues(tenant=city.tenant, actor=city.system)
    assert not of(who).owed
    with pytest.raises(ValidationError) as refused:
        pay(city, [of(who)])
    assert codes(refused.value) == {"amount_needed"}
    who.income = "5000.01"
    who.save()

    changed = recompute_dues(organization=city.branch, month=MARCH, actor=city.actor("secretary"))

    assert (changed, of(who).owed.plain(), of(who).percent) == (1, "75.00", Decimal("1.50"))


def test_what_is_paid_is_not_reckoned_anew(city: City) -> None:
    who = earner(city)
    make_dues(tenant=city.tenant, actor=city.system)
    pay(city, [of(who)])
    Member.objects.filter(pk=who.pk).update(income="9000")

    assert recompute_dues(organization=city.branch, month=MARCH, actor=city.system) == 0
    assert of(who).owed.plain() == "50.00"


def test_temporary_branches_collect_nothing(city: City) -> None:
    earner(city)
    Organization.objects.filter(pk=city.branch.pk).update(kind=Kind.TEMPORARY_BRANCH)

    assert make_dues(tenant=city.tenant, actor=city.system) == 0


def test_a_city_without_a_register_makes_no_dues(world: World) -> None:
    earner(world.home)

    assert make_dues(tenant=world.home.tenant, actor=world.home.system) == 0


def test_many_pay_what_they_owe_and_one_another_sum(city: City) -> None:
    first, second = earner(city), earner(city, "示例乙", "3000")
    make_dues(tenant=city.tenant, actor=city.system)

    assert pay(city, [of(first)], amount=Decimal("60.50")) == 1
    assert pay(city, [of(second)]) == 1

    assert (of(first).paid.plain(), of(first).paid_on) == ("60.50", city.on)
    assert of(second).paid.plain() == "15.00"
    assert Dues.objects.paid_of(city.actor("city_leader"), MARCH) == (2, 2)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"paid_on": dt.date(2026, 3, 3)}, "in_future"),
        ({"amount": Decimal(0)}, "no_amount"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(city: City, given: dict[str, Any], code: str) -> None:
    who = earner(city)
    make_dues(tenant=city.tenant, actor=city.system)
    with pytest.raises(ValidationError) as refused:
        pay(city, [of(who)], **given)

    assert codes(refused.value) == {code}
    assert of(who).paid_on is None


def test_nobody_twice_nobody_foreign_and_one_sum_for_one_member(city: City) -> None:
    first, second = earner(city), earner(city, "示例乙")
    other = member(city.second_branch, "示例丙", identity="", phone="", income="100")
    make_dues(tenant=city.tenant, actor=city.system)
    pay(city, [of(first)])
    for rows, given, code in (
        ([of(first)], {}, "paid_already"),
        ([of(other)], {}, "foreign_row"),
        ([], {}, "nobody_chosen"),
        ([of(first), of(second)], {}, "paid_already"),
    ):
        with pytest.raises(ValidationError) as refused:
            pay(city, rows, **given)
        assert codes(refused.value) == {code}
    third = earner(city, "示例丁")
    make_dues(tenant=city.tenant, actor=city.system)
    with pytest.raises(ValidationError) as refused:
        pay(city, [of(second), of(third)], amount=Decimal(5))
    assert codes(refused.value) == {"one_amount"}


def test_only_the_branch_itself_writes_and_reads_its_dues(city: City) -> None:
    row = unpaid(earner(city), "2026-03")[0]
    for name in ("second_secretary", "officer", "station_head", "mall_leader", "city_leader"):
        actor = city.actor(name)
        assert not Dues.objects.visible_to(actor).exists()
        with pytest.raises(PermissionDenied):
            pay(city, [row], actor=actor)
        with pytest.raises(PermissionDenied):
            open_sums(organization=city.branch, month=MARCH, actor=actor)
        with pytest.raises(PermissionDenied):
            make_dues(tenant=city.tenant, organization=city.branch, actor=actor)
        with pytest.raises(PermissionDenied):
            excuse_dues(dues=row, words="免交", actor=actor)
    assert Dues.objects.visible_to(city.actor("secretary")).exists()


def test_a_month_is_excused_in_words_and_counts_for_neither_side(city: City) -> None:
    row = unpaid(earner(city), "2026-03")[0]
    secretary = city.actor("secretary")
    with pytest.raises(ValidationError) as refused:
        excuse_dues(dues=row, words=" ", actor=secretary)
    assert codes(refused.value) == {"words_needed"}

    row = excuse_dues(dues=row, words="经上级党委批准免交", actor=secretary)

    assert row.is_excused
    assert Dues.objects.paid_of(city.actor("city_leader"), MARCH) == (0, 0)
    entry = AuditEntry.objects.get(verb="dues.excuse")
    assert "批准免交" not in f"{entry.after}{entry.reason}"


def test_what_was_entered_by_mistake_is_taken_back_with_a_reason(city: City) -> None:
    row = unpaid(earner(city), "2026-03")[0]
    secretary = city.actor("secretary")
    with pytest.raises(ValidationError) as refused:
        undo_dues(dues=row, reason="错记", actor=secretary)
    assert codes(refused.value) == {"nothing_entered"}
    pay(city, [row])
    with pytest.raises(ValidationError) as refused:
        undo_dues(dues=row, reason="", actor=secretary)
    assert codes(refused.value) == {"reason_needed"}

    row = undo_dues(dues=row, reason="错记", actor=secretary)

    assert (row.paid_on, bool(row.paid)) == (None, False)
    assert AuditEntry.objects.filter(verb="dues.undo", reason="错记").exists()


def test_sums_are_sealed_in_the_table_and_opened_only_on_the_trail(city: City) -> None:
    who = earner(city, income="6789")
    make_dues(tenant=city.tenant, actor=city.system)
    pay(city, [of(who)], amount=Decimal("101.84"))
    row = of(who)
    assert "101.84" not in (row.paid.sealed + row.owed.sealed + str(row.owed) + str(row.paid))

    sums = open_sums(organization=city.branch, month=MARCH, actor=city.actor("secretary"))

    assert sums == {row.pk: (Decimal("101.84"), Decimal("101.84"))}
    assert AuditEntry.objects.filter(verb="dues.open").count() == 1
    for entry in AuditEntry.objects.all():
        assert "101.84" not in f"{entry.before}{entry.after}{entry.reason}{entry.target_label}"
        assert "6789" not in f"{entry.before}{entry.after}{entry.reason}{entry.target_label}"


def test_dues_of_the_next_month_are_made_on_its_first(city: City) -> None:
    who = earner(city)
    make_dues(tenant=city.tenant, actor=city.system)
    city_later = AT.replace(month=4, day=1)
    made = make_dues(
        tenant=city.tenant,
        organization=city.branch,
        actor=city.actor("secretary", at=city_later),
    )

    assert made == 1
    assert list(Dues.objects.filter(member=who).values_list("month", flat=True).order_by("pk")) == [
        MARCH,
        dt.date(2026, 4, 1),
    ]


def test_a_fault_while_sums_are_open_reports_none_of_them(city: City, rf: RequestFactory) -> None:
    first, second = earner(city, income="6789"), earner(city, "示例乙")
    make_dues(tenant=city.tenant, actor=city.system)
    Dues.objects.filter(member=second).update(owed=Secret("打不开"))

    with pytest.raises(BrokenSealError) as fault:
        open_sums(organization=city.branch, month=MARCH, actor=city.actor("secretary"))

    # Without the frame of this test, whose own lines name the sum.
    beneath = fault.tb.tb_next
    report = ExceptionReporter(rf.get("/"), fault.type, fault.value, beneath)
    said = report.get_traceback_text() + report.get_traceback_html()
    assert "open_sums" in said
    assert of(first).owed.plain() == "101.84"
    assert "101.84" not in said
