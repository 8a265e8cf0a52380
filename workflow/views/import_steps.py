"""What people decide about an import: its columns, its sheet, to write, to drop or to undo it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from workflow import import_pages as pages
from workflow.actions.imports import (
    choose_sheet,
    confirm_import,
    discard_import,
    map_columns,
    undo_import,
)
from workflow.forms.imports import SheetForm, UndoForm
from workflow.importing import kinds
from workflow.models import ImportRun
from workflow.views.import_columns import mapping_form
from workflow.views.imports import begin, run_or_404

Status = ImportRun.Status


@login_required
@require_POST
def import_map(request: ActorRequest, pk: int) -> HttpResponse:
    """Take the columns as a person has decided, and read on."""
    run = run_or_404(request, pk)
    if run.status != Status.MAPPING:
        messages.warning(request, "这次导入已不需要对应列，请看下面的情况。")
        return redirect("workflow:import_detail", pk=pk)
    form = mapping_form(run, kinds()[run.kind], request.actor, data=request.POST)
    if form.is_valid():
        with refusals(request, form=form) as attempt:
            run = map_columns(
                run=run,
                columns=form.chosen(),
                header_rows=form.mapping.header_rows,
                actor=request.actor,
            )
        if not attempt.refused:
            return begin(request, run, "已按您指定的列读取。")
    context = {
        "run": run,
        "kind_label": pages.kind_label(run),
        "is_own": pages.is_own(run, request.actor),
        "form": form,
        "lines": form.lines(),
        "mapping": form.mapping,
    }
    return render(request, "workflow/import_mapping.html", context, status=422)


@login_required
@require_POST
def import_sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """Read another sheet of the file, or what is hidden in it as well."""
    run = run_or_404(request, pk)
    form = SheetForm(request.POST, run=run)
    if not form.is_valid():
        for errors in form.errors.values():
            for error in errors:
                messages.error(request, str(error))
        return redirect("workflow:import_detail", pk=pk)
    with refusals(request) as attempt:
        run = choose_sheet(
            run=run,
            sheet_title=form.cleaned_data["sheet_title"] or run.sheet_title,
            include_hidden=form.cleaned_data["include_hidden"],
            actor=request.actor,
        )
    if attempt.refused:
        return redirect("workflow:import_detail", pk=pk)
    return begin(request, run, "已按您的选择重新读取。")


@login_required
@require_POST
def import_confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """Give the word to write."""
    run = run_or_404(request, pk)
    with refusals(request) as attempt:
        run = confirm_import(run=run, actor=request.actor)
    if attempt.refused:
        return redirect("workflow:import_detail", pk=pk)
    return begin(request, run, "已确认，正在写入。可以离开本页，完成后这里会显示结果。")


@login_required
@require_POST
def import_discard(request: ActorRequest, pk: int) -> HttpResponse:
    """Drop an import that wrote nothing."""
    run = run_or_404(request, pk)
    with refusals(request) as attempt:
        discard_import(run=run, actor=request.actor)
    if not attempt.refused:
        messages.success(request, f"已放弃“{run.file_name}”，没有写入任何内容。")
    return redirect("workflow:import_list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask why, show what stands in the way, and take an import back."""
    run = run_or_404(request, pk)
    if run.status != Status.DONE:
        state = run.get_status_display()
        messages.warning(request, f"这次导入现为“{state}”，只有已导入的可以撤销。")
        return redirect("workflow:import_detail", pk=pk)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form) as attempt:
            run = undo_import(run=run, actor=request.actor, **form.cleaned_data)
        if not attempt.refused:
            return begin(request, run, "已提出撤销，完成后这里会显示结果。")
    context = {
        "run": run,
        "form": form,
        "kind_label": pages.kind_label(run),
        "obstacles": [] if form.is_bound else kinds()[run.kind].obstacles(run, on=request.actor.on),
    }
    return render(request, "workflow/import_undo.html", context, status=422 if form.errors else 200)
