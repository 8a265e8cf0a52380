"""党费 by the month: who paid in one's own branch; above it counts alone, and no sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from hierarchy.actors import Actor
from hierarchy.handled import branches_handled
from hierarchy.models import Organization
from hierarchy.numbers import row_id
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.dues import (
    excuse_dues,
    make_dues,
    open_sums,
    pay_dues,
    recompute_dues,
    undo_dues,
)
from people.forms.care import DuesFilter, ExcuseForm, PayForm, UndoForm
from people.models import Dues
from people.months import first_of, in_words
from people.views.care_tabs import care_tabs, serves_branch
from people.views.counts_only import counts_only
from people.views.surroundings import people_tabs
from workflow.views.enclosed import FORM_METHODS

Sums = Mapping[int, tuple[Decimal | None, Decimal | None]]
_TITLE: Final = "党费"
_OPEN, _RECOMPUTE = "open", "recompute"


@login_required
@require_http_methods(FORM_METHODS)
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def dues_board(request: ActorRequest) -> HttpResponse:
    """The month of one's own branch, made when it is opened first; or the counts of the scope."""
    actor = request.actor
    if (off := counts_only(request, current="members", title=_TITLE)) is not None:
        return off
    branches = branches_handled(actor) if serves_branch(actor) else []
    search = DuesFilter(request.GET, branches=branches, on=actor.on)
    branch, month = search.branch, search.chosen_month
    if branch is None:
        return _totals(request, search, month)
    if month == first_of(actor.on):
        make_dues(tenant=branch.tenant, organization=branch, actor=actor)
    form = PayForm(request.POST or None, initial={"paid_on": actor.on})
    sums: Sums = {}
    if request.method == "POST":
        asked = request.POST.get("action", "")
        if asked == _OPEN:
            sums = open_sums(organization=branch, month=month, actor=actor)
            form = PayForm(initial={"paid_on": actor.on})
        elif _done(request, branch, month, form, asked):
            return redirect(_address(branch, month))
    return _board(request, search, form, sums)


@login_required
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters()
@sensitive_variables()
def dues_excuse(request: ActorRequest, pk: int) -> HttpResponse:
    """登记正当理由 for one member's month."""
    dues = _dues_or_404(request, pk)

    def act(given: dict[str, Any]) -> Done:
        excuse_dues(dues=dues, actor=request.actor, **given)
        return Done("已登记，这个月不再提醒，也不计入应交人数。", _address_of(dues))

    page = _page(dues, "登记正当理由", "登记")
    return answer(request, page=page, form=ExcuseForm(request.POST or None), act=act)


@login_required
@require_http_methods(FORM_METHODS)
def dues_undo(request: ActorRequest, pk: int) -> HttpResponse:
    """撤销登记 of what was entered by mistake."""
    dues = _dues_or_404(request, pk)

    def act(given: dict[str, Any]) -> Done:
        undo_dues(dues=dues, actor=request.actor, **given)
        return Done("已撤销，这个月重新列为未交。", _address_of(dues))

    page = _page(dues, "撤销登记", "撤销", confirm="撤销后可以重新登记，原因留痕可查。")
    return answer(request, page=page, form=UndoForm(request.POST or None), act=act)


@sensitive_variables()
def _done(
    request: ActorRequest, branch: Organization, month: dt.date, form: PayForm, asked: str
) -> bool:
    """Reckon anew, or enter who paid; whether it went through."""
    actor = request.actor
    if asked == _RECOMPUTE:
        with refusals(request) as attempt:
            changed = recompute_dues(organization=branch, month=month, actor=actor)
        if not attempt.refused:
            messages.success(request, f"已按现在的计算基数更新 {changed} 名党员的应交数额。")
        return True
    if not form.is_valid():
        return False
    ids = [row_id(text) for text in request.POST.getlist("ids")]
    with refusals(request, form=form) as attempt:
        paid = pay_dues(
            organization=branch, month=month, rows=ids, actor=actor, **form.cleaned_data
        )
    if attempt.refused:
        return False
    messages.success(request, f"已登记 {paid} 名党员交纳{in_words(month)}党费。")
    return True


@sensitive_variables()
def _board(request: ActorRequest, search: DuesFilter, form: PayForm, sums: Sums) -> HttpResponse:
    actor, branch, month = request.actor, search.branch, search.chosen_month
    seen = Dues.objects.visible_to(actor).filter(organization=branch, month=month)
    rows = list(seen.select_related("member").order_by("member__name_key", "member_id"))
    context = {
        **_frame(actor, search, month),
        "branch": branch,
        "rows": [(row, *sums.get(row.pk, (None, None))) for row in rows],
        "totals": _sum_up(sums),
        "paid": sum(row.paid_on is not None for row in rows if not row.is_excused),
        "owing": sum(not row.is_excused for row in rows),
        "pay_form": form,
        "is_open": bool(sums),
        "marked": set(request.POST.getlist("ids")),
    }
    is_refused = request.method == "POST" and bool(form.errors)
    return render(request, "people/dues_board.html", context, status=422 if is_refused else 200)


def _totals(request: ActorRequest, search: DuesFilter, month: dt.date) -> HttpResponse:
    """Above the branch: how many of how many have paid."""
    paid, owing = Dues.objects.paid_of(request.actor, month)
    context = {**_frame(request.actor, search, month), "paid": paid, "owing": owing}
    return render(request, "people/dues_totals.html", context)


def _frame(actor: Actor, search: DuesFilter, month: dt.date) -> dict[str, Any]:
    return {
        "form": search,
        "month": in_words(month),
        "tabs": people_tabs(actor, current="members"),
        "care_tabs": care_tabs(actor, current="dues"),
        "today": actor.on,
    }


@sensitive_variables()
def _sum_up(sums: Sums) -> tuple[Decimal, Decimal]:
    """What is owed and what was paid in the branch, in yuan."""
    zero = Decimal(0)
    owed = sum((owed or zero for owed, _ in sums.values()), zero)
    return owed, sum((paid or zero for _, paid in sums.values()), zero)


def _dues_or_404(request: ActorRequest, pk: int) -> Dues:
    rows = Dues.objects.visible_to(request.actor).select_related("member", "organization__tenant")
    dues: Dues = get_object_or_404(rows, pk=pk)
    require(request.actor, Capability.HANDLE, at=dues.organization)
    return dues


def _address(branch: Organization, month: dt.date) -> str:
    return f"{reverse('people:dues_board')}?month={month.isoformat()}&body={branch.pk}"


def _address_of(dues: Dues) -> str:
    return _address(dues.organization, dues.month)


def _page(dues: Dues, title: str, submit: str, **words: str) -> FormPage:
    return FormPage(
        title=title,
        lead=f"{dues.member.name}：{in_words(dues.month)}党费",
        submit=submit,
        back_url=_address_of(dues),
        back_label=_TITLE,
        **words,
    )
