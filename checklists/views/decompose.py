"""Decomposing (分解): where it starts, the board, who gets how much, what is not passed on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from checklists.actions.allocating import distribute_evenly, distribute_item
from checklists.actions.carrying import carry_over_to
from checklists.actions.decomposing import start_decomposition
from checklists.actions.drafting import waive, withdraw_waiver
from checklists.burden import loads, near_duplicates
from checklists.forms.items import AllocationForm, uppers_of
from checklists.forms.lists import ReasonForm, StartForm
from checklists.models import Assignment, Checklist, ChecklistItem, LibraryItem, Waiver
from checklists.terms import AssignmentStatus, ListStatus
from checklists.views.board import Sent, board_url, carry_over_form, draw_board
from hierarchy.numbers import row_id
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier


@login_required
@require_http_methods(["GET", "POST"])
def decompose_start(request: ActorRequest) -> HttpResponse:
    """Choose whose upper items of which year to decompose, and what to start from."""
    actor = request.actor
    if not actor.may(Capability.DRAFT):
        raise PermissionDenied("您的岗位没有分解清单的权限。如需分解，请切换到相应岗位。")
    initial = {"year": actor.on.year, "receiver": request.GET.get("receiver")}
    form = StartForm(request.POST or None, actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form) as attempt:
            checklist = start_decomposition(actor=actor, **form.cleaned_data)
        if not attempt.refused:
            messages.success(request, "已逐条生成草稿。请核对内容和指标，检查通过后送审或下发。")
            return redirect("checklists:decompose_board", pk=checklist.pk)
    own = actor.organization_ids(Capability.DRAFT)
    context = {
        "form": form,
        "waiting": _waiting(own),
        "to_sign": _to_sign(own),
        "drafts": _open_drafts(own),
        "is_city": any(node.tier == Tier.CITY for node in actor.scope(Capability.DRAFT).nodes),
        "today": actor.on,
    }
    status = 422 if form.errors else 200
    return render(request, "checklists/decompose_start.html", context, status=status)


@login_required
@require_GET
def decompose_board(request: ActorRequest, pk: int) -> HttpResponse:
    """The board of a draft; an issued list has its own page."""
    checklist = _visible_or_404(request, pk)
    if checklist.status != ListStatus.DRAFT:
        return redirect("checklists:checklist_detail", pk=pk)
    require(request.actor, Capability.DRAFT, at=checklist.issuer)
    item = ChecklistItem(pk=number) if (number := row_id(request.GET.get("item"))) else None
    upper = None
    if number := row_id(request.GET.get("upper")):
        upper = get_object_or_404(uppers_of(checklist), pk=number)
    return draw_board(
        request,
        checklist,
        item=item,
        upper=upper,
        adding="add" in request.GET,
        library=_library_item(request, checklist),
    )


@login_required
@require_http_methods(["GET", "POST"])
def item_waive(request: ActorRequest, pk: int, upper: int) -> HttpResponse:
    """Say why an upper item is not passed on (不涉及), or take that back."""
    checklist = _visible_or_404(request, pk)
    require(request.actor, Capability.DRAFT, at=checklist.issuer)
    asked = get_object_or_404(uppers_of(checklist), pk=upper)
    if request.method == "GET":
        return redirect(board_url(pk, upper=asked))
    if "withdraw" in request.POST:
        return _withdraw(request, checklist, asked)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with refusals(request, form=form) as attempt:
            waive(checklist=checklist, answers=asked, actor=request.actor, **form.cleaned_data)
        if not attempt.refused:
            messages.success(request, "已说明不涉及，上级可以看到理由。")
            return redirect(board_url(pk, upper=asked))
    return draw_board(request, checklist, upper=asked, sent=Sent(reason=form))


@login_required
@require_http_methods(["GET", "POST"])
def item_allocate(request: ActorRequest, pk: int) -> HttpResponse:
    """Say who gets an item and how much each; 平均分配 fills it in."""
    visible = ChecklistItem.objects.visible_to(request.actor)
    item = get_object_or_404(
        visible.select_related("checklist__issuer__parent", "checklist__tenant"), pk=pk
    )
    require(request.actor, Capability.DRAFT, at=item.checklist.issuer)
    if request.method == "GET":
        return redirect(board_url(item.checklist_id, item=item))
    form = AllocationForm(
        request.POST,
        item=item,
        shares=[],
        loads=loads(issuer=item.checklist.issuer, on=request.actor.on),
    )
    if form.is_valid():
        with refusals(request, form=form) as attempt:
            messages.success(request, _allocate(request, item, form))
        if not attempt.refused:
            return redirect(board_url(item.checklist_id, item=item))
    return draw_board(request, item.checklist, item=item, sent=Sent(allocation=form))


@login_required
@require_http_methods(["GET", "POST"])
def checklist_carry_over(request: ActorRequest, pk: int) -> HttpResponse:
    """Take up in a draft what last year's lists carried over (结转)."""
    checklist = _visible_or_404(request, pk)
    require(request.actor, Capability.DRAFT, at=checklist.issuer)
    if request.method == "GET":
        return redirect(board_url(pk))
    form = carry_over_form(checklist, request.POST)
    if form.is_valid():
        with refusals(request, form=form) as attempt:
            items = carry_over_to(checklist=checklist, actor=request.actor, **form.cleaned_data)
        if not attempt.refused:
            messages.success(
                request, f"已加入 {len(items)} 项结转事项。请核对指标、时限和接收单位。"
            )
            return redirect(board_url(pk, item=items[0]))
    if not checklist.is_editable:
        messages.error(request, "只有草稿可以加入结转事项。")
        return redirect("checklists:checklist_detail", pk=pk)
    return draw_board(request, checklist, sent=Sent(carry=form))


