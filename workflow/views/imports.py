"""Batch imports (批量导入): the list, the upload, one run from its reading to its report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from hierarchy.models import Tenant
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require_anywhere
from workflow import import_pages as pages
from workflow.actions.import_marking import is_being_marked, is_large
from workflow.actions.imports import start_import
from workflow.forms.imports import MappingForm, SheetForm, UploadForm
from workflow.importing import ImportKind, kinds, kinds_of
from workflow.models import ImportRow, ImportRun
from workflow.paging import keyset_page
from workflow.tasks import work_on_import
from workflow.views.import_columns import mapping_form

Status = ImportRun.Status


@login_required
@require_safe
def import_list(request: ActorRequest) -> HttpResponse:
    """What may be imported, and the imports so far, the newest first."""
    offered = kinds_of(request.actor)
    if not offered:
        raise PermissionDenied(
            "批量导入须由维护台账或组织的人员办理，您当前的岗位没有这项权限。"
            "如需导入，请切换到相应岗位，或联系上级负责人。"
        )
    runs = ImportRun.objects.visible_to(request.actor).filter(
        kind__in=[kind.key for kind in offered]
    )
    page = keyset_page(runs, keys=("-started_at", "-id"), query=request.GET)
    context = {
        "kinds": [(kind, request.actor.may(kind.writer)) for kind in offered],
        "page": page,
        "lines": pages.run_lines(page.rows),
        "today": request.actor.on,
    }
    return render(request, "workflow/import_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_start(request: ActorRequest, kind: str) -> HttpResponse:
    """What to prepare, the template, and the upload."""
    judge, tenant = kind_or_404(request, kind)
    require_anywhere(request.actor, judge.writer, tenant=tenant)
    form, begun = uploaded(request, UploadForm, kind=kind, tenant=tenant)
    if begun is not None:
        return begun
    context = {"kind": judge, "form": form, "guide": judge.guide}
    return render(
        request, "workflow/import_start.html", context, status=422 if form.errors else 200
    )


@login_required
@require_safe
def import_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One import, as far as it is: progress, columns, errors, preview or report."""
    run = run_or_404(request, pk)
    kind = kinds().get(run.kind)
    context: dict[str, Any] = {
        "run": run,
        "kind": kind,
        "kind_label": pages.kind_label(run),
        "light": pages.light_of(run),
        "state": pages.state_of(run),
        "doing": pages.DOING.get(Status(run.status), ""),
        "is_own": pages.is_own(run, request.actor),
        "may_undo": pages.may_undo(run, request.actor),
        "list_url": _list_url(kind),
        "is_large": is_large(run),
        "is_being_marked": is_being_marked(run, at=request.actor.at),
        "today": request.actor.on,
    }
    if run.status == Status.MAPPING and kind is not None:
        form = mapping_form(run, kind, request.actor)
        return render(request, "workflow/import_mapping.html", context | _columns(form))
    if run.counts:
        context |= _rows(request, run)
    if run.status in (Status.READY, Status.HAS_ERRORS):
        context["sheet_form"] = SheetForm(run=run)
    return render(request, "workflow/import_detail.html", context)


@login_required
@require_safe
def import_progress(request: ActorRequest, pk: int) -> HttpResponse:
    """The line of progress, asked for again and again; away to the page once it is done."""
    run = run_or_404(request, pk)
    if not run.is_working:
        return HttpResponseClientRedirect(reverse("workflow:import_detail", args=[pk]))
    context = {"run": run, "doing": pages.DOING[Status(run.status)]}
    return render(request, "workflow/_import_progress.html", context)


def uploaded(
    request: ActorRequest, form_class: type[UploadForm], *, kind: str, tenant: Tenant
) -> tuple[UploadForm, HttpResponse | None]:
    """The form, and the way to the import that what was uploaded began; none while it shows."""
    if request.method != "POST":
        return form_class(), None
    form = form_class(request.POST, request.FILES)
    if form.is_valid():
        with refusals(request, form=form) as attempt:
            run = start_import(
                kind=kind,
                upload=form.cleaned_data["workbook"],
                tenant=tenant,
                actor=request.actor,
            )
        if not attempt.refused:
            work_on_import.delay(run.pk)
            return form, redirect("workflow:import_detail", pk=run.pk)
    return form, None


def kind_or_404(request: ActorRequest, key: str) -> tuple[ImportKind, Tenant]:
    """The kind of that name and the city served, for whoever may import it there at all."""
    kind = kinds().get(key)
    if kind is None:
        raise Http404
    tenant = request.actor.tenant
    if tenant is None:
        raise PermissionDenied("您目前没有任职，不能导入或导出。请联系上级负责人办理任职。")
    require_anywhere(request.actor, kind.capability, tenant=tenant)
    return kind, tenant


def run_or_404(request: ActorRequest, pk: int) -> ImportRun:
    """The run, in scope and of a kind the person may import."""
    offered = [kind.key for kind in kinds_of(request.actor)]
    rows = ImportRun.objects.visible_to(request.actor).filter(kind__in=offered)
    return get_object_or_404(rows.select_related("tenant", "organization", "user"), pk=pk)


def _columns(form: MappingForm) -> dict[str, Any]:
    return {"form": form, "lines": form.lines(), "mapping": form.mapping}


def _rows(request: ActorRequest, run: ImportRun) -> dict[str, Any]:
    """The rows of the chosen tab, a page at a time."""
    tab = pages.chosen_tab(run, request.GET)
    is_refused = tab == ImportRow.Verdict.REFUSED
    column = request.GET.get("column", "") if is_refused else ""
    rows = ImportRow.objects.visible_to(request.actor)
    page = keyset_page(
        pages.rows_of(run, rows, tab=tab, column=column), keys=("number",), query=request.GET
    )
    return {
        "tab": tab,
        "tabs": pages.tabs_of(run, tab),
        "page": page,
        "columns": pages.columns_of(run, column) if is_refused else [],
        "errors": list(pages.errors_in(page.rows, column)) if is_refused else [],
        "tidied": pages.tidied_of(run),
    }


def _list_url(kind: ImportKind | None) -> str:
    try:
        return reverse(kind.url_name) if kind and kind.url_name else ""
    except NoReverseMatch:
        return ""


def begin(request: ActorRequest, run: ImportRun, text: str) -> HttpResponse:
    """Set a worker on the run and go to its page."""
    work_on_import.delay(run.pk)
    messages.success(request, text)
    return redirect("workflow:import_detail", pk=run.pk)
