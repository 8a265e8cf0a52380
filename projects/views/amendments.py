"""Changes of a running project (变更): asked for by kind, and decided."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from projects.actions.amending import ask_amendment, decide_amendment
from projects.amendment_rules import AMENDABLE
from projects.differences import differences_of
from projects.forms.amendments import ChangeForm, ContentForm, DecisionForm, ExtensionForm
from projects.forms.writing import LineRows, line_rows
from projects.insight import PROGRESS, insight_of, is_told_to_all
from projects.models import Amendment
from projects.terms import AmendmentKind, AmendmentStatus
from projects.views.projects import project_or_404

FORM_METHODS = ["GET", "HEAD", "POST"]
FORMS: dict[str, type[ChangeForm]] = {
    AmendmentKind.CONTENT: ContentForm,
    AmendmentKind.BUDGET: ChangeForm,
    AmendmentKind.EXTENSION: ExtensionForm,
}
_HINTS: dict[str, str] = {
    AmendmentKind.CONTENT: "只改需要变更的地方，由本单位负责人审批，申请人本人不能审批。",
    AmendmentKind.BUDGET: "写出调整后的全部预算。来源合计有变或调整超过规定比例的，报上级审批。",
    AmendmentKind.EXTENSION: "项目只能延期一次，由市委两新工委审批。未完成的节点可以一并调整时限。",
}


@login_required
@require_http_methods(FORM_METHODS)
def amendment_new(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for a change: what shall be, and why."""
    project, actor = project_or_404(request, pk), request.actor
    if kind not in FORMS:
        raise Http404
    require(actor, Capability.HANDLE, at=project.applicant)
    if project.status not in AMENDABLE:
        messages.warning(
            request, f"项目现为“{project.get_status_display()}”，只有实施中的项目可以变更。"
        )
        return redirect("projects:project_detail", pk=pk)
    sent = request.POST if request.method == "POST" else None
    form = FORMS[kind](sent, project=project, actor=actor)
    rows = line_rows(project, sent, on=actor.on) if kind == AmendmentKind.BUDGET else None
    if sent is not None and _is_valid(form, rows):
        with refusals(request, form=form) as attempt:
            amendment = ask_amendment(
                project=project,
                kind=kind,
                reason=form.cleaned_data["reason"],
                changes=_lines(rows) if rows is not None else form.changes,
                actor=actor,
            )
        if not attempt.refused:
            messages.success(request, f"已申请变更，等待{amendment.decider.label}审批。")
            return redirect("projects:amendment_detail", pk=amendment.pk)
    context = {
        "project": project,
        "kind": kind,
        "label": AmendmentKind(kind).label,
        "hint": _HINTS[kind],
        "form": form,
        "rows": rows,
        "today": actor.on,
    }
    status = 422 if sent is not None else 200
    return render(request, "projects/amendment_form.html", context, status=status)


@login_required
@require_http_methods(FORM_METHODS)
def amendment_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One change: what was and what shall be, and the decision."""
    actor = request.actor
    amendment = _amendment_or_404(request, pk)
    decides = can(actor, Capability.ISSUE, at=amendment.decider)
    is_open = amendment.status == AmendmentStatus.ASKED
    sent = request.POST if request.method == "POST" else None
    if sent is not None:
        require(actor, Capability.ISSUE, at=amendment.decider)
    form = DecisionForm(sent)
    if sent is not None and form.is_valid():
        with refusals(request, form=form) as attempt:
            done = decide_amendment(amendment=amendment, actor=actor, **form.cleaned_data)
        if not attempt.refused:
            told = done.get_status_display()
            messages.success(request, f"{told}变更，已通知{done.project.applicant.label}。")
            return redirect("projects:amendment_detail", pk=pk)
    context = {
        "amendment": amendment,
        "project": amendment.project,
        "differences": differences_of(amendment),
        "form": form if decides and is_open else None,
        "back": f"{reverse('projects:project_detail', args=[amendment.project_id])}?part=progress",
        "today": actor.on,
    }
    status = 422 if sent is not None else 200
    return render(request, "projects/amendment_detail.html", context, status=status)


def _amendment_or_404(request: ActorRequest, pk: int) -> Amendment:
    """Changes are read in the applicant's line, and but for money by those who take part."""
    rows = Amendment.objects.visible_to(request.actor).select_related(
        "project__tenant", "project__applicant__parent", "project__lead", "asked_by"
    )
    amendment: Amendment = get_object_or_404(rows, pk=pk)
    seen = insight_of(amendment.project, request.actor)
    if PROGRESS not in seen.parts or not (seen.reads_money or is_told_to_all(amendment)):
        raise Http404
    return amendment


def _is_valid(form: ChangeForm, rows: LineRows | None) -> bool:
    """Both are asked, so that all that is wrong is said at once."""
    fits = form.is_valid()
    return (rows is None or rows.is_valid()) and fits


def _lines(rows: LineRows) -> dict[tuple[int, int], Decimal]:
    found: dict[tuple[int, int], Decimal] = {}
    for wish in rows.wishes():
        place = (wish.source.pk, wish.category.pk)
        found[place] = found.get(place, Decimal(0)) + wish.amount
    return found
