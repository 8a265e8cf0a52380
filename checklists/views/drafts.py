"""Drafting (起草): the head of a list, its items, new versions and copies."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from checklists.actions.amending import revise_checklist
from checklists.actions.decomposing import copy_last_year
from checklists.actions.drafting import (
    add_item,
    delete_draft,
    draft_checklist,
    edit_checklist,
    edit_item,
    keep_in_library,
    remove_item,
)
from checklists.forms.items import ItemForm, milestone_forms, uppers_of
from checklists.forms.lists import CopyForm, HeadForm, NewChecklistForm
from checklists.models import Assignment, Checklist, ChecklistItem
from checklists.views.board import Sent, board_url, draw_board, new_item
from hierarchy.actors import Actor
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability

DECEMBER = 12


@login_required
@require_http_methods(["GET", "POST"])
def checklist_create(request: ActorRequest) -> HttpResponse:
    """Begin a list in the name of one of the actor's bodies."""
    actor = request.actor
    if not actor.may(Capability.DRAFT):
        raise PermissionDenied("您的岗位没有起草清单的权限。如需起草，请切换到相应岗位。")
    draft = Checklist(tenant=actor.tenant, created_at=actor.at)
    form = NewChecklistForm(
        request.POST or None,
        actor=actor,
        instance=draft,
        initial={"year": _planned_year(actor), "issuer": _acting_body(actor)},
    )
    if request.method == "POST" and form.is_valid():
        head = {name: form.cleaned_data[name] for name in HeadForm.Meta.fields}
        with refusals(request, form=form) as attempt:
            checklist = draft_checklist(
                issuer=form.cleaned_data["issuer"],
                year=form.cleaned_data["year"],
                actor=actor,
                **head,
            )
        if not attempt.refused:
            messages.success(request, "已建立草稿。请逐条添加事项，检查无误后送审或下发。")
            return redirect("checklists:decompose_board", pk=checklist.pk)
    return render(request, "checklists/checklist_create.html", {"form": form}, status=_status(form))


@login_required
@require_http_methods(["GET", "POST"])
def checklist_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change the head of a draft, or throw the draft away."""
    checklist = _visible_or_404(request, pk)
    require(request.actor, Capability.DRAFT, at=checklist.issuer)
    if "delete" in request.POST:
        return _delete(request, checklist)
    form = HeadForm(request.POST or None, instance=copy(checklist))
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form) as attempt:
            edit_checklist(checklist=checklist, changes=form.changes(), actor=request.actor)
        if not attempt.refused:
            messages.success(request, "已保存清单头。")
            return redirect("checklists:decompose_board", pk=pk)
    context = {"form": form, "checklist": checklist}
    return render(request, "checklists/checklist_edit.html", context, status=_status(form))


@login_required
@require_POST
def checklist_revise(request: ActorRequest, pk: int) -> HttpResponse:
    """Begin the next version of an issued list."""
    checklist = _visible_or_404(request, pk)
    with refusals(request) as attempt:
        draft = revise_checklist(checklist=checklist, actor=request.actor)
    if attempt.refused:
        return redirect("checklists:checklist_detail", pk=pk)
    messages.success(
        request,
        f"已建立第 {draft.version} 版草稿，内容与现行版本相同。下发后，受影响的接收单位须确认。",
    )
    return redirect("checklists:decompose_board", pk=draft.pk)


@login_required
@require_POST
def checklist_copy(request: ActorRequest, pk: int) -> HttpResponse:
    """Draft the city's list for another year from this one."""
    checklist = _visible_or_404(request, pk)
    form = CopyForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请填写要复制到的年度（2018—2099）。")
        return redirect("checklists:checklist_detail", pk=pk)
    year = form.cleaned_data["year"]
    with refusals(request) as attempt:
        draft = copy_last_year(checklist=checklist, year=year, actor=request.actor)
    if attempt.refused:
        return redirect("checklists:checklist_detail", pk=pk)
    messages.success(request, f"已复制为{year}年草稿，日期已顺延。请逐条核对指标和时限后再下发。")
    return redirect("checklists:decompose_board", pk=draft.pk)


