"""The city's money (经费): figures by source and year, the rows behind them, budget and carry."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier
from hierarchy.views.formpage import Done, FormPage, answer
from projects.actions.budgets import carry_budget, set_budget
from projects.amounts import ZERO, yuan
from projects.city_funds import Sums, city_funds, sums_of_projects, sums_of_year
from projects.forms.money import BudgetForm, CarryForm, FundFilter
from projects.fund_pictures import source_bars, year_lines
from projects.models import Account, Expense, Project, YearBudget
from projects.terms import ExpenseStatus, TrancheStatus
from projects.views.surroundings import project_tabs
from projects.views.tranches import inside

FORM_METHODS = ["GET", "HEAD", "POST"]
YEARS_SHOWN = 5
TEN_THOUSAND = Decimal(10_000)
CENT = Decimal("0.01")


@login_required
@require_safe
def funds(request: ActorRequest) -> HttpResponse:
    """Bars by source, lines over the years, each with its table, and what waits."""
    actor, tenant = request.actor, _tenant_of(request)
    form = FundFilter(request.GET, actor=actor)
    year = form.chosen_year
    found = city_funds(tenant=tenant, year=year, since=year - YEARS_SHOWN + 1, actor=actor)
    with_budget = _of_city(actor, Capability.VIEW_WORK)
    context = {
        "form": form,
        "year": year,
        "lines": found.lines,
        "sums": found.whole,
        "years": found.years.items(),
        "with_budget": with_budget,
        "bars": source_bars(found.lines, year=year, with_budget=with_budget),
        "trend": year_lines(found.years, with_budget=with_budget),
        "tiles": _tiles(found.whole, year, with_budget=with_budget),
        "waiting": _waiting(request),
        "may_set": _of_city(actor, Capability.HANDLE),
        "tabs": project_tabs(actor, current="funds"),
        "today": actor.on,
    }
    return render(request, "projects/funds.html", context)


@login_required
@require_safe
def fund_rows(request: ActorRequest) -> HttpResponse:
    """The projects whose money makes up a figure, with the sums of all below them."""
    actor, tenant = request.actor, _tenant_of(request)
    form = FundFilter(request.GET, actor=actor)
    source = form.chosen_source
    accounts = Account.objects.visible_to(actor).filter(project=OuterRef("pk"))
    if source:
        accounts = accounts.filter(source=source)
    rows = (
        Project.objects.within(actor, capability=Capability.VIEW_WORK)
        .filter(Exists(accounts), tenant=tenant, year=form.chosen_year)
        .select_related("applicant")
    )
    page = keyset_page(rows, keys=("-id",), query=request.GET)
    context = {
        "form": form,
        "year": form.chosen_year,
        "source": source,
        "page": page,
        "lines": sums_of_projects(page.rows, actor=actor, source=source),
        "sums": sums_of_year(tenant=tenant, year=form.chosen_year, actor=actor, source=source),
        "tabs": project_tabs(actor, current="funds"),
        "today": actor.on,
    }
    return render(request, "projects/fund_rows.html", context)


@login_required
@require_safe
def budget_list(request: ActorRequest) -> HttpResponse:
    """The papers by which a year's budget was set or cut, and their sum; none that was reversed."""
    actor, tenant = request.actor, _tenant_of(request)
    form = FundFilter(request.GET, actor=actor)
    rows = YearBudget.objects.visible_to(actor).filter(
        tenant=tenant, year=form.chosen_year, voucher__reversal__isnull=True
    )
    if form.chosen_source:
        rows = rows.filter(source=form.chosen_source)
    total = rows.aggregate(total=Sum("amount"))["total"] or ZERO
    context = {
        "form": form,
        "year": form.chosen_year,
        "source": form.chosen_source,
        "rows": rows.select_related("source", "voucher").order_by("-decided_on", "-pk"),
        "total": total,
        "tabs": project_tabs(actor, current="funds"),
        "today": actor.on,
    }
    return render(request, "projects/budget_list.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def budget_set(request: ActorRequest) -> HttpResponse:
    """下达或调减预算 of one source."""
    city = _own_city(request)

    def act(given: dict[str, Any]) -> Done:
        made = set_budget(organization=city, actor=request.actor, **form.content)
        said = "调减" if made.amount < 0 else "下达"
        words = f"已{said} {made.year}年{made.source.name}预算 {yuan(abs(made.amount))} 元。"
        return Done(words, f"{reverse('projects:funds')}?year={made.year}")

    page = FormPage(
        title="下达或调减预算",
        lead=f"{city.name}的行业党建工作经费，按资金来源分列，互不混用。",
        article="第十六条",
        submit="登记",
        confirm="将记入经费账。记账后不能修改，有错的再办理一次调减或下达。",
        back_url=reverse("projects:funds"),
        back_label="经费",
        draft_key="fund-budget",
    )
    form = BudgetForm(
        request.POST or None,
        actor=request.actor,
        initial={"year": request.actor.on.year, "decided_on": request.actor.on},
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def budget_carry(request: ActorRequest) -> HttpResponse:
    """结转下年 of one source."""
    city = _own_city(request)

    def act(given: dict[str, Any]) -> Done:
        carry_budget(organization=city, actor=request.actor, **given)
        words = (
            f"已把{given['source'].name}的 {yuan(given['amount'])} 元结转到{given['year'] + 1}年。"
        )
        return Done(words, f"{reverse('projects:funds')}?year={given['year'] + 1}")

    page = FormPage(
        title="结转下年",
        lead="把一个资金来源当年没有安排的余额转到下一年度，来源不变。",
        submit="结转",
        confirm="将记入经费账，两个年度的可安排余额随之改变。",
        back_url=reverse("projects:funds"),
        back_label="经费",
        draft_key="fund-carry",
    )
    form = CarryForm(
        request.POST or None, actor=request.actor, initial={"year": request.actor.on.year - 1}
    )
    return answer(request, page=page, form=form, act=act)


def _tenant_of(request: ActorRequest) -> Tenant:
    if request.actor.tenant is None or not request.actor.may(Capability.VIEW_WORK):
        raise PermissionDenied("您的岗位不查看业务数据，没有经费可看。如需查看，请切换岗位。")
    return request.actor.tenant


def _of_city(actor: Actor, capability: Capability) -> bool:
    """Whether the person holds a capability at the city's own body. No query."""
    city = actor.tenant and actor.tenant.pk
    nodes = actor.scope(capability).nodes
    return any(grant.tier == Tier.CITY and grant.tenant_id == city for grant in nodes)


def _own_city(request: ActorRequest) -> Organization:
    """The city's body for whoever handles its money; others are told who does."""
    rows = Organization.objects.within(request.actor, capability=Capability.VIEW_WORK)
    city = rows.filter(tenant=request.actor.tenant, tier=Tier.CITY).first()
    if city is None:
        raise PermissionDenied("下达预算和结转由市委两新工委办理。如需办理，请联系市委两新工委。")
    require(request.actor, Capability.HANDLE, at=city)
    return city


def _tiles(sums: Sums, year: int, *, with_budget: bool) -> list[dict[str, Any]]:
    """The year's figures in ten thousands, the exact amount below."""
    page, papers = reverse("projects:fund_rows"), reverse("projects:budget_list")
    shown = [
        ("已安排", sums.arranged, page),
        ("已拨付", sums.paid_out, page),
        ("已支出", sums.spent, f"{reverse('projects:expense_list')}"),
    ]
    if with_budget:
        ledger = reverse("projects:voucher_list")
        shown = [("预算", sums.budget, papers), *shown, ("可安排", sums.available, ledger)]
    return [
        {
            "label": label,
            "value": (amount / TEN_THOUSAND).quantize(CENT),
            "unit": "万元",
            "url": f"{url}?year={year}",
            "note": f"{yuan(amount)} 元",
        }
        for label, amount, url in shown
    ]


def _waiting(request: ActorRequest) -> list[dict[str, Any]]:
    """What waits for a decision or a payment in the reader's scope."""
    tranches = reverse("projects:tranche_list")
    expenses = reverse("projects:expense_list")
    counted = inside(request).aggregate(
        asked=Count("pk", filter=Q(status=TrancheStatus.REQUESTED)),
        agreed=Count("pk", filter=Q(status=TrancheStatus.APPROVED)),
    )
    asked, agreed = counted["asked"], counted["agreed"]
    mine = Expense.objects.visible_to(request.actor)
    under_way = mine.filter(status=ExpenseStatus.SUBMITTED).count()
    return [
        {"label": label, "value": count, "unit": unit, "url": url}
        for label, count, unit, url in (
            ("待审批拨付", asked, "批", f"{tranches}?state={TrancheStatus.REQUESTED}"),
            ("待付款拨付", agreed, "批", f"{tranches}?state={TrancheStatus.APPROVED}"),
            ("审批中支出", under_way, "笔", f"{expenses}?status={ExpenseStatus.SUBMITTED}"),
        )
    ]
