"""导入党员 in two steps: a file is read in memory and shown masked, then confirmed.

Between the two steps the rows travel sealed with the page itself; nothing is stored. What was
imported lately stands below the form, where it may be taken back.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from documents.word.names import chinese_date
from hierarchy.downloads import download
from hierarchy.handled import branches_handled
from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.member_imports import import_members, undo_import
from people.forms.member_imports import MemberImportForm
from people.forms.reasons import ReasonForm
from people.member_sheet import Line, opened_lines, read_lines, sealed_lines, template
from people.models import MemberImport
from people.views.counts_only import counts_only
from people.views.register import TITLE
from people.views.surroundings import people_tabs
from workflow.views.enclosed import FORM_METHODS, refuse_nobody

_LATEST: Final = 10


@login_required
@never_cache
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters()
@sensitive_variables()
def member_import(request: ActorRequest) -> HttpResponse:
    """The file, its masked preview with what is wrong, and the confirmation."""
    branches = branches_handled(request.actor)
    refuse_nobody(branches, "导入党员")
    if (counts := counts_only(request, current="members", title=TITLE)) is not None:
        return counts
    if "sealed" in request.POST:
        return _confirmed(request, branches)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = MemberImportForm(*sent, bodies=branches)
    only = branches[0] if len(branches) == 1 else None
    if form.is_valid():
        try:
            lines = _read(request, form)
        except ValidationError as refused:
            form.add_error("workbook", refused)
        else:
            return _previewed(request, form.body, lines)
    return _drawn(request, form=form, branch=only, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(FORM_METHODS)
def member_import_undo(request: ActorRequest, pk: int) -> HttpResponse:
    """撤销本次导入, while nobody changed any of its members."""
    rows = MemberImport.objects.visible_to(request.actor).select_related("organization__tenant")
    run: MemberImport = get_object_or_404(rows, pk=pk)
    require(request.actor, Capability.HANDLE, at=run.organization)
    if (counts := counts_only(request, current="members", title=TITLE)) is not None:
        return counts

    def act(given: dict[str, Any]) -> Done:
        count = undo_import(run=run, actor=request.actor, **given)
        return Done(
            f"已撤销，{count} 名党员不再在名册中，留痕保留。", reverse("people:member_list")
        )

    day = chinese_date(timezone.localdate(run.imported_at))
    page = FormPage(
        title="撤销本次导入",
        lead=f"{run.organization.name}，{day}导入 {run.rows} 名党员",
        submit="撤销导入",
        back_url=reverse("people:member_import"),
        back_label="导入党员",
        confirm=f"将从名册中撤下本次导入的 {run.rows} 名党员，不能恢复，可以重新导入。",
        help="只用于整批导入有误。导入后有一名党员办理过其他事项的，整批都不能撤销。",
    )
    return answer(request, page=page, form=ReasonForm(request.POST or None), act=act)


@login_required
@require_safe
def member_import_template(request: ActorRequest) -> HttpResponse:
    """The workbook to fill in, for whoever may import."""
    refuse_nobody(branches_handled(request.actor), "导入党员")
    return download(template(), "党员名册导入模板.xlsx")


@sensitive_variables()
def _read(request: ActorRequest, form: MemberImportForm) -> list[Line]:
    upload = form.cleaned_data["workbook"]
    return read_lines(data=upload.read(), name=upload.name, branch=form.body, on=request.actor.on)


@sensitive_variables()
def _previewed(request: ActorRequest, branch: Organization, lines: list[Line]) -> HttpResponse:
    faulty = [line for line in lines if line.faults]
    context: dict[str, Any] = {
        "branch": branch,
        "count": len(lines),
        "faulty": [(line.number, line.faults) for line in faulty],
        "rows": [(line.number, line.shown) for line in lines],
    }
    if not faulty:
        actor = request.actor
        context["sealed"] = sealed_lines(lines, branch=branch, user=actor.user, at=actor.at)
    return _drawn(request, status=422 if faulty else 200, **context)


@sensitive_variables()
def _confirmed(request: ActorRequest, branches: list[Organization]) -> HttpResponse:
    actor = request.actor
    try:
        wanted, rows = opened_lines(request.POST["sealed"], user=actor.user, at=actor.at)
        branch = next((one for one in branches if one.pk == wanted), None)
        if branch is None:
            raise ValidationError(
                "您已不在这个党支部任职，不能导入。请切换到相应岗位。", code="not_yours"
            )
        count = import_members(organization=branch, rows=rows, actor=actor)
    except ValidationError as refused:
        form = MemberImportForm(bodies=branches)
        return _drawn(request, form=form, refused=refused.messages, status=422)
    told = f"已导入 {count} 名党员，记入{branch.name}名册，表格没有保存。"
    messages.success(request, f"{told}整批有误的，可以在导入页面撤销。")
    return redirect("people:member_list")


def _drawn(request: ActorRequest, *, status: int, **context: Any) -> HttpResponse:
    context |= {"title": "导入党员", "tabs": people_tabs(request.actor, current="members")}
    if "form" in context:
        runs = MemberImport.objects.visible_to(request.actor).order_by("-imported_at", "-pk")
        context["runs"] = runs.select_related("organization", "imported_by")[:_LATEST]
        context["today"] = request.actor.on
    response = render(request, "people/member_import.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
