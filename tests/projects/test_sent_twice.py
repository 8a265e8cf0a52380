"""A form sent twice sets one thing down: drafts, expenses, and what goes into the ledger."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse

from projects.actions.applying import draft_project
from projects.actions.budgets import carry_budget
from projects.actions.posting import reverse_voucher
from projects.actions.spending import hand_back, refund_expense, reverse_refund
from projects.models import ActionTeam, Expense, JointPath, Project, Voucher
from projects.terms import Catalogue, VoucherKind
from tests.projects import fronts
from tests.projects.grounds import CLOSED, DAY, at, content, entry, source, who, with_budget
from tests.projects.money import (
    an_expense,
    clerk,
    funded_city,
    paid_expense,
    paid_project,
)
from tests.refusals import refusal
from tests.world import World

ONCE = uuid.UUID("6b0c0f3a-6f6c-4a4e-9b1d-0d6c8a1f2e3b")


def drafted(world: World, once: uuid.UUID | None = ONCE, **given: Any) -> Project:
    return draft_project(
        applicant=world.mall,
        content=content(world, **given),
        once=once,
        actor=who(world, "mall_clerk"),
    )


def test_a_draft_sent_twice_is_one_and_other_words_are_another(ruled: World) -> None:
    first = drafted(ruled)

    assert drafted(ruled) == first
    assert drafted(ruled, name="商圈红色课堂") != first
    assert drafted(ruled, uuid.uuid4()) != first
    assert drafted(ruled, None) != drafted(ruled, None)


def test_the_form_of_a_new_project_carries_its_key(ruled: World) -> None:
    with time_machine.travel(at(DAY, 10), tick=False):
        client = ruled.login(Client(), "mall_clerk")
        shown = client.get(reverse("projects:project_new"))
        key = shown.context["form"]["once"].value()
        sent = {
            "once": key,
            "year": "2026",
            "name": "商圈红色驿站",
            "category": entry(ruled, Catalogue.PROJECT_CATEGORY, "venue").pk,
            "lead": ruled.user("station_head").pk,
            "starts_on": "2026-03-15",
            "ends_on": "2026-11-30",
        }
        answers = [client.post(reverse("projects:project_new"), sent) for _ in range(2)]

    assert f'value="{key}"' in shown.content.decode()
    assert answers[0].url == answers[1].url
    assert Project.objects.count() == 1


def test_an_expense_sent_twice_is_one(world: World) -> None:
    funded_city(world)
    project = paid_project(world)
    first = an_expense(world, project, once=ONCE)

    assert an_expense(world, project, once=ONCE) == first
    assert an_expense(world, project, "999", once=ONCE) != first
    assert Expense.objects.count() == 2


def test_the_same_refund_is_booked_once_until_it_was_taken_back(world: World) -> None:
    funded_city(world)
    expense = paid_expense(world, paid_project(world), "1000")
    back: dict[str, Any] = {
        "expense": expense,
        "amount": Decimal("300"),
        "words": "退回教材款",
        "paper_number": "示例收1号",
        "actor": clerk(world),
    }
    refund_expense(**back)

    with refusal("refunded_already"):
        refund_expense(**back)
    reverse_refund(refund=expense.refunds.get(), reason="登记有误", actor=clerk(world))
    assert refund_expense(**back).refunded == Decimal("300")


def test_the_same_money_is_handed_back_once(world: World) -> None:
    funded_city(world)
    project = paid_project(world)
    back: dict[str, Any] = {
        "project": project,
        "source": source(world),
        "amount": Decimal("100"),
        "paper_number": "示例交1号",
        "actor": clerk(world),
    }
    hand_back(**back)

    with refusal("handed_back_already"):
        hand_back(**back)
    hand_back(**{**back, "paper_number": "示例交2号"})
    assert project.vouchers.filter(kind=VoucherKind.HAND_BACK).count() == 2


def test_the_same_sum_of_a_source_is_carried_once_a_day(ruled: World) -> None:
    with_budget(ruled)
    carried: dict[str, Any] = {
        "organization": ruled.city,
        "year": 2026,
        "source": source(ruled),
        "amount": Decimal("1000"),
        "actor": who(ruled, "city_clerk", CLOSED),
    }
    voucher = carry_budget(**carried)

    with refusal("carried_already"):
        carry_budget(**carried)
    assert Voucher.objects.filter(kind=VoucherKind.CARRY).count() == 1
    reverse_voucher(voucher=voucher, reason="金额有误", actor=who(ruled, "city_leader", CLOSED))
    assert carry_budget(**carried).pk != voucher.pk


def test_a_team_and_a_path_of_one_name_are_not_asked_for_twice(ruled: World) -> None:
    fronts.a_team(ruled.home)
    with refusal("asked_already"):
        fronts.a_team(ruled.home)
    fronts.a_path(ruled.home)
    with refusal("drafted_already"):
        fronts.a_path(ruled.home)

    assert ActionTeam.objects.count() == JointPath.objects.count() == 1
