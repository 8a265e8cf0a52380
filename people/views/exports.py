"""名册导出: what was asked, deciding it, and taking the workbook once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hierarchy.actors import Actor
from hierarchy.downloads import download
from hierarchy.handled import branches_handled
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.exporting import approve_export, ask_export, refuse_export, take_export
from people.deciding import right_at
from people.export_moves import EXPORT_MOVES
from people.forms.members import ApproveForm, ExportForm, RefuseForm
from people.models import RosterExport
from people.terms import ExportStatus
from people.views.care_tabs import care_tabs
from people.views.counts_only import counts_only
from people.views.surroundings import people_tabs
from workflow.paging import keyset_page
from workflow.views.enclosed import FORM_METHODS, refuse_nobody

TITLE = "名册导出"
LIGHTS = {
    ExportStatus.ASKED: "yellow",
    ExportStatus.APPROVED: "green",
    ExportStatus.REFUSED: "red",
    ExportStatus.TAKEN: "blue",
    ExportStatus.EXPIRED: "grey",
}


@login_required
@require_safe
def export_list(request: ActorRequest) -> HttpResponse:
    """The requests of one's own branches, and those one decides; the latest first."""
    if (counts := counts_only(request, current="members", title=TITLE)) is not None:
        return counts
    actor = request.actor
    rows = RosterExport.objects.visible_to(actor).select_related(
        "organization", "superior", "asked_by", "decided_by"
    )
    page = keyset_page(rows, keys=("-asked_at", "-id"), query=request.GET)
    context = {
        "page": page,
        "lines": [_line(export, actor) for export in page.rows],
        "may_ask": bool(branches_handled(actor)),
        "title": TITLE,
        "today": actor.on,
        "tabs": people_tabs(actor, current="members"),
        "care_tabs": care_tabs(actor, current="exports"),
    }
    return render(request, "people/export_list.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def export_new(request: ActorRequest) -> HttpResponse:
    """申请导出 the register of one of one's own branches."""
    branches = branches_handled(request.actor)
    refuse_nobody(branches, "申请导出名册")
    if (counts := counts_only(request, current="members", title=TITLE)) is not None:
        return counts
    form = ExportForm(request.POST or None, branches=branches)

    def act(given: dict[str, Any]) -> Done:
        export = ask_export(actor=request.actor, **given)
        return Done(f"已申请，请等{export.superior.name}审批。", _list())

    page = FormPage(
        title="申请导出名册",
        lead="由隶属党委审批，批准后限期下载一次，文件每页印有下载人、时间和用途。",
        submit="申请",
        back_url=_list(),
        back_label=TITLE,
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def export_decide(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """批准 or 不予批准, by the 隶属党委."""
    if verb not in ("approve", "refuse"):
        raise Http404
    export = _export_or_404(request, pk)
    require(request.actor, right_at(export.superior, Capability.ISSUE), at=export.superior)
    data = request.POST if request.method == "POST" else None
    form: Any = (
        ApproveForm(data, offers_plain=export.is_plain) if verb == "approve" else RefuseForm(data)
    )

    def act(given: dict[str, Any]) -> Done:
        decide = approve_export if verb == "approve" else refuse_export
        decided = decide(export=export, actor=request.actor, **given)
        return Done(f"{decided.get_status_display()}，申请人已收到消息。", _list())

    label = EXPORT_MOVES[verb].label
    page = FormPage(
        title=f"{label}导出名册",
        lead=f"{export.organization.name}，申请人：{export.asked_by.name}，用途：{export.reason}",
        submit=label,
        back_url=_list(),
        back_label=TITLE,
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@never_cache
@require_POST
@sensitive_variables()
def export_take(request: ActorRequest, pk: int) -> HttpResponse:
    """下载, once."""
    export = _export_or_404(request, pk)
    with refusals(request):
        content = take_export(export=export, actor=request.actor)
        return download(content, f"{export.organization.name}党员名册.xlsx")
    return redirect(_list())


def _export_or_404(request: ActorRequest, pk: int) -> RosterExport:
    rows = RosterExport.objects.visible_to(request.actor).select_related(
        "organization__tenant", "superior", "asked_by", "tenant"
    )
    return get_object_or_404(rows, pk=pk)


def _line(export: RosterExport, actor: Actor) -> dict[str, Any]:
    """One request as the list shows it, with what this person may do to it."""
    is_own = actor.user is not None and export.asked_by_id == actor.user.pk
    usable = export.status == ExportStatus.APPROVED and actor.on <= (
        export.usable_until or actor.on
    )
    decides = export.status == ExportStatus.ASKED and actor.post_for(
        right_at(export.superior, Capability.ISSUE), at=export.superior
    )
    return {
        "export": export,
        "light": LIGHTS[ExportStatus(export.status)],
        "may_take": is_own and usable,
        "may_decide": bool(decides) and not is_own,
    }


def _list() -> str:
    return reverse("people:export_list")
