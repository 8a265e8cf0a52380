"""Tranches (拨款批次): what waits, and what is done to one; and what is handed back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from projects.actions.spending import hand_back
from projects.actions.tranches import (
    approve_tranche,
    cancel_tranche,
    pay_tranche,
    refuse_tranche,
    request_tranche,
    reverse_tranche,
)
from projects.amounts import yuan
from projects.forms.money import HandBackForm, PaidForm, ReasonForm, RequestForm, SureForm
from projects.models import Account, Project, Tranche
from projects.money_moves import TRANCHE_MOVES
from projects.money_panel import TrancheRow, tranche_moves
from projects.terms import AccountKind, TrancheStatus
from projects.views.surroundings import project_tabs

FORM_METHODS = ["GET", "HEAD", "POST"]
USUAL = TrancheStatus.REQUESTED


@login_required
@require_safe
def tranche_list(request: ActorRequest) -> HttpResponse:
    """The tranches in scope, by state: what waits for the city first."""
    state = request.GET.get("state", "")
    state = state if state in TrancheStatus.values else USUAL.value
    rows = (
        inside(request).filter(status=state).select_related("project__applicant__parent", "source")
    )
    page = keyset_page(rows, keys=("-id",), query=request.GET)
    context = {
        "page": page,
        "tranches": [TrancheRow(one, tranche_moves(one, request.actor)) for one in page.rows],
        "state": TrancheStatus(state).label,
        "states": [
            {
                "label": label,
                "url": f"?{urlencode({'state': key})}",
                "count": None,
                "is_current": key == state,
            }
            for key, label in TrancheStatus.choices
        ],
        "tabs": project_tabs(request.actor, current="funds"),
        "today": request.actor.on,
    }
    return render(request, "projects/tranche_list.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def tranche_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """One move of one tranche, by its verb."""
    if verb not in MOVES:
        raise Http404
    rows = inside(request).select_related("project__applicant__parent", "source")
    tranche = get_object_or_404(rows, pk=pk)
    move = TRANCHE_MOVES[verb]
    require(request.actor, move.capability, at=getattr(tranche, move.at))
    return MOVES[verb](request, tranche)


@login_required
@require_http_methods(FORM_METHODS)
def project_hand_back(request: ActorRequest, pk: int) -> HttpResponse:
    """结余交回: what is left of a source goes back to the city."""
    rows = Project.objects.within(request.actor, capability=Capability.VIEW_WORK)
    project = get_object_or_404(rows.select_related("applicant__parent"), pk=pk)
    require(request.actor, Capability.HANDLE, at=project.applicant)
    back = _project_url(project)
    held = {
        account.source: account.balance
        for account in Account.objects.visible_to(request.actor)
        .filter(project=project, kind=AccountKind.HELD, balance__gt=0)
        .select_related("source")
    }

    def act(given: dict[str, Any]) -> Done:
        hand_back(project=project, actor=request.actor, **given)
        return Done(f"已登记交回结余 {yuan(given['amount'])} 元，记入经费账。", back)

    page = FormPage(
        title="交回结余",
        lead=project.name,
        submit="登记交回",
        confirm="将记入经费账，款项退回市委两新工委当年可安排的预算。",
        back_url=back,
        back_label="项目",
        aside="projects/_held_rows.html",
    )
    form = HandBackForm(request.POST or None, sources=held)
    return answer(request, page=page, form=form, act=act, held=list(held.items()))


def inside(request: ActorRequest) -> Any:
    """Tranches of the bodies in scope: money is not read by who only takes part (§8.1)."""
    return Tranche.objects.within(request.actor, capability=Capability.VIEW_WORK)


def _project_url(project: Project) -> str:
    return f"{reverse('projects:project_detail', args=[project.pk])}?part=money"


def _page(tranche: Tranche, title: str, submit: str, **words: str) -> FormPage:
    return FormPage(
        title=title,
        lead=f"{tranche.project.name}，第 {tranche.number} 批，"
        f"{tranche.source.name} {yuan(tranche.amount)} 元",
        submit=submit,
        back_url=_project_url(tranche.project),
        back_label="项目",
        **words,
    )


def _request(request: ActorRequest, tranche: Tranche) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        request_tranche(tranche=tranche, actor=request.actor, **given)
        return Done("已申请拨付，请等市委两新工委审批。", _project_url(tranche.project))

    page = _page(tranche, "申请拨付", "申请", draft_key=f"tranche-{tranche.pk}")
    return answer(request, page=page, form=RequestForm(request.POST or None), act=act)


def _approve(request: ActorRequest, tranche: Tranche) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        approve_tranche(tranche=tranche, actor=request.actor)
        return Done("已同意拨付，请经办人付款后登记。", _project_url(tranche.project))

    page = _page(
        tranche,
        "同意拨付",
        "同意拨付",
        confirm="同意后由经办人付款并登记。",
        aside="projects/_tranche_words.html",
    )
    form = SureForm(request.POST if request.method == "POST" else None)
    return answer(request, page=page, form=form, act=act, tranche=tranche)


def _refuse(request: ActorRequest, tranche: Tranche) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        refuse_tranche(tranche=tranche, actor=request.actor, **given)
        return Done("已退回申请，申报单位可以补充后重新申请。", _project_url(tranche.project))

    page = _page(tranche, "退回拨付申请", "退回", aside="projects/_tranche_words.html")
    form = ReasonForm(request.POST or None)
    return answer(request, page=page, form=form, act=act, tranche=tranche)


def _pay(request: ActorRequest, tranche: Tranche) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        pay_tranche(tranche=tranche, actor=request.actor, **given)
        return Done("已登记拨付并记入经费账。", _project_url(tranche.project))

    page = _page(
        tranche,
        "登记拨付",
        "登记拨付",
        confirm=f"将记入经费账：{yuan(tranche.amount)} 元。记账后不能修改，只能冲销。",
    )
    form = PaidForm(request.POST or None, initial={"paid_on": request.actor.on})
    return answer(request, page=page, form=form, act=act)


def _cancel(request: ActorRequest, tranche: Tranche) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        cancel_tranche(tranche=tranche, actor=request.actor, **given)
        return Done("已取消这一批次，没有拨付。", _project_url(tranche.project))

    page = _page(
        tranche,
        "取消拨款批次",
        "取消批次",
        confirm="取消后这一批不再拨付；未拨的指标在决算时收回。",
    )
    return answer(request, page=page, form=ReasonForm(request.POST or None), act=act)


def _reverse(request: ActorRequest, tranche: Tranche) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        reverse_tranche(tranche=tranche, actor=request.actor, **given)
        return Done("已冲销这次拨付，批次回到待拨付，可以重新登记。", _project_url(tranche.project))

    page = _page(
        tranche,
        "冲销拨付",
        "冲销",
        confirm="将生成一张相反的凭证；拨付的款项已经用掉的，不能冲销。",
    )
    return answer(request, page=page, form=ReasonForm(request.POST or None), act=act)


MOVES: dict[str, Callable[[ActorRequest, Tranche], HttpResponse]] = {
    "request": _request,
    "approve": _approve,
    "refuse": _refuse,
    "pay": _pay,
    "reverse": _reverse,
    "cancel": _cancel,
}
