"""Expenses (支出): found by filters, one with its approval and papers, entered and corrected."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.paging import keyset_page
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from projects.actions.expenses import edit_expense, enter_expense
from projects.expense_chain import names_of_next
from projects.expense_deeds import deeds_of
from projects.expense_steps import refusals_of, steps_of
from projects.forms.expenses import ExpenseFilter, ExpenseForm
from projects.models import Expense, Project
from projects.money_panel import line_choices
from projects.slicing import slices_of
from projects.terms import ExpenseStatus
from projects.views.surroundings import kept, project_tabs
from workflow.history import pictures
from workflow.models import Attachment
from workflow.views.uploads import store_uploads

FORM_METHODS = ["GET", "HEAD", "POST"]
EDITABLE = (ExpenseStatus.DRAFT, ExpenseStatus.RETURNED)


@login_required
@require_safe
def expense_list(request: ActorRequest) -> HttpResponse:
    """The expenses in scope, the latest first."""
    search = ExpenseFilter(request.GET, actor=request.actor)
    rows = search.rows().select_related("project", "source", "category")
    page = keyset_page(rows, keys=("-id",), query=request.GET)
    project = search.cleaned_data.get("project") if search.is_valid() else None
    context = {
        "form": search,
        "chosen": search.chosen(),
        "project": project,
        "page": page,
        "rows": page.rows,
        "query": kept(request.GET).urlencode(),
        "tabs": project_tabs(request.actor, current="funds"),
        "today": request.actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "projects/expense_list.html", context, status=status)


@login_required
@require_safe
def expense_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One expense: what for, to whom, who approved, what was paid, and what may be done now."""
    actor = request.actor
    expense = expense_or_404(request, pk)
    endorsements = list(expense.endorsements.select_related("decided_by").order_by("pk"))
    deeds = deeds_of(expense, actor, endorsements=endorsements)
    context = {
        "expense": expense,
        "steps": steps_of(
            expense, endorsements, able=names_of_next(expense, endorsements, on=actor.on)
        ),
        "slices": slices_of(expense),
        "refused": refusals_of(endorsements),
        "files": pictures(expense.attachments.all()),
        "refunds": expense.refunds.select_related("voucher__reversal").order_by("pk"),
        "handles": can(actor, Capability.HANDLE, at=expense.project.applicant),
        "main": deeds[0] if deeds and deeds[0].is_next else None,
        "others": deeds[1:] if deeds and deeds[0].is_next else deeds,
        "today": actor.on,
    }
    return render(request, "projects/expense_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def expense_new(request: ActorRequest, pk: int) -> HttpResponse:
    """填写支出 of one project."""
    inside = Project.objects.within(request.actor, capability=Capability.VIEW_WORK)
    project = get_object_or_404(inside.select_related("applicant__parent"), pk=pk)
    post = require(request.actor, Capability.HANDLE, at=project.applicant)
    lines = line_choices(project)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ExpenseForm(*sent, lines=lines)
    form.recall(request.actor)
    expense: Expense | None = None
    if request.method == "POST" and form.is_valid():
        stored = store_uploads(form, organization=project.applicant, actor=request.actor)
        if not form.errors:
            with refusals(request, form=form):
                expense = enter_expense(
                    project=project,
                    attachments=[*form.kept_files, *stored],
                    actor=request.actor,
                    once=form.cleaned_data["once"],
                    **form.content,
                )
        form.keep(stored)
    if expense is not None:
        messages.success(request, "已保存为草稿。核对无误后请点“报批”。")
        return redirect("projects:expense_detail", pk=expense.pk)
    context = {
        "project": project,
        "form": form,
        "post": post,
        "has_lines": bool(lines),
        "title": "填写支出",
        "submit": "保存",
        "draft_key": f"expense-new-{project.pk}",
        "back_url": f"{reverse('projects:project_detail', args=[project.pk])}?part=money",
        "back_label": "项目",
    }
    return _drawn(request, context)


@login_required
@require_http_methods(FORM_METHODS)
def expense_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """修改支出, while it is a draft or was returned."""
    expense, actor = expense_or_404(request, pk), request.actor
    post = require(actor, Capability.HANDLE, at=expense.project.applicant)
    if expense.status not in EDITABLE:
        state = expense.get_status_display()
        messages.error(request, f"这笔支出{state}，不能再修改。如需更正，请退回、取消或冲销。")
        return redirect("projects:expense_detail", pk=pk)
    files = list(expense.attachments.all())
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    lines = line_choices(expense.project)
    form = ExpenseForm(*sent, lines=lines, files=files, initial=_initial(expense, files))
    form.recall(actor)
    if request.method == "POST" and form.is_valid() and _edit(request, expense, form):
        return redirect("projects:expense_detail", pk=pk)
    context = {
        "project": expense.project,
        "form": form,
        "post": post,
        "has_lines": bool(lines),
        "title": "修改支出",
        "submit": "保存",
        "draft_key": f"expense-{expense.pk}",
        "back_url": reverse("projects:expense_detail", args=[expense.pk]),
        "back_label": "支出",
    }
    return _drawn(request, context)


def expense_or_404(request: ActorRequest, pk: int) -> Expense:
    """The expense, where the reader sees it."""
    rows = Expense.objects.visible_to(request.actor).select_related(
        *("project__applicant__parent", "project__tenant", "project__lead", "source", "category"),
        *("entered_by", "paid_by", "voucher"),
    )
    expense: Expense = get_object_or_404(rows, pk=pk)
    return expense


def _drawn(request: ActorRequest, context: dict[str, Any]) -> HttpResponse:
    context["today"] = request.actor.on
    status = 422 if request.method == "POST" else 200
    return render(request, "projects/expense_form.html", context, status=status)


def _initial(expense: Expense, files: list[Attachment]) -> dict[str, Any]:
    names = ("amount", "purpose", "payee", "contract", "meeting")
    return {
        "line": f"{expense.source_id}-{expense.category_id}",
        "cited": [file.pk for file in files],
        **{name: getattr(expense, name) for name in names},
    }


def _edit(request: ActorRequest, expense: Expense, form: ExpenseForm) -> bool:
    """Store the new files, then change; on a refusal the stored files stay chosen."""
    actor = request.actor
    stored = store_uploads(form, organization=expense.project.applicant, actor=actor)
    if not form.errors:
        with refusals(request, form=form):
            edit_expense(
                expense=expense,
                attachments=[*form.kept_files, *stored],
                actor=actor,
                **form.content,
            )
    if form.errors:
        form.keep(stored)
        return False
    messages.success(request, "已保存。核对无误后请点“报批”。")
    return True
