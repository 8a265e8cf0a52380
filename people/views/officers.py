"""指导员: the posts and how they stand, one post's page, its file and plan of contacts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability, Tier
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.officer_files import (
    CONTENT,
    PLAN,
    edit_officer_file,
    may_file,
    may_plan,
    open_officer_file,
    plan_contacts,
)
from people.actions.opinions import years_open
from people.balance import balance_of, bodies_to_balance
from people.forms.guidance import OfficerFileForm, OfficerFileNewForm, PlanForm
from people.forms.searches import BalanceFilter, OfficerFilter
from people.models import OfficerFile
from people.officer_standing import (
    contacts_of,
    file_of,
    handovers_of,
    holders_of,
    lines_of,
    present_holders,
)
from people.opinion_sums import LEAST, sums_for
from people.policy import policy_of
from people.views.surroundings import people_tabs, team_ways
from workflow.views.enclosed import FORM_METHODS


@login_required
@require_safe
def officer_list(request: ActorRequest) -> HttpResponse:
    """The posts in scope by name: holder, file, units, who is over the limit."""
    actor = request.actor
    search = OfficerFilter(request.GET, actor=actor)
    rows = search.rows().select_related("parent")
    page = keyset_page(rows, keys=("name_key", "id"), query=request.GET)
    policy = policy_of(actor.tenant, actor.on) if actor.tenant else None
    context = {
        "form": search,
        "page": page,
        "lines": lines_of(page.rows, policy=policy, actor=actor) if policy else [],
        "policy": policy,
        "is_filtered": any(request.GET.get(name) for name in search.fields),
        "tabs": people_tabs(actor, current="team"),
        "ways": team_ways(actor, current="officer_list"),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "people/officer_list.html", context, status=status)


@login_required
@require_safe
def officer_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One post: who holds it, its file, its units and contacts, what was said of it."""
    actor, post = request.actor, _post_or_404(request, pk)
    policy = policy_of(post.tenant, actor.on)
    holders = holders_of(post, on=actor.on)
    file, studies = file_of(post, holders, actor=actor)
    days = (file.visit_days if file else None) or policy.visit_days
    contacts = contacts_of(post, days=days, on=actor.on)
    context = {
        "post": post,
        "holders": holders,
        "file": file,
        "studies": studies,
        "policy": policy,
        "contacts": contacts,
        "is_over": contacts.units > policy.caseload_most,
        "handovers": handovers_of(post, actor=actor),
        "sums": sums_for(post, years=years_open(actor), actor=actor),
        "least": LEAST,
        "is_own": can(actor, Capability.HANDLE, at=post),
        "may_file": may_file(post, actor),
        "may_plan": may_plan(post, actor),
        "today": actor.on,
    }
    return render(request, "people/officer_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def officer_file_new(request: ActorRequest, pk: int) -> HttpResponse:
    """建立档案 of who holds the post, by the body above it."""
    actor, post = request.actor, _post_or_404(request, pk)
    back = reverse("people:officer_detail", args=[pk])
    require(actor, Capability.HANDLE, at=post.parent or post)
    holders = [held.user for held in present_holders([post.pk], on=actor.on)]
    if not holders:
        raise PermissionDenied(f"“{post.name}”现在空缺。请先办理任职，再建立指导员档案。")
    form = OfficerFileNewForm(
        request.POST or None, holders=holders, initial={"is_member": False, "sent_on": actor.on}
    )

    def act(data: dict[str, Any]) -> Done:
        made = open_officer_file(officer=post, user=form.person, content=form.facts, actor=actor)
        return Done(f"已建立{made.user.name}的指导员档案。", back)

    page = FormPage(
        title="建立指导员档案",
        submit="建立",
        back_url=back,
        back_label=post.name,
        lead=f"{post.name}　{holders[0].name}" if len(holders) == 1 else post.name,
        article="第六条",
        draft_key=f"officer-file-new-{pk}",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def officer_file_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """修改档案, by the body above the post."""
    actor, file = request.actor, _file_or_404(request, pk)
    post = file.organization
    require(actor, Capability.HANDLE, at=post.parent or post)
    back = reverse("people:officer_detail", args=[post.pk])
    initial = {name: getattr(file, name) for name in (*CONTENT, *PLAN)}
    form = OfficerFileForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> Done:
        edit_officer_file(file=file, content=data, actor=actor)
        return Done("已保存，修改前后的内容留痕可查。", back)

    page = FormPage(
        title=f"修改指导员档案：{file.user.name}",
        submit="保存",
        back_url=back,
        back_label=post.name,
        lead=post.name,
        article="第六条",
        draft_key=f"officer-file-{pk}",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def officer_plan(request: ActorRequest, pk: int) -> HttpResponse:
    """制定联系计划, by the officer or by the body above."""
    actor, file = request.actor, _file_or_404(request, pk)
    post = file.organization
    if not may_plan(post, actor):
        require(actor, Capability.HANDLE, at=post)
    back = reverse("people:officer_detail", args=[post.pk])
    form = PlanForm(request.POST or None, initial={name: getattr(file, name) for name in PLAN})

    def act(data: dict[str, Any]) -> Done:
        plan_contacts(file=file, content=data, actor=actor)
        return Done("已保存联系计划，超过间隔未联系的单位会列在指导员页面。", back)

    page = FormPage(
        title=f"联系计划：{file.user.name}",
        submit="保存",
        back_url=back,
        back_label=post.name,
        lead="跟踪联系单位基本情况，及时反馈区域党建工作站。",
        article="第十五条",
        draft_key=f"officer-plan-{pk}",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_safe
def balance(request: ActorRequest) -> HttpResponse:
    """Officers' units against the limit, and who could take some: a proposal only."""
    actor = request.actor
    bodies = bodies_to_balance(actor)
    if "body" not in request.GET and (own := _own_body(actor)):
        return redirect(f"{reverse('people:balance')}?body={own}")
    form = BalanceFilter(request.GET, bodies=bodies.by_name())
    body = form.cleaned_data["body"] if form.is_valid() else None
    policy = policy_of(body.tenant, actor.on) if body else None
    context = {
        "form": form,
        "body": body,
        "found": balance_of(body, policy=policy, actor=actor) if body and policy else None,
        "may_give": body is not None and can(actor, Capability.KEEP_LEDGER, at=body),
        "tabs": people_tabs(actor, current="team"),
        "ways": team_ways(actor, current="balance"),
    }
    return render(request, "people/balance.html", context)


def _own_body(actor: Actor) -> int | None:
    """The station or committee at which the person acts, if there is one; no query."""
    nodes = actor.scope(Capability.HANDLE).nodes
    own = (grant.organization_id for grant in nodes if grant.tier in (Tier.COMMITTEE, Tier.STATION))
    return next(own, None)


def _post_or_404(request: ActorRequest, pk: int) -> Organization:
    rows = Organization.objects.within(request.actor, capability=Capability.VIEW_WORK)
    officers = rows.of_tier(Tier.OFFICER).select_related("tenant", "parent", "town", "committee")
    found: Organization = get_object_or_404(officers, pk=pk)
    return found


def _file_or_404(request: ActorRequest, pk: int) -> OfficerFile:
    rows = OfficerFile.objects.visible_to(request.actor)
    rows = rows.select_related("user", "organization__parent", "organization__tenant")
    found: OfficerFile = get_object_or_404(rows, pk=pk)
    return found
