"""Monthly meetings (月度例会): listed, prepared with an agenda, held, printed as minutes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from documents.filetypes import FileType
from documents.word.meeting_minutes import minutes_document
from documents.word.names import filename
from hierarchy.downloads import download
from hierarchy.paging import keyset_page
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from routines.actions.meetings import hold_meeting, prepare_meeting, set_agenda
from routines.forms.meetings import AgendaChoice, HoldForm, MeetingForm, chosen_items
from routines.matching import proposals, words_of
from routines.models import Record
from routines.papers import minutes_paper
from routines.rights import may_record, require_recording
from routines.terms import RecordKind, RecordStatus
from routines.views.surroundings import routine_tabs
from workflow.figures import matters_of

FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def meeting_list(request: ActorRequest) -> HttpResponse:
    """The meetings in scope, the newest first."""
    rows = _meetings(request).exclude(status=RecordStatus.WITHDRAWN)
    page = keyset_page(rows, keys=("-happened_on", "-id"), query=request.GET)
    context = {
        "page": page,
        "tabs": routine_tabs(request.actor, current="meetings"),
        "may_prepare": MeetingForm(actor=request.actor).offers_any,
        "today": request.actor.on,
    }
    return render(request, "routines/meeting_list.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def meeting_prepare(request: ActorRequest) -> HttpResponse:
    """Call a meeting: its day, and an agenda out of what is open."""
    form = MeetingForm(request.POST or None, actor=request.actor, initial=_usual(request))
    bodies = form.offered()
    if not bodies:
        raise PermissionDenied(
            "例会由行业党建专委会（党委）筹备和登记，您现在没有这样的岗位。请切换岗位，或联系专委会经办人。"
        )
    asked = request.POST.get("body") or request.GET.get("body") or ""
    body = next((one for one in bodies if str(one.pk) == asked), bodies[0])
    agenda = AgendaChoice(
        request.POST if request.method == "POST" else None,
        matters=matters_of(organization=body, actor=request.actor),
        chosen=[],
    )
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form) as attempt:
            record = prepare_meeting(
                organization=form.cleaned_data["body"],
                happened_on=form.cleaned_data["happened_on"],
                content=form.content,
                agenda=agenda.items(form.cleaned_data["own"]),
                actor=request.actor,
            )
        if not attempt.refused:
            messages.success(request, "例会已筹备。可继续调整议题，会后在本页登记。")
            return redirect("routines:meeting_detail", pk=record.pk)
    context = {
        "form": form,
        "facts": [form[name] for name in form.fields if name != "own"],
        "agenda": agenda,
        "body": body,
        "today": request.actor.on,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "routines/meeting_prepare.html", context, status=status)


@login_required
@require_safe
def meeting_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One meeting: agenda and words, resolutions and how far they are, what it answers."""
    record = _meeting_or_404(request, pk)
    resolutions = record.resolutions.select_related("responsible").order_by("due_on", "pk")
    answers = record.fulfilments.select_related("obligation__rule")
    context = {
        "record": record,
        "items": list(record.agenda.all()),
        "resolutions": list(resolutions),
        "answers": [words_of(link.obligation) for link in answers],
        "is_draft": record.status == RecordStatus.DRAFT,
        "is_own": may_record(request.actor, at=record.organization),
        "today": request.actor.on,
    }
    return render(request, "routines/meeting_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def meeting_agenda(request: ActorRequest, pk: int) -> HttpResponse:
    """Put the agenda of a meeting together anew, until it is held."""
    record = _meeting_or_404(request, pk)
    require_recording(request.actor, at=record.organization)
    agenda = AgendaChoice(
        request.POST if request.method == "POST" else None,
        matters=matters_of(organization=record.organization, actor=request.actor),
        chosen=chosen_items(record),
    )
    own = request.POST.get("own", "")[:2000]
    if request.method == "POST":
        with refusals(request) as attempt:
            set_agenda(record=record, agenda=agenda.items(own), actor=request.actor)
        if not attempt.refused:
            messages.success(request, "议题已保存。")
            return redirect("routines:meeting_detail", pk=pk)
    context = {"record": record, "agenda": agenda, "own": own, "today": request.actor.on}
    status = 422 if request.method == "POST" else 200
    return render(request, "routines/meeting_agenda.html", context, status=status)


@login_required
@require_http_methods(FORM_METHODS)
def meeting_hold(request: ActorRequest, pk: int) -> HttpResponse:
    """Register a meeting that took place: what was agreed, and who does what by when."""
    record = _meeting_or_404(request, pk)
    require_recording(request.actor, at=record.organization)
    form = HoldForm(request.POST or None, record=record, on=request.actor.on)
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form) as attempt:
            hold_meeting(
                record=record,
                content=form.content,
                words=form.words,
                resolved=form.resolved,
                actor=request.actor,
            )
        if not attempt.refused:
            messages.success(
                request, f"例会已登记，布置议定事项 {len(form.resolved)} 项，责任单位会收到待办。"
            )
            return redirect("routines:meeting_detail", pk=pk)
    likely = [one.words for one in proposals(record, on=request.actor.on) if one.likely]
    context = {"record": record, "form": form, "likely": likely, "today": request.actor.on}
    status = 422 if request.method == "POST" else 200
    return render(request, "routines/meeting_hold.html", context, status=status)


@login_required
@require_GET
def meeting_minutes(request: ActorRequest, pk: int) -> HttpResponse:
    """The minutes as Word."""
    record = _meeting_or_404(request, pk)
    name = filename(number=f"{record.happened_on:%Y-%m-%d}", title=f"{record.title}纪要")
    return download(minutes_document(minutes_paper(record)), name, kind=FileType.DOCX)


def _meetings(request: ActorRequest) -> Any:
    seen = Record.objects.visible_to(request.actor).filter(kind=RecordKind.MONTHLY_MEETING)
    return seen.select_related("organization__tenant")


def _meeting_or_404(request: ActorRequest, pk: int) -> Record:
    record: Record = get_object_or_404(_meetings(request), pk=pk)
    return record


def _usual(request: ActorRequest) -> dict[str, Any]:
    """Today, at the place and under the chair of the last meeting."""
    initial: dict[str, Any] = {"happened_on": request.actor.on, "body": request.GET.get("body")}
    own = request.actor.organization_ids(Capability.HANDLE)
    last = _meetings(request).filter(organization__in=own).order_by("-happened_on", "-pk").first()
    if last is not None:
        initial |= {"place": last.place, "chair": last.chair, "recorder": last.recorder}
    return initial
