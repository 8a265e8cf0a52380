"""The files of an import: the template to fill in, the export, the workbook marked in colour."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from documents.intake.templates import template_workbook
from hierarchy.downloads import download
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from workflow.actions.exports import export_sheet
from workflow.actions.import_marking import (
    is_being_marked,
    is_large,
    marked_content,
    order_marked,
)
from workflow.models import ImportRun
from workflow.tasks import mark_import
from workflow.views.imports import kind_or_404, run_or_404


@login_required
@require_safe
def import_template(request: ActorRequest, kind: str) -> HttpResponse:
    """An empty workbook with the columns of today."""
    judge, tenant = kind_or_404(request, kind)
    fields = judge.fields(tenant=tenant, actor=request.actor)
    content = template_workbook(title=judge.label, fields=fields)
    return download(content, f"{judge.label}导入模板.xlsx")


@login_required
@require_GET
def import_export(request: ActorRequest, kind: str) -> HttpResponse:
    """What the person sees, as a workbook that imports again."""
    judge, tenant = kind_or_404(request, kind)
    content = export_sheet(kind=kind, tenant=tenant, actor=request.actor)
    return download(content, f"{judge.label}_{request.actor.on:%Y%m%d}.xlsx")


@login_required
@require_safe
def import_marked(request: ActorRequest, pk: int) -> HttpResponse:
    """The uploaded rows with every error marked, to be corrected and uploaded again."""
    run = run_or_404(request, pk)
    if run.status == ImportRun.Status.DISCARDED or not run.mapping:
        raise Http404
    if not is_large(run):
        return download(marked_content(run), f"{_stem(run)}_标色.xlsx")
    if not run.is_marked:
        messages.info(request, "这份表格行数较多，标色表格要先生成。请点“生成标色表格”。")
        return redirect("workflow:import_detail", pk=pk)
    with run.marked.open("rb") as stream:
        return download(stream.read(), f"{_stem(run)}_标色.xlsx")


@login_required
@require_POST
def import_mark(request: ActorRequest, pk: int) -> HttpResponse:
    """Have the marked workbook of a large file made."""
    run = run_or_404(request, pk)
    with refusals(request) as attempt:
        is_due = order_marked(run=run, actor=request.actor)
    if not attempt.refused:
        if is_due:
            mark_import.delay(run.pk, run.digest)
        messages.success(request, "正在生成标色表格。可以离开本页，生成后在这里下载。")
    return redirect("workflow:import_detail", pk=pk)


@login_required
@require_safe
def import_marking(request: ActorRequest, pk: int) -> HttpResponse:
    """How far it is, asked for again and again; away to the page once it is ready."""
    run = run_or_404(request, pk)
    if not is_being_marked(run, at=request.actor.at):
        return HttpResponseClientRedirect(reverse("workflow:import_detail", args=[pk]))
    return render(request, "workflow/_import_marking.html", {"run": run})


def _stem(run: ImportRun) -> str:
    return run.file_name.rpartition(".")[0].removesuffix("_标色")