@login_required
@require_http_methods(["GET", "POST"])
def item_add(request: ActorRequest, pk: int) -> HttpResponse:
    """Add an item to a draft; below the city it answers the upper item ``upper``."""
    checklist = _visible_or_404(request, pk)
    require(request.actor, Capability.DRAFT, at=checklist.issuer)
    upper = _upper(checklist, request.POST.get("upper") or request.GET.get("upper"))
    if request.method == "GET":
        return redirect(board_url(checklist.pk, upper=upper, adding=True))
    form = ItemForm(request.POST, instance=new_item(checklist, upper))
    milestones = milestone_forms(None, request.POST)
    if form.is_valid() and milestones.is_valid():
        content = {**form.changes(), "milestones": milestones.values()}
        with refusals(request, form=form) as attempt:
            item = add_item(
                checklist=checklist, content=content, answers=upper, actor=request.actor
            )
        if not attempt.refused:
            messages.success(request, f"已添加第 {item.serial} 条。请接着分配指标。")
            return redirect(board_url(checklist.pk, item=item))
    sent = Sent(form=form, milestones=milestones)
    return draw_board(request, checklist, upper=upper, sent=sent)


@login_required
@require_http_methods(["GET", "POST"])
def item_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change an item of a draft."""
    item = _item_or_404(request, pk)
    require(request.actor, Capability.DRAFT, at=item.checklist.issuer)
    if request.method == "GET":
        return redirect(board_url(item.checklist_id, item=item))
    form = ItemForm(request.POST, instance=item)
    milestones = milestone_forms(item, request.POST)
    if form.is_valid() and milestones.is_valid():
        changes = {**form.changes(), "milestones": milestones.values()}
        with refusals(request, form=form) as attempt:
            edit_item(item=item, changes=changes, actor=request.actor)
        if not attempt.refused:
            messages.success(request, f"已保存第 {item.serial} 条。")
            return redirect(board_url(item.checklist_id, item=item))
    sent = Sent(form=form, milestones=milestones)
    return draw_board(request, item.checklist, item=item, sent=sent)


@login_required
@require_POST
def item_remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Take an item out of a draft."""
    item = _item_or_404(request, pk)
    checklist_id = item.checklist_id
    with refusals(request):
        remove_item(item=item, actor=request.actor)
        messages.success(request, f"已删除“{item.title}”，序号已重排。")
    return redirect(board_url(checklist_id))


@login_required
@require_POST
def item_keep(request: ActorRequest, pk: int) -> HttpResponse:
    """Copy an item into the city's library."""
    item = _item_or_404(request, pk)
    with refusals(request):
        keep_in_library(item=item, actor=request.actor)
        messages.success(request, "已存入清单库，本市同级单位起草时可以套用。")
    if item.checklist.is_editable:
        return redirect(board_url(item.checklist_id, item=item))
    return redirect("checklists:checklist_detail", pk=item.checklist_id)


def _visible_or_404(request: ActorRequest, pk: int) -> Checklist:
    visible = Checklist.objects.visible_to(request.actor)
    return get_object_or_404(visible.select_related("issuer__parent", "tenant"), pk=pk)


def _item_or_404(request: ActorRequest, pk: int) -> ChecklistItem:
    visible = ChecklistItem.objects.visible_to(request.actor)
    related = ("checklist__issuer__parent", "checklist__tenant", "answers__item")
    return get_object_or_404(visible.select_related(*related), pk=pk)


def _upper(checklist: Checklist, number: str | None) -> Assignment | None:
    if not number or not number.isdecimal() or len(number) > 18:
        return None
    return get_object_or_404(uppers_of(checklist), pk=int(number))


def _acting_body(actor: Actor) -> int | None:
    return actor.acting.position.organization_id if actor.acting else None


def _planned_year(actor: Actor) -> int:
    """The year that lists are drafted for: in December the one that comes."""
    return actor.on.year + (actor.on.month == DECEMBER)


def _delete(request: ActorRequest, checklist: Checklist) -> HttpResponse:
    title = checklist.title
    with refusals(request) as attempt:
        delete_draft(checklist=checklist, actor=request.actor)
    if attempt.refused:
        return redirect("checklists:checklist_detail", pk=checklist.pk)
    messages.success(request, f"已删除草稿“{title}”。")
    return redirect("checklists:checklist_list")


def _status(form: Any) -> int:
    return 422 if form.errors else 200
