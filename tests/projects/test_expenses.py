"""Expenses up to the approval: what may be paid for, and who decides in which order."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from projects.actions.expenses import (
    cancel_expense,
    edit_expense,
    endorse_expense,
    enter_expense,
    submit_expense,
)
from projects.models import ApprovalBand, Expense, ForbiddenUse, Project
from projects.terms import Catalogue, ExpenseStatus, ProjectStatus
from tests.projects.grounds import entry, source, who, with_budget
from tests.projects.money import (
    SPENT_ON,
    an_expense,
    approved_expense,
    clerk,
    funded_city,
    invoice,
    pay,
    under_way,
)
from tests.refusals import refusal
from tests.world import World
from workflow.models import AuditEntry, Notice

LINES = (
    ("city", "training", "200000.00"),
    ("city", "print", "10000.00"),
    ("dues", "training", "5000.00"),
)


@pytest.fixture
def project(world: World) -> Project:
    """Under way, with a line of each source."""
    funded_city(world)
    with_budget(world, "50000.00", code="dues")
    return under_way(world, lines=LINES)


def submitted(world: World, expense: Expense) -> Expense:
    return submit_expense(expense=expense, actor=clerk(world))


def agree(world: World, expense: Expense, name: str, **given: Any) -> Expense:
    return endorse_expense(
        expense=expense, **{"agreed": True, "actor": who(world, name, SPENT_ON), **given}
    )


@pytest.mark.parametrize(
    ("amount", "meeting", "signers"),
    [
        ("5000.00", "", ["project_lead", "committee_leader"]),
        ("5000.01", "3月18日专委会会议", ["project_lead", "committee_meeting"]),
        ("50000.00", "3月18日专委会会议", ["project_lead", "committee_meeting"]),
        ("50000.01", "3月18日专委会会议", ["project_lead", "committee_meeting", "city_leader"]),
    ],
)
def test_the_amount_says_who_decides(
    world: World, project: Project, amount: str, meeting: str, signers: list[str]
) -> None:
    expense = submitted(world, an_expense(world, project, amount, meeting=meeting))

    assert expense.signers == signers
    assert expense.number == f"{project.number}-001"
    assert expense.submitted_on == SPENT_ON
    for name in ("station_head", "mall_leader", "city_leader")[: len(signers)]:
        assert expense.status == ExpenseStatus.SUBMITTED
        expense = agree(world, expense, name)
    assert expense.status == ExpenseStatus.APPROVED
    given = expense.endorsements.order_by("pk").values_list("signer", flat=True)
    assert list(given) == signers


def test_a_changed_band_rules_what_is_handed_up_from_then_on(
    world: World, project: Project
) -> None:
    before = submitted(world, an_expense(world, project, "100"))
    ApprovalBand.objects.filter(tenant=world.tenant, over=0).update(signers=["city_leader"])
    assert submitted(world, an_expense(world, project, "100")).signers == ["city_leader"]
    before.refresh_from_db()
    assert before.signers == ["project_lead", "committee_leader"]


def test_without_a_band_nothing_is_handed_up(world: World, project: Project) -> None:
    ApprovalBand.objects.filter(tenant=world.tenant).update(effective_to=dt.date(2026, 1, 1))
    with refusal("no_band"):
        submitted(world, an_expense(world, project, "100"))


def test_dues_ask_for_a_meeting_whatever_the_amount(world: World, project: Project) -> None:
    with refusal("meeting_needed"):
        submitted(world, an_expense(world, project, "10", of="dues"))
    held = an_expense(world, project, "10", of="dues", meeting="3月18日专委会会议")
    assert submitted(world, held).signers == ["project_lead", "committee_meeting"]


def test_dues_pay_for_what_the_rule_names_and_nothing_else(world: World, project: Project) -> None:
    project.budget.create(
        source=source(world, "dues"),
        category=entry(world, Catalogue.EXPENSE_CATEGORY, "print"),
        amount=Decimal(100),
    )
    with refusal("no_budget_line"):
        an_expense(world, project, "10", of="dues", what="print")
    account = project.accounts.get(kind="line", source__code="dues")
    account.pk = None
    account.category = entry(world, Catalogue.EXPENSE_CATEGORY, "print")
    account.balance, account.postings_count = Decimal(100), 0
    account.save()
    with pytest.raises(ValidationError) as refused:
        an_expense(world, project, "10", of="dues", what="print")
    assert refused.value.code == "category_not_allowed"
    assert "“上级下拨党费”不能列支“印刷宣传”" in refused.value.messages[0]
    assert "第十九条" in refused.value.messages[0]


@pytest.mark.parametrize("field", ["purpose", "payee", "contract"])
def test_what_may_not_be_paid_for_is_refused_with_the_rule(
    world: World, project: Project, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        an_expense(world, project, **{field: "春节宴请用餐服务"})
    assert refused.value.code == "forbidden_use"
    assert "含“宴请”" in refused.value.messages[0]
    assert "招待宴请" in refused.value.messages[0]
    rule = ForbiddenUse.objects.get(tenant=world.tenant, code="banquet")
    assert rule.article in refused.value.messages[0]
    assert not Expense.objects.exists()


def test_a_rule_that_came_after_the_draft_stops_the_handing_up(
    world: World, project: Project
) -> None:
    expense = an_expense(world, project, purpose="党务骨干培训保险")
    ForbiddenUse.objects.create(
        tenant=world.tenant,
        code="insurance",
        name="商业保险",
        words=["保险"],
        article="示例",
        effective_from=SPENT_ON,
    )
    with refusal("forbidden_use"):
        submitted(world, expense)


def test_only_lines_of_the_budget_are_spent_from(world: World, project: Project) -> None:
    with refusal("no_budget_line"):
        an_expense(world, project, what="rent")
    with refusal("no_budget_line"):
        an_expense(world, project, of="own")


def test_no_more_is_handed_up_than_the_line_has_beside_what_is_under_way(
    world: World, project: Project
) -> None:
    submitted(world, an_expense(world, project, "4000", what="print"))
    cancelled = submitted(world, an_expense(world, project, "3000", what="print"))
    last = an_expense(world, project, "3000.01", what="print")
    with pytest.raises(ValidationError) as refused:
        submitted(world, last)
    assert refused.value.code == "over_budget"
    assert "在批 7,000.00 元" in refused.value.messages[0]
    cancel_expense(expense=cancelled, reason="改期举办", actor=clerk(world))
    assert submitted(world, last).status == ExpenseStatus.SUBMITTED


def test_an_expense_belongs_to_a_project_under_way(world: World, project: Project) -> None:
    expense = an_expense(world, project)
    for state in (ProjectStatus.APPROVED, ProjectStatus.SETTLED, ProjectStatus.STOPPED):
        Project.objects.filter(pk=project.pk).update(status=state)
        with refusal("not_now"):
            an_expense(world, project)
        with refusal("not_now"):
            submitted(world, expense)


@pytest.mark.parametrize("name", ["lawyer_clerk", "station_head", "city_clerk", "auditor"])
def test_the_committees_own_staff_enter_expenses(world: World, project: Project, name: str) -> None:
    with pytest.raises(PermissionDenied):
        an_expense(world, project, by=name)


def test_a_draft_is_changed_and_what_was_handed_up_is_not(world: World, project: Project) -> None:
    expense = an_expense(world, project, "100")
    new = {
        "source": source(world),
        "category": entry(world, Catalogue.EXPENSE_CATEGORY, "print"),
        "amount": Decimal("250.50"),
        "purpose": "展板制作",
        "payee": "示例印务有限公司",
    }
    changed = edit_expense(expense=expense, actor=clerk(world), **new)
    assert (changed.amount, changed.category.code) == (Decimal("250.50"), "print")
    trail = AuditEntry.objects.about(expense).get(verb="expense.edit")
    assert trail.before["amount"] == "100.00"
    submitted(world, changed)
    with refusal("wrong_status"):
        edit_expense(expense=expense, actor=clerk(world), **new)


@pytest.mark.parametrize("field", ["purpose", "payee"])
def test_an_expense_says_what_for_and_to_whom(world: World, project: Project, field: str) -> None:
    with refusal("words_needed"):
        an_expense(world, project, **{field: " "})


@pytest.mark.parametrize("amount", ["0", "-1", "0.001"])
def test_an_expense_is_of_an_amount(world: World, project: Project, amount: str) -> None:
    with refusal("bad_amount"):
        an_expense(world, project, amount)


def test_nobody_decides_two_steps(world: World, project: Project) -> None:
    ApprovalBand.objects.filter(tenant=world.tenant, over=0).update(
        signers=["committee_leader", "committee_meeting"]
    )
    expense = submitted(world, an_expense(world, project, meeting="3月18日专委会会议"))
    expense = agree(world, expense, "mall_leader")
    with refusal("same_person"):
        agree(world, expense, "mall_leader")


def test_what_the_only_head_entered_is_not_handed_up_as_nobody_could_agree(
    world: World, project: Project
) -> None:
    expense = an_expense(world, project, by="mall_leader")
    with refusal("nobody_to_sign"):
        submitted(world, expense)

    expense.refresh_from_db()
    assert expense.status == ExpenseStatus.DRAFT


def test_a_lead_who_heads_the_committee_signs_once(world: World, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(lead=world.user("mall_leader"))
    expense = submitted(world, an_expense(world, project))
    assert expense.signers == ["committee_leader"]

    assert agree(world, expense, "mall_leader").status == ExpenseStatus.APPROVED


def test_the_lead_who_entered_it_has_given_that_step(world: World, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(lead=world.user("mall_clerk"))
    expense = submitted(world, an_expense(world, project))

    assert expense.step == 1
    assert expense.next_signer == "committee_leader"
    given = expense.endorsements.get()
    assert (given.signer, given.decided_by) == ("project_lead", world.user("mall_clerk"))
    assert agree(world, expense, "mall_leader").status == ExpenseStatus.APPROVED


def test_a_step_given_by_entering_bears_no_post_of_whoever_handed_it_up(
    world: World, project: Project
) -> None:
    Project.objects.filter(pk=project.pk).update(lead=world.user("mall_clerk"))
    expense = submit_expense(
        expense=an_expense(world, project), actor=who(world, "mall_leader", SPENT_ON)
    )

    given = expense.endorsements.get()
    assert (given.decided_by, given.decided_as) == (world.user("mall_clerk"), "")


def test_nobody_decides_alone_on_what_they_entered(world: World, project: Project) -> None:
    ApprovalBand.objects.filter(tenant=world.tenant, over=0).update(signers=["project_lead"])
    Project.objects.filter(pk=project.pk).update(lead=world.user("mall_clerk"))
    expense = submitted(world, an_expense(world, project))
    assert expense.status == ExpenseStatus.SUBMITTED
    assert expense.signers == ["project_lead", "committee_leader"]


@pytest.mark.parametrize("name", ["mall_clerk", "mall_leader", "city_leader", "officer"])
def test_the_leads_step_is_the_leads_alone(world: World, project: Project, name: str) -> None:
    expense = submitted(world, an_expense(world, project, by="mall_clerk"))
    with pytest.raises((PermissionDenied, ValidationError)):
        agree(world, expense, name)


def test_the_committees_step_is_its_heads(world: World, project: Project) -> None:
    expense = agree(world, submitted(world, an_expense(world, project)), "station_head")
    for name in ("city_leader", "lawyer_leader", "officer"):
        with pytest.raises(PermissionDenied):
            agree(world, expense, name)


def test_the_citys_step_is_not_for_who_belongs_to_the_project(
    world: World, project: Project
) -> None:
    expense = submitted(world, an_expense(world, project, "60000", meeting="3月18日专委会会议"))
    for name in ("station_head", "mall_leader"):
        expense = agree(world, expense, name)
    project.members.add(world.user("city_leader"))
    with refusal("own_project"):
        agree(world, expense, "city_leader")
    assert AuditEntry.objects.filter(verb="project.refused_own").exists()


def test_what_was_sent_back_goes_through_the_whole_chain_again(
    world: World, project: Project
) -> None:
    expense = agree(world, submitted(world, an_expense(world, project)), "station_head")
    with refusal("reason_needed"):
        agree(world, expense, "mall_leader", agreed=False, opinion=" ")
    back = agree(world, expense, "mall_leader", agreed=False, opinion="请补充三家报价")
    assert (back.status, back.step) == (ExpenseStatus.RETURNED, 0)
    number = back.number

    again = submitted(world, back)
    assert again.number == number
    again = agree(world, agree(world, again, "station_head"), "mall_leader")
    assert again.status == ExpenseStatus.APPROVED
    decided = again.endorsements.order_by("pk").values_list("agreed", flat=True)
    assert list(decided) == [True, False, True, True]


def test_nothing_is_decided_twice(world: World, project: Project) -> None:
    expense = approved_expense(world, project, "100")
    with refusal("wrong_status"):
        agree(world, expense, "mall_leader")


def test_an_expense_is_given_up_before_it_is_paid_and_not_after(
    world: World, project: Project
) -> None:
    expense = approved_expense(world, project, "100")
    with refusal("reason_needed"):
        cancel_expense(expense=expense, reason="", actor=clerk(world))
    gone = cancel_expense(expense=expense, reason="活动取消", actor=clerk(world))
    assert gone.status == ExpenseStatus.CANCELLED
    with refusal("wrong_status"):
        pay(world, gone)


def test_a_file_of_another_body_is_not_cited(world: World, project: Project) -> None:
    foreign = invoice(world)
    foreign.organization = world.lawyer
    foreign.save(update_fields=["organization"])
    with refusal("foreign_file"):
        an_expense(world, project, attachments=[foreign])


def test_whose_turn_it_is_gets_a_notice(world: World, project: Project) -> None:
    submitted(world, an_expense(world, project))
    told = Notice.objects.filter(title__startswith="支出待审批（项目负责人）")
    assert {one.organization_id for one in told} == {world.mall.pk, None}


def test_entering_is_by_name_and_for_a_body_one_serves(world: World, project: Project) -> None:
    with pytest.raises(PermissionDenied):
        enter_expense(
            project=project,
            source=source(world),
            category=entry(world, Catalogue.EXPENSE_CATEGORY, "training"),
            amount=Decimal("10"),
            purpose="培训资料",
            payee="示例公司",
            actor=world.actor("twin.mall_clerk"),
        )
