"""Tranches: asked for, agreed to, paid and taken back; who may, when, and never one's own."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from projects.actions.posting import reverse_voucher
from projects.actions.spending import hand_back
from projects.actions.tranches import (
    approve_tranche,
    cancel_tranche,
    pay_tranche,
    refuse_tranche,
    request_tranche,
    reverse_tranche,
)
from projects.ledger_proof import faults_of
from projects.models import Project, Tranche
from projects.terms import AccountKind, ProjectStatus, TrancheStatus, VoucherKind
from tests.projects.grounds import source, who
from tests.projects.money import (
    SPENT_ON,
    approved_tranche,
    balance,
    clerk,
    funded_city,
    money,
    paid,
    paid_expense,
    under_way,
)
from tests.world import World
from workflow.models import AuditEntry, Notice

A = AccountKind


@pytest.fixture
def first(world: World) -> Tranche:
    """The first tranche of a project of 30000 元, not asked for."""
    funded_city(world)
    return under_way(world).tranches.get(number=1)


def test_a_tranche_goes_from_the_request_to_the_ledger(world: World, first: Tranche) -> None:
    done = paid(world, first)
    project = first.project

    assert done.status == TrancheStatus.PAID
    assert done.voucher is not None
    assert done.voucher.kind == VoucherKind.DISBURSE
    assert done.voucher.paper_number == done.payment_number
    assert balance(project, A.HELD) == money(15000)
    assert balance(project, A.ALLOCATED) == money(15000)
    verbs = AuditEntry.objects.about(first).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["tranche.request", "tranche.approve", "tranche.pay"]
    told = Notice.objects.filter(key__startswith=f"tranche:{first.pk}:").order_by("pk")
    assert [one.title.partition("：")[0] for one in told if one.recipient.name == "魏商办"] == [
        "拨付已获同意",
        "拨款已拨付",
    ]
    assert list(faults_of(world.tenant)) == []


def test_each_step_is_the_right_persons(world: World, first: Tranche) -> None:
    leader, city_clerk = who(world, "city_leader", SPENT_ON), who(world, "city_clerk", SPENT_ON)
    for name in ("lawyer_clerk", "station_head", "city_clerk"):
        with pytest.raises(PermissionDenied):
            request_tranche(tranche=first, words="按进度申请", actor=who(world, name, SPENT_ON))
    asked = request_tranche(tranche=first, words="按进度申请", actor=clerk(world))
    with pytest.raises(PermissionDenied):
        approve_tranche(tranche=asked, actor=city_clerk)
    agreed = approve_tranche(tranche=asked, actor=leader)
    with pytest.raises(ValidationError) as refused:
        pay_tranche(tranche=agreed, payment_number="示例付1号", paid_on=SPENT_ON, actor=leader)
    assert refused.value.code == "same_person"
    pay_tranche(tranche=agreed, payment_number="示例付1号", paid_on=SPENT_ON, actor=city_clerk)


def test_whoever_belongs_to_the_project_neither_agrees_nor_pays(
    world: World, first: Tranche
) -> None:
    first.project.members.add(world.user("city_leader"), world.user("city_clerk"))
    asked = request_tranche(tranche=first, words="按进度申请", actor=clerk(world))
    with pytest.raises(ValidationError) as refused:
        approve_tranche(tranche=asked, actor=who(world, "city_leader", SPENT_ON))
    assert refused.value.code == "own_project"
    Tranche.objects.filter(pk=asked.pk).update(status=TrancheStatus.APPROVED)
    with pytest.raises(ValidationError) as refused:
        pay_tranche(
            tranche=asked,
            payment_number="示例付1号",
            paid_on=SPENT_ON,
            actor=who(world, "city_clerk", SPENT_ON),
        )
    assert refused.value.code == "own_project"
    entries = AuditEntry.objects.about(first.project).filter(verb="project.refused_own")
    assert entries.count() == 2


def test_later_tranches_wait_for_the_work(world: World, first: Tranche) -> None:
    paid(world, first)
    for number, ready in ((2, ProjectStatus.ADVANCING), (3, ProjectStatus.ACCEPTED)):
        tranche = first.project.tranches.get(number=number)
        with pytest.raises(ValidationError) as refused:
            request_tranche(tranche=tranche, words="按进度申请", actor=clerk(world))
        assert refused.value.code == "not_yet"
        Project.objects.filter(pk=first.project_id).update(status=ready)
        paid(world, tranche)
    assert balance(first.project, A.HELD) == money(30000)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_payment_lies_between_the_approval_and_today(
    world: World, first: Tranche, days: int
) -> None:
    agreed = approved_tranche(world, first)
    with pytest.raises(ValidationError) as refused:
        pay_tranche(
            tranche=agreed,
            payment_number="示例付1号",
            paid_on=SPENT_ON + dt.timedelta(days=days),
            actor=who(world, "city_clerk", SPENT_ON),
        )
    assert refused.value.code == "bad_day"


def test_a_request_is_sent_back_and_made_again(world: World, first: Tranche) -> None:
    agreed = approved_tranche(world, first)
    leader = who(world, "city_leader", SPENT_ON)
    back = refuse_tranche(tranche=agreed, reason="请补充说明", actor=leader)
    assert back.status == TrancheStatus.PLANNED
    assert back.approved_by is None
    paid(world, back)


def test_a_tranche_that_was_given_up_is_not_paid_and_its_money_stays_arranged(
    world: World, first: Tranche
) -> None:
    leader = who(world, "city_leader", SPENT_ON)
    gone = cancel_tranche(tranche=first, reason="项目规模缩小", actor=leader)
    assert gone.status == TrancheStatus.CANCELLED
    assert balance(first.project, A.ALLOCATED) == money(30000)
    with pytest.raises(ValidationError) as refused:
        request_tranche(tranche=gone, words="按进度申请", actor=clerk(world))
    assert refused.value.code == "wrong_status"


@pytest.mark.parametrize("state", [ProjectStatus.SETTLED, ProjectStatus.STOPPED])
def test_nothing_is_paid_once_a_project_ended(
    world: World, first: Tranche, state: ProjectStatus
) -> None:
    agreed = approved_tranche(world, first)
    Project.objects.filter(pk=first.project_id).update(status=state)
    with pytest.raises(ValidationError) as refused:
        paid(world, agreed)
    assert refused.value.code == "not_now"


def test_a_payment_booked_by_mistake_is_taken_back_and_booked_anew(
    world: World, first: Tranche
) -> None:
    done = paid(world, first)
    voucher = done.voucher
    leader = who(world, "city_leader", SPENT_ON)
    with pytest.raises(PermissionDenied):
        reverse_tranche(tranche=done, reason="银行退汇", actor=clerk(world))
    back = reverse_tranche(tranche=done, reason="银行退汇", actor=leader)

    assert (back.status, back.voucher, back.paid_on) == (TrancheStatus.APPROVED, None, None)
    assert balance(first.project, A.HELD) == 0
    assert balance(first.project, A.ALLOCATED) == money(30000)
    again = pay_tranche(
        tranche=back,
        payment_number="示例付2号",
        paid_on=SPENT_ON,
        actor=who(world, "city_clerk", SPENT_ON),
    )
    assert again.voucher != voucher
    assert balance(first.project, A.HELD) == money(15000)
    assert list(faults_of(world.tenant)) == []


def test_a_payment_whose_money_was_spent_is_not_taken_back(world: World, first: Tranche) -> None:
    done = paid(world, first)
    paid_expense(world, first.project, "0.01")
    with pytest.raises(ValidationError) as refused:
        reverse_tranche(tranche=done, reason="银行退汇", actor=who(world, "city_leader", SPENT_ON))
    assert refused.value.code == "overdrawn"
    assert "已拨结余只有 14,999.99 元" in refused.value.messages[0]
    assert Tranche.objects.get(pk=done.pk).status == TrancheStatus.PAID
    assert balance(first.project, A.HELD) == money("14999.99")


def test_a_payment_that_was_handed_back_is_not_taken_back(world: World, first: Tranche) -> None:
    done = paid(world, first)
    leader = who(world, "city_leader", SPENT_ON)
    voucher = hand_back(
        project=first.project,
        source=source(world),
        amount=money(100),
        paper_number="示例交1号",
        actor=clerk(world),
    )
    assert balance(None, A.AVAILABLE) == money(470100)
    with pytest.raises(ValidationError) as refused:
        reverse_tranche(tranche=done, reason="银行退汇", actor=leader)
    assert refused.value.code == "overdrawn"
    reverse_voucher(voucher=voucher, reason="款项未到账", actor=leader)
    assert balance(None, A.AVAILABLE) == money(470000)
    reverse_tranche(tranche=done, reason="银行退汇", actor=leader)
    assert balance(first.project, A.ALLOCATED) == money(30000)
    assert list(faults_of(world.tenant)) == []


def test_what_was_handed_back_and_arranged_anew_is_not_taken_back(
    world: World, first: Tranche
) -> None:
    paid(world, first)
    voucher = hand_back(
        project=first.project,
        source=source(world),
        amount=money(15000),
        paper_number="示例交1号",
        actor=clerk(world),
    )
    left = balance(None, A.AVAILABLE)
    under_way(world, name="另一项目", lines=(("city", "training", f"{left}"),))
    with pytest.raises(ValidationError) as refused:
        reverse_voucher(
            voucher=voucher, reason="款项未到账", actor=who(world, "city_leader", SPENT_ON)
        )
    assert refused.value.code == "overdrawn"


def test_no_more_is_handed_back_than_is_held(world: World, first: Tranche) -> None:
    paid(world, first)
    for amount, code in (("15000.01", "overdrawn"), ("0", "bad_amount")):
        with pytest.raises(ValidationError) as refused:
            hand_back(
                project=first.project,
                source=source(world),
                amount=money(amount),
                paper_number="示例交1号",
                actor=clerk(world),
            )
        assert refused.value.code == code
