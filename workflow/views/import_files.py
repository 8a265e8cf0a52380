"""The files of an import: the template to fill in, the export, the workbook marked in colour."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_safe

from documents.filetypes import FileType
from documents.intake.mapping import ColumnMapping
from documents.intake.marking import marked_workbook
from documents.intake.rows import CellError
from documents.intake.templates import template_workbook
from hierarchy.requests import ActorRequest
from workflow.actions.exports import export_sheet
from workflow.actions.import_checks import open_grid
from workflow.models import ImportRow, ImportRun
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
    rows = ImportRow.objects.visible_to(request.actor).filter(
        run=run, verdict=ImportRow.Verdict.REFUSED
    )
    content = marked_workbook(
        grid=open_grid(run),
        mapping=ColumnMapping.from_dict(run.mapping),
        errors=_errors(rows.order_by("number").iterator()),
    )
    return download(content, f"{_stem(run)}_标色.xlsx")


def _errors(rows: Iterator[ImportRow]) -> Iterator[CellError]:
    for row in rows:
        for error in row.errors:
            yield CellError(**error)


def _stem(run: ImportRun) -> str:
    return run.file_name.rpartition(".")[0].removesuffix("_标色")


def download(content: bytes, name: str) -> HttpResponse:
    """A workbook to keep: never from a cache, under its Chinese name."""
    return HttpResponse(
        content,
        content_type=FileType.XLSX.content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
            "Cache-Control": "private, no-store",
        },
    )
