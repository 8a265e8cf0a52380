"""The board of joint-group proposals (联合组建建议): look, plan anew, accept or change, refuse."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coverage.actions.joint_branches import officer_of
from coverage.actions.proposals import (
    accept_proposal,
    founding_body,
    may_found,
    refuse_proposal,
)
from coverage.actions.proposing import Made, make_proposals
from coverage.forms.proposals import AcceptForm, MakeForm, ProposalFilter, RefuseForm
from coverage.joining.board import Card, card_of, cards, lonely, near_by, with_parts
from coverage.models import JointProposal, Unit
from coverage.terms import ProposalStatus
from coverage.views.surroundings import rules_of, unit_tabs
from hierarchy.numbers import row_id
from hierarchy.paging import keyset_page
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability

PAGE = "coverage:proposal_list"
CARDS = 20
# By key: the tab's label and what stands under it.
TABS: dict[str, tuple[str, Q]] = {
    "offered": ("待研究", Q(status=ProposalStatus.OFFERED)),
    "passed_on": ("已转报待设立", Q(status=ProposalStatus.ACCEPTED, branch__isnull=True)),
    "founded": ("已设立", Q(status=ProposalStatus.ACCEPTED, branch__isnull=False)),
    "refused": ("不采纳", Q(status=ProposalStatus.REFUSED)),
}


@login_required
@require_safe
def proposal_list(request: ActorRequest) -> HttpResponse:
    """The proposals in scope by tab and ground, in the order of their rank."""
    actor, rules = request.actor, rules_of(request.actor)
    search = ProposalFilter(request.GET, actor=actor)
    rows = search.narrow(JointProposal.objects.visible_to(actor))
    tab = request.GET.get("status", "")
    tab = tab if tab in TABS else "offered"
    page = keyset_page(
        with_parts(rows.filter(TABS[tab][1])), keys=("rank", "id"), query=request.GET, size=CARDS
    )
    left, left_count = lonely(actor, rules=rules) if tab == "offered" else ([], 0)
    context = {
        "form": search,
        "chosen": search.chosen(),
        "make_form": _make_form(request),
        "cards": cards(page.rows, rules=rules, actor=actor),
        "page": page,
        "tab": tab,
        "tabs": unit_tabs(actor, current="proposals"),
        "status_tabs": _tabs(request, rows, tab),
        "lonely": left,
        "lonely_count": left_count,
        "most_units": rules.joint_units,
        "most_members": rules.found_from - 1,
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "coverage/proposal_list.html", context, status=status)


@login_required
@require_POST
def proposal_make(request: ActorRequest) -> HttpResponse:
    """Plan anew below one of the bodies whose ledger the person keeps."""
    if not request.actor.may(Capability.KEEP_LEDGER):
        raise PermissionDenied(
            "联合组建建议由维护台账的岗位提出，您现在没有这样的岗位。请切换岗位，或联系工作站。"
        )
    form = MakeForm(request.POST, actor=request.actor)
    if not form.is_valid():
        messages.error(request, "请选择您维护台账的范围，再提出建议。")
        return redirect(PAGE)
    with refusals(request) as attempt:
        made = make_proposals(organization=form.cleaned_data["body"], actor=request.actor)
    if not attempt.refused:
        messages.success(request, _told(made))
    return redirect(PAGE)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_accept(request: ActorRequest, pk: int) -> HttpResponse:
    """Accept a set as it is or changed: the page that asks, and the act."""
    actor, rules = request.actor, rules_of(request.actor)
    proposal = _visible_or_404(request, pk)
    require(actor, Capability.KEEP_LEDGER, at=proposal.organization)
    card = card_of(proposal, rules=rules, actor=actor)
    inside = [row.unit for row in card.rows]
    offered = [
        *inside,
        *near_by(proposal, within=founding_body(proposal), rules=rules, actor=actor),
    ]
    form = AcceptForm(
        request.POST or None,
        offered=offered,
        founds=_founds(proposal, inside, request),
        initial={"name": _name(proposal), "on": actor.on, "units": [unit.pk for unit in inside]},
    )
    if request.method == "POST" and form.is_valid():
        said = {"on": actor.on, **form.cleaned_data}
        with refusals(request, form=form) as attempt:
            done = accept_proposal(proposal=proposal, actor=actor, **said)
        if not attempt.refused:
            _tell(request, done, count=len(said["units"]), most=rules.joint_units)
            return redirect(PAGE)
    return _ask(request, card, form, offered)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_refuse(request: ActorRequest, pk: int) -> HttpResponse:
    """Refuse a set with the reason."""
    proposal = _visible_or_404(request, pk)
    require(request.actor, Capability.KEEP_LEDGER, at=proposal.organization)
    form = RefuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form) as attempt:
            refuse_proposal(proposal=proposal, actor=request.actor, **form.cleaned_data)
        if not attempt.refused:
            messages.success(
                request, "已登记不采纳。名单中单位的党员、归口、楼宇或协会变化前，不再提出这一组。"
            )
            return redirect(PAGE)
    rules = rules_of(request.actor)
    context = {
        "card": card_of(proposal, rules=rules, actor=request.actor),
        "proposal": proposal,
        "form": form,
        "most_units": rules.joint_units,
        "today": request.actor.on,
    }
    status = 422 if form.errors else 200
    return render(request, "coverage/proposal_refuse.html", context, status=status)


def _make_form(request: ActorRequest) -> MakeForm | None:
    """For whoever keeps a ledger above the fifth tier."""
    if not request.actor.may(Capability.KEEP_LEDGER):
        return None
    form = MakeForm(actor=request.actor)
    return form if form.offers_any else None


def _ask(request: ActorRequest, card: Card, form: AcceptForm, offered: list[Unit]) -> HttpResponse:
    """The page that asks which units, and how the branch is called and was approved."""
    chosen = {row_id(value) for value in form["units"].value() or ()}
    inside = {row.unit_id for row in card.rows}
    context = {
        "card": card,
        "proposal": card.proposal,
        "form": form,
        "fields": [form[name] for name in form.fields if name != "units"],
        "lines": [(unit, unit.pk in chosen, unit.pk in inside) for unit in offered],
        "founding_body": founding_body(card.proposal),
        "most_units": rules_of(request.actor).joint_units,
        "today": request.actor.on,
    }
    status = 422 if form.errors else 200
    return render(request, "coverage/proposal_accept.html", context, status=status)


def _visible_or_404(request: ActorRequest, pk: int) -> JointProposal:
    return get_object_or_404(with_parts(JointProposal.objects.visible_to(request.actor)), pk=pk)


def _founds(proposal: JointProposal, units: list[Unit], request: ActorRequest) -> bool:
    """Whether the person founds at once; nobody does while no unit has an officer."""
    try:
        officer = officer_of(units)
    except ValidationError:
        return False
    return may_found(proposal, officer, actor=request.actor)


def _name(proposal: JointProposal) -> str:
    """A name to start from: 「观前大厦联合党支部」."""
    place = proposal.ground.replace(" · ", "").removesuffix("（示例）")
    return f"{place}联合党支部"


def _tabs(
    request: ActorRequest, rows: QuerySet[JointProposal], current: str
) -> list[dict[str, Any]]:
    counts = rows.order_by().aggregate(
        **{key: Count("pk", filter=condition) for key, (_, condition) in TABS.items()}
    )
    tabs = []
    for key, (label, _) in TABS.items():
        query = request.GET.copy()
        for name in ("after", "before"):
            query.pop(name, None)
        query["status"] = key
        url = f"{reverse(PAGE)}?{query.urlencode()}"
        tabs.append(
            {"label": label, "url": url, "count": counts[key], "is_current": key == current}
        )
    return tabs


def _told(made: Made) -> str:
    """What one making came to, and what is next."""
    fresh = made.offered + made.renewed
    parts = [f"新提出 {fresh} 组" if fresh else "没有新的建议"]
    if made.kept:
        parts.append(f"{made.kept} 组仍然有效")
    if made.outdated:
        parts.append(f"{made.outdated} 组因情况变化收回")
    if made.leftovers:
        parts.append(f"{made.leftovers} 家还没有合适的伙伴，见页面下方")
    return f"{'，'.join(parts)}。请逐组研究，采纳、调整或不采纳。"


def _tell(request: ActorRequest, done: JointProposal, *, count: int, most: int) -> None:
    if done.branch is None:
        body = founding_body(done).label
        messages.success(request, f"已转报{body}研究设立，负责人会收到消息。设立后台账自动更新。")
        return
    messages.success(
        request,
        f"已设立“{done.branch.name}”，覆盖 {count} 家单位。请召开党员大会选举书记，"
        "并在党组织信息中登记。",
    )
    if count > most:
        messages.warning(
            request,
            f"覆盖 {count} 家单位，一般不超过 {most} 家（提醒，不作违规）。已列入越线事项，"
            "请适时研究拆分。",
        )