@login_required
@require_GET
def burden(request: ActorRequest, pk: int) -> HttpResponse:
    """减负提示: what the receivers already carry, and what they are being asked twice."""
    checklist = _visible_or_404(request, pk)
    require(request.actor, Capability.DRAFT, at=checklist.issuer)
    context = {
        "checklist": checklist,
        "loads": loads(issuer=checklist.issuer, on=request.actor.on),
        "duplicates": near_duplicates(checklist=checklist),
        "today": request.actor.on,
    }
    return render(request, "checklists/burden.html", context)


def _visible_or_404(request: ActorRequest, pk: int) -> Checklist:
    visible = Checklist.objects.visible_to(request.actor)
    return get_object_or_404(visible.select_related("issuer__parent", "tenant"), pk=pk)


def _library_item(request: ActorRequest, checklist: Checklist) -> LibraryItem | None:
    number = row_id(request.GET.get("library"))
    if not number:
        return None
    return get_object_or_404(LibraryItem, tenant=checklist.tenant, pk=number)


def _allocate(request: ActorRequest, item: ChecklistItem, form: AllocationForm) -> str:
    reach = form.cleaned_data["reach"]
    if "even" in request.POST:
        rows = distribute_evenly(
            item=item, reach=reach, receivers=form.chosen(), actor=request.actor
        )
        return f"已平均分配给 {len(rows)} 个下级，可再逐个调整。"
    distribute_item(item=item, reach=reach, shares=form.shares(), actor=request.actor)
    return f"已保存第 {item.serial} 条的分配。"


def _withdraw(request: ActorRequest, checklist: Checklist, asked: Assignment) -> HttpResponse:
    waiver = get_object_or_404(checklist.waivers.select_related("answers__item"), answers=asked)
    with refusals(request):
        withdraw_waiver(waiver=waiver, actor=request.actor)
        messages.success(request, "已撤回不涉及说明，请添加承接事项。")
    return redirect(board_url(checklist.pk, upper=asked))


def _waiting(own: Iterable[int]) -> Any:
    """Signed upper items that nothing answers or waives, not even a draft, by body and year."""
    answered = ChecklistItem.objects.filter(
        checklist__issuer_id__in=list(own), answers__isnull=False
    ).values("answers_id")
    waived = Waiver.objects.filter(checklist__issuer_id__in=list(own)).values("answers_id")
    return (
        Assignment.objects.filter(receiver_id__in=list(own), is_decomposed=False)
        .exclude(tier=Tier.BRANCH)
        .exclude(pk__in=answered)
        .exclude(pk__in=waived)
        .filter(status__in=(AssignmentStatus.IN_PROGRESS, AssignmentStatus.RETURNED))
        .values("receiver_id", "receiver__name", "item__checklist__year")
        .annotate(count=Count("id"))
        .order_by("receiver__name_key", "-item__checklist__year")
    )


def _to_sign(own: Iterable[int]) -> Any:
    """Lists that must be signed for before they can be decomposed."""
    return (
        Assignment.objects.filter(receiver_id__in=list(own), status=AssignmentStatus.TO_SIGN)
        .values("item__checklist_id", "item__checklist__title", "receiver__name")
        .annotate(count=Count("id"))
        .order_by("item__checklist_id")
    )


def _open_drafts(own: Iterable[int]) -> Any:
    return (
        Checklist.objects.filter(issuer_id__in=list(own), status=ListStatus.DRAFT)
        .select_related("issuer")
        .order_by("-id")[:10]
    )
