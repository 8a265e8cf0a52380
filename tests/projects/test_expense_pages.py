"""Expenses and tranches through the pages: asked for, decided, paid, refunded, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects.actions.expenses import submit_expense
from projects.models import Account, Expense, Project, Refund, Tranche, Voucher
from projects.terms import Catalogue, ExpenseStatus, TrancheStatus
from tests.projects.grounds import at, entry, running_project, source
from tests.projects.money import (
    PDF,
    SPENT_ON,
    an_expense,
    approved_expense,
    approved_tranche,
    clerk,
    money,
    paid_expense,
    paid_project,
)
from tests.world import World
from workflow.models import Attachment


@pytest.fixture(autouse=True)
def _on_the_day(funded: World) -> Iterator[None]:
    with time_machine.travel(at(SPENT_ON, 10), tick=False):
        yield


def text(response: Any) -> str:
    return str(response.content.decode())


def signed_in(world: World, name: str) -> Client:
    return world.login(Client(), name)


def line(world: World, what: str = "training") -> str:
    category = entry(world, Catalogue.EXPENSE_CATEGORY, what)
    return f"{source(world).pk}-{category.pk}"


def move(expense: Expense, verb: str) -> str:
    return reverse("projects:expense_move", args=[expense.pk, verb])


def detail(expense: Expense) -> str:
    return reverse("projects:expense_detail", args=[expense.pk])


def asked(world: World, project: Project, **given: Any) -> Any:
    """Send the form of a new expense."""
    data = {
        "line": line(world),
        "amount": "1200.50",
        "purpose": "党务骨干培训资料 50 份",
        "payee": "示例印务有限公司",
        **given,
    }
    page = reverse("projects:expense_new", args=[project.pk])
    return signed_in(world, "mall_clerk").post(page, data, follow=True)


def test_an_expense_goes_from_the_form_to_the_ledger_by_four_hands(funded: World) -> None:
    project = paid_project(funded)
    shown = asked(funded, project)
    expense = Expense.objects.get()

    assert "已保存为草稿" in text(shown)
    assert expense.amount == money("1200.50")
    assert "报批" in text(shown)

    sent = signed_in(funded, "mall_clerk").post(move(expense, "submit"), follow=True)
    assert "已报批，请等项目负责人审批" in text(sent)
    for name, told in (("station_head", "专委会（党委）负责人审批"), ("mall_leader", "可以支付")):
        done = signed_in(funded, name).post(
            move(expense, "endorse"), {"agreed": "yes"}, follow=True
        )
        assert told in text(done), name

    paid = signed_in(funded, "mall_clerk").post(
        move(expense, "pay"),
        {
            "invoice_number": "12345678",
            "receipt_number": "示例付1号",
            "paid_on": "2026-03-20",
            "uploads": SimpleUploadedFile("发票.pdf", PDF, "application/pdf"),
        },
        follow=True,
    )
    expense.refresh_from_db()
    assert "已登记支付并记入经费账" in text(paid)
    assert expense.status == ExpenseStatus.PAID
    assert "发票.pdf" in text(paid)
    assert "人民币壹仟贰佰元伍角整" in text(paid)


def test_a_forbidden_use_is_refused_on_the_form_with_its_rule_and_nothing_is_kept(
    funded: World,
) -> None:
    refused = asked(funded, paid_project(funded), purpose="培训后宴请老师")

    assert refused.status_code == 422
    assert "不得列支" in text(refused)
    assert not Expense.objects.exists()


def test_files_of_a_refused_form_stay_chosen(funded: World) -> None:
    file = SimpleUploadedFile("询价单.pdf", PDF, "application/pdf")
    refused = asked(funded, paid_project(funded), purpose="培训后宴请老师", uploads=file)

    assert "询价单.pdf" in text(refused)
    assert 'name="cited"' in text(refused)


def test_files_of_a_refused_form_go_with_the_form_sent_again(funded: World) -> None:
    project = paid_project(funded)
    file = SimpleUploadedFile("询价单.pdf", PDF, "application/pdf")
    asked(funded, project, purpose="培训后宴请老师", uploads=file)
    (kept,) = Attachment.objects.filter(name="询价单.pdf")

    asked(funded, project, cited=[kept.pk])

    assert list(Expense.objects.get().attachments.all()) == [kept]


def test_a_receipt_stored_before_a_refusal_need_not_be_sent_again(funded: World) -> None:
    expense = approved_expense(funded, paid_project(funded), "1000")
    expense.attachments.clear()
    data = {"invoice_number": "0001", "receipt_number": "凭1", "paid_on": "2099-01-01"}
    file = SimpleUploadedFile("发票.pdf", PDF, "application/pdf")
    client = signed_in(funded, "mall_clerk")
    refused = client.post(move(expense, "pay"), data | {"uploads": file})
    assert refused.status_code == 422
    (kept,) = Attachment.objects.filter(name="发票.pdf")

    paid = client.post(
        move(expense, "pay"), data | {"paid_on": str(SPENT_ON), "cited": [kept.pk]}, follow=True
    )

    assert "已登记支付并记入经费账" in text(paid)
    assert kept in expense.attachments.all()


def test_who_entered_an_expense_is_told_that_others_decide(funded: World) -> None:
    project = paid_project(funded)
    asked(funded, project)
    expense = Expense.objects.get()
    signed_in(funded, "mall_clerk").post(move(expense, "submit"))

    refused = signed_in(funded, "mall_clerk").get(move(expense, "endorse"))
    leader_too_early = signed_in(funded, "mall_leader").get(move(expense, "endorse"))

    assert refused.status_code == leader_too_early.status_code == 403
    assert "现在由项目负责人审批" in text(refused)


def test_a_refusal_sends_it_back_with_the_opinion_and_it_may_be_changed(funded: World) -> None:
    project = paid_project(funded)
    asked(funded, project)
    expense = Expense.objects.get()
    clerk = signed_in(funded, "mall_clerk")
    clerk.post(move(expense, "submit"))
    signed_in(funded, "station_head").post(
        move(expense, "endorse"), {"agreed": "no", "opinion": "数量偏多，请减为 40 份"}
    )

    shown = clerk.get(detail(expense))
    edited = clerk.post(
        reverse("projects:expense_edit", args=[expense.pk]),
        {
            "line": line(funded),
            "amount": "960.40",
            "purpose": "党务骨干培训资料 40 份",
            "payee": "示例印务有限公司",
        },
        follow=True,
    )

    assert "数量偏多，请减为 40 份" in text(shown)
    assert "退回修改" in text(shown)
    expense.refresh_from_db()
    assert expense.amount == money("960.40")
    assert "核对无误后请点“报批”" in text(edited)


def test_what_was_agreed_to_is_sent_back_on_its_page_before_it_is_paid(funded: World) -> None:
    expense = approved_expense(funded, paid_project(funded), "1000.00")
    clerk = signed_in(funded, "mall_clerk")
    assert "退回更正" in text(clerk.get(reverse("projects:expense_detail", args=[expense.pk])))
    assert "退回更正" in text(clerk.get(move(expense, "correct")))

    done = text(clerk.post(move(expense, "correct"), {"reason": "发票抬头有误"}, follow=True))

    expense.refresh_from_db()
    assert expense.status == ExpenseStatus.RETURNED
    assert "发票抬头有误" in done
    assert "魏商办" in done
    assert signed_in(funded, "station_head").get(move(expense, "correct")).status_code == 403


def test_a_paid_expense_is_no_longer_edited_and_says_what_to_do(funded: World) -> None:
    expense = paid_expense(funded, paid_project(funded), "1000.00")

    turned = signed_in(funded, "mall_clerk").get(
        reverse("projects:expense_edit", args=[expense.pk]), follow=True
    )

    assert "不能再修改" in text(turned)
    assert "冲销" in text(turned)


def test_part_comes_back_and_a_refund_booked_by_mistake_is_reversed(funded: World) -> None:
    expense = paid_expense(funded, paid_project(funded), "1000.00")
    clerk = signed_in(funded, "mall_clerk")

    back = clerk.post(
        move(expense, "refund"),
        {"amount": "200.25", "words": "退回多付", "paper_number": "示例收1号"},
        follow=True,
    )
    refund = Refund.objects.get()
    assert "已退款 200.25 元，实际支出 799.75 元" in text(back)

    undone = clerk.post(
        reverse("projects:refund_reverse", args=[refund.pk]), {"reason": "登记错误"}, follow=True
    )
    expense.refresh_from_db()
    assert "已冲销这次退款" in text(undone)
    assert expense.refunded == 0


def test_a_reversed_expense_leaves_two_vouchers_that_name_each_other(funded: World) -> None:
    expense = paid_expense(funded, paid_project(funded), "1000.00")
    clerk = signed_in(funded, "mall_clerk")

    shown = clerk.post(move(expense, "reverse"), {"reason": "付款单位填错"}, follow=True)
    expense.refresh_from_db()
    booked = expense.voucher
    assert booked is not None
    page = clerk.get(reverse("projects:voucher_detail", args=[booked.pk]))
    reversal = Voucher.objects.get(reverses=booked)

    assert "已冲销" in text(shown)
    assert reversal.number in text(page)


def test_a_draft_is_given_up_with_a_reason(funded: World) -> None:
    expense = an_expense(funded, paid_project(funded))

    done = signed_in(funded, "mall_clerk").post(
        move(expense, "cancel"), {"reason": "不再需要"}, follow=True
    )

    assert "已取消这笔支出" in text(done)


def test_what_undoes_an_expense_is_never_its_pages_main_button(funded: World) -> None:
    expense = submit_expense(expense=an_expense(funded, paid_project(funded)), actor=clerk(funded))
    page = signed_in(funded, "mall_clerk").get(detail(expense))

    assert page.context["main"] is None
    assert [deed.verb for deed in page.context["others"]] == ["cancel"]


def test_buttons_are_drawn_for_those_who_may_press_them(funded: World) -> None:
    expense = approved_expense(funded, paid_project(funded), "1000.00")

    clerk = text(signed_in(funded, "mall_clerk").get(detail(expense)))
    leader = text(signed_in(funded, "mall_leader").get(detail(expense)))
    city = text(signed_in(funded, "city_clerk").get(detail(expense)))

    assert move(expense, "pay") in clerk
    assert move(expense, "pay") not in leader
    assert move(expense, "pay") not in city


@pytest.mark.parametrize("name", ["lawyer_clerk", "twin.city_clerk", "secretary"])
def test_other_lines_find_no_expense(funded: World, name: str) -> None:
    expense = an_expense(funded, paid_project(funded))

    assert signed_in(funded, name).get(detail(expense)).status_code == 404


def test_a_tranche_is_asked_for_agreed_to_and_paid(funded: World) -> None:
    tranche = running_project(funded).tranches.get(number=1)

    def press(name: str, verb: str, **given: str) -> str:
        page = reverse("projects:tranche_move", args=[tranche.pk, verb])
        return text(signed_in(funded, name).post(page, given, follow=True))

    assert "已申请拨付" in press("mall_clerk", "request", words="首批启动经费")
    waiting = signed_in(funded, "city_leader").get(reverse("projects:tranche_list"))
    assert "商圈红色驿站" in text(waiting)
    assert "已同意拨付" in press("city_leader", "approve")
    told = press("city_clerk", "pay", payment_number="示例付3号", paid_on="2026-03-20")
    assert "已登记拨付并记入经费账" in told
    tranche.refresh_from_db()
    assert tranche.status == TrancheStatus.PAID


def test_a_tranche_that_can_not_be_asked_for_yet_says_why_instead_of_a_button(
    funded: World,
) -> None:
    project = running_project(funded)
    second = project.tranches.get(number=2)

    page = signed_in(funded, "mall_clerk").get(
        reverse("projects:project_detail", args=[project.pk]), {"part": "money"}
    )

    assert "中期检查合格（或免于中期检查）后才能申请" in text(page)
    assert reverse("projects:tranche_move", args=[second.pk, "request"]) not in text(page)


def test_the_city_sends_a_request_back(funded: World) -> None:
    tranche = running_project(funded).tranches.get(number=1)
    approved_tranche(funded, tranche)

    done = signed_in(funded, "city_leader").post(
        reverse("projects:tranche_move", args=[tranche.pk, "refuse"]),
        {"reason": "请补充用款计划"},
        follow=True,
    )

    assert "已退回申请" in text(done)


def test_more_than_is_held_is_not_handed_back(funded: World) -> None:
    project = paid_project(funded)
    page = reverse("projects:project_hand_back", args=[project.pk])
    given = {"source": source(funded).pk, "paper_number": "示例交1号"}
    clerk = signed_in(funded, "mall_clerk")

    refused = clerk.post(page, {**given, "amount": "15000.01"})
    done = clerk.post(page, {**given, "amount": "5000.00"}, follow=True)

    assert refused.status_code == 422
    assert "已登记交回结余 5,000.00 元" in text(done)
    held = Account.objects.get(project=project, kind="held")
    assert held.balance == money("10000.00")


def test_the_form_says_what_each_budget_line_has_left(funded: World) -> None:
    project = paid_project(funded)
    paid_expense(funded, project, "1000.00")

    page = signed_in(funded, "mall_clerk").get(reverse("projects:expense_new", args=[project.pk]))

    assert "培训（结余 19,000.00 元）" in text(page)


def test_a_search_finds_expenses_by_what_they_say(funded: World) -> None:
    project = paid_project(funded)
    an_expense(funded, project, purpose="红色驿站展板制作")
    an_expense(funded, project, purpose="党务骨干培训讲课")
    listed = signed_in(funded, "city_leader").get(reverse("projects:expense_list"), {"q": "展板"})

    assert "红色驿站展板制作" in text(listed)
    assert "党务骨干培训讲课" not in text(listed)


def test_a_tranche_stays_out_of_sight_of_a_partner(funded: World) -> None:
    """The station takes part in the project: it reads how far it is, not its money."""
    project = running_project(funded)
    page = reverse("projects:tranche_list")

    listed = signed_in(funded, "station_clerk").get(page, {"state": TrancheStatus.PLANNED})

    assert project.name not in text(listed)
    assert Tranche.objects.filter(project=project).exists()
    assert dt.date(2026, 3, 20) == SPENT_ON
