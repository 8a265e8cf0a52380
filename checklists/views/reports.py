"""Reporting (上报): progress or the request to settle, in one short form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from checklists import dossier
from checklists.actions.completion import accepted_total
from checklists.actions.handling import report_completion, report_progress
from checklists.forms.reports import ReportForm
from checklists.models import Assignment
from checklists.terms import AssignmentStatus, ReportKind
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow.models import Attachment
from workflow.views.uploads import store_uploads

EARLIER_SHOWN = 24
PHRASES = (
    "按计划推进。",
    "已上门走访。",
    "材料已收齐。",
    "已与单位负责人沟通。",
    "已全部完成，请予销号。",
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assignment_report(request: ActorRequest, pk: int) -> HttpResponse:
    """Report progress, or ask the issuer to settle it."""
    rows = Assignment.objects.visible_to(request.actor).with_parties()
    assignment = get_object_or_404(rows, pk=pk)
    require(request.actor, Capability.HANDLE, at=assignment.receiver)
    if request.method != "POST" and assignment.status not in dossier.REPORTABLE:
        state = assignment.get_status_display()
        messages.warning(
            request,
            f"这一任务现为“{state}”，不能上报。待签收的请先签收；待审核的可先撤回申请。",
        )
        return redirect("checklists:assignment_detail", pk=pk)
    summed = accepted_total(assignment)
    earlier = _earlier(assignment)
    bound: dict[str, Any] = {"assignment": assignment, "summed": summed, "earlier": earlier}
    if request.method == "POST":
        form = ReportForm(request.POST, request.FILES, **bound)
        if form.is_valid() and _send(request, assignment, form, earlier):
            return redirect("checklists:assignment_detail", pk=pk)
    else:
        form = ReportForm(**bound, initial=_initial(assignment))
    context = {
        **dossier.facts(assignment, request.actor),
        "form": form,
        "summed": summed,
        "returned": assignment.reviews.order_by("-id").first()
        if assignment.status == AssignmentStatus.RETURNED
        else None,
        "phrases": PHRASES,
        "open_below": Assignment.objects.filter(parent=assignment).open().count(),
        "post": request.actor.post_for(Capability.HANDLE, at=assignment.receiver),
    }
    status = 422 if form.errors else 200
    return render(request, "checklists/assignment_report.html", context, status=status)


def _earlier(assignment: Assignment) -> list[Attachment]:
    """The body's latest files, those that this assignment already cites first of all."""
    own = Attachment.objects.filter(organization_id=assignment.receiver_id).citable()
    return list(own.order_by("-uploaded_at", "-id")[:EARLIER_SHOWN])


def _initial(assignment: Assignment) -> dict[str, Any]:
    """What is known: the figures last told, the files this assignment already cites."""
    cited = Attachment.objects.filter(
        reports__assignment=assignment, organization_id=assignment.receiver_id
    )
    return {
        "actual_value": assignment.actual_value,
        "progress": assignment.progress or None,
        "cited": list(cited.values_list("pk", flat=True).distinct()),
    }


def _send(
    request: ActorRequest, assignment: Assignment, form: ReportForm, earlier: list[Attachment]
) -> bool:
    """Store the files, then report; on a refusal the stored files stay chosen."""
    stored = store_uploads(form, organization=assignment.receiver, actor=request.actor)
    if not form.errors:
        evidence = [*form.cleaned_data["cited"], *stored]
        is_completion = form.cleaned_data["kind"] == ReportKind.COMPLETION
        with refusals(request, form=form):
            if is_completion:
                report_completion(
                    assignment=assignment,
                    evidence=evidence,
                    actor=request.actor,
                    **form.figures(),
                )
            else:
                report_progress(
                    assignment=assignment,
                    evidence=evidence,
                    progress=form.cleaned_data["progress"],
                    actor=request.actor,
                    **form.figures(),
                )
    if form.errors:
        form.keep(stored, offered=earlier)
        return False
    messages.success(request, _told(assignment, is_completion=is_completion))
    return True


def _told(assignment: Assignment, *, is_completion: bool) -> str:
    issuer = assignment.issuer.label
    if is_completion:
        return f"已申请销号，等待{issuer}审核。审核前可以撤回补充。"
    return f"已上报进展，{issuer}可以看到。办完后请申请销号。"
