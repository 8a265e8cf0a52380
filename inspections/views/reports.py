"""体检报告: the page that prints, the same as Word, the hand-over sheet, deliveries."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from documents.filetypes import FileType
from documents.word.names import filename
from documents.word.sectioned import sectioned_document
from hierarchy.downloads import download
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from inspections import insight
from inspections.actions.deliveries import record_delivery
from inspections.forms.deliveries import DeliveryForm
from inspections.handover import handover_lines
from inspections.models import Inspection, Round
from inspections.report_paper import handover_paper, report_paper
from inspections.reports import report_of
from inspections.results import report_title, total_text
from inspections.terms import RoundStatus, Subject
from workflow.views.enclosed import FORM_METHODS

_NOT_YET = "轮次公布后才能导出移交表；公布前结果还可能因申诉更正。"
_NOT_COMMITTEES = "移交表是行业党建专委会（党委）年度体检结果的，两新党组织的体检结果不移交部门。"


@login_required
@require_safe
def report(request: ActorRequest, pk: int) -> HttpResponse:
    """A published result as it was: findings, dimensions, sheet, with the rows behind each."""
    inspection, actor = _published_or_404(request, pk), request.actor
    found = report_of(inspection)
    is_committee = inspection.round.scheme.subject == Subject.COMMITTEE
    organizer = inspection.round.organizer
    context = {
        "report": found,
        "inspection": inspection,
        "round": inspection.round,
        "title": report_title(inspection.round),
        "total": total_text(inspection),
        "radar": insight.radar(found.dimensions),
        "with_rows": "rows" in request.GET,
        "is_committee": is_committee,
        "deliveries": list(inspection.deliveries.order_by("delivered_on", "pk"))
        if is_committee
        else [],
        "may_deliver": is_committee and can(actor, Capability.HANDLE, at=organizer),
        "today": actor.on,
    }
    return render(request, "inspections/report.html", context)


@login_required
@require_GET
def report_word(request: ActorRequest, pk: int) -> HttpResponse:
    """The same as Word."""
    found = report_of(_published_or_404(request, pk))
    title = f"{found.body}{report_title(found.inspection.round)}"
    content = sectioned_document(report_paper(found))
    return download(content, filename(number="", title=title), kind=FileType.DOCX)


@login_required
@require_GET
def handover_sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """The results of a published round over committees, as the departments get them."""
    rows = Round.objects.visible_to(request.actor).select_related("organizer__tenant", "scheme")
    held = get_object_or_404(rows, pk=pk)
    require(request.actor, Capability.HANDLE, at=held.organizer)
    with refusals(request) as attempt:
        if held.scheme.subject != Subject.COMMITTEE:
            raise ValidationError(_NOT_COMMITTEES, code="not_committee")
        if held.status != RoundStatus.PUBLISHED:
            raise ValidationError(_NOT_YET, code="not_published")
    if attempt.refused:
        return redirect("inspections:round_detail", pk=pk)
    lines = handover_lines(held)
    paper = handover_paper(held, lines, organizer=held.organizer.name, on=request.actor.on)
    name = filename(number="", title=f"{held.name}结果移交表")
    return download(sectioned_document(paper), name, kind=FileType.DOCX)


@login_required
@require_http_methods(FORM_METHODS)
def delivery_new(request: ActorRequest, pk: int) -> HttpResponse:
    """登记送达: that a committee's report was handed to a department."""
    inspection = _published_or_404(request, pk)
    require(request.actor, Capability.HANDLE, at=inspection.round.organizer)
    back = reverse("inspections:report", args=[pk])

    def act(given: dict[str, Any]) -> Done:
        row = record_delivery(inspection=inspection, content=given, actor=request.actor)
        return Done(f"已登记送达{row.department}。", back)

    page = FormPage(
        title="登记送达",
        lead=f"{inspection.organization.name} {report_title(inspection.round)}",
        submit="登记",
        back_url=back,
        back_label="体检报告",
        article="第十七条",
        draft_key=f"delivery-{pk}",
    )
    form = DeliveryForm(request.POST or None, initial={"delivered_on": request.actor.on})
    return answer(request, page=page, form=form, act=act)


def _published_or_404(request: ActorRequest, pk: int) -> Inspection:
    """A published result in scope; before it is published there is nothing here."""
    rows = (
        Inspection.objects.visible_to(request.actor)
        .published()
        .select_related("organization", "round__organizer__tenant", "round__scheme")
    )
    inspection: Inspection = get_object_or_404(rows, pk=pk)
    return inspection
