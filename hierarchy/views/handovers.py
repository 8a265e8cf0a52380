"""Handing a post over (交接): form, preview, the deed, the printed sheet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from documents.filetypes import FileType
from documents.word.handover import HandoverItem, HandoverPaper, handover_sheet
from hierarchy import open_work
from hierarchy.actions.handover import hand_over
from hierarchy.downloads import download
from hierarchy.forms.appointments import HandoverForm
from hierarchy.models import Appointment, Handover, Organization
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.views.places import place_page, require_appointing


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def handover_create(request: ActorRequest, pk: int) -> HttpResponse:
    """Two steps: what will pass to whom is shown before it is done.

    The form travels hidden through the preview and is checked anew when confirmed.
    """
    appointment = get_object_or_404(
        Appointment.objects.visible_to(request.actor).select_related(
            "user", "position__organization__parent", "position__tenant"
        ),
        pk=pk,
        position__organization__isnull=False,
    )
    organization: Any = appointment.position.organization  # the filter above left no other
    require_appointing(request, organization=organization)
    form = HandoverForm(request.POST or None, actor=request.actor, appointment=appointment)
    step = request.POST.get("step", "")
    if request.method == "POST" and step != "edit" and form.is_valid():
        if step != "confirm":
            return _preview(request, appointment, form)
        handover = None
        with refusals(request, form=form):
            handover = hand_over(
                appointment=appointment,
                actor=request.actor,
                **{name: form.cleaned_data[name] for name in _ASKED},
            )
        if handover is not None:
            messages.success(request, "交接已完成。请打印交接单，由双方和监交人签字后存档。")
            return redirect("hierarchy:handover_detail", pk=handover.pk)
    refused = request.method == "POST" and step != "edit"
    context = _context(appointment, form) | {"today": request.actor.on}
    return render(request, "hierarchy/handover_form.html", context, status=422 if refused else 200)


_ASKED = ("successor", "receiving", "on", "reason")


def _context(appointment: Appointment, form: HandoverForm) -> dict[str, Any]:
    position = appointment.position
    label, url = place_page(organization=position.organization, region=None)
    return {"appointment": appointment, "form": form, "back_label": label, "back_url": url}


def _preview(request: ActorRequest, appointment: Appointment, form: HandoverForm) -> HttpResponse:
    organization: Any = appointment.position.organization
    children = (
        Organization.objects.visible_to(request.actor)
        .children_of(organization)
        .open(request.actor.on)
        .select_related("region")
        .by_name()
    )
    places = list(children)
    lines = open_work.open_lines([organization.pk, *(place.pk for place in places)])
    context = _context(appointment, form) | {
        "chosen": form.cleaned_data,
        "places": places,
        "lines": lines,
        "today": request.actor.on,
    }
    return render(request, "hierarchy/handover_preview.html", context)


@login_required
@require_safe
def handover_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """The handover sheet as it was recorded, ready for print."""
    handover = _handover(request, pk)
    label, url = place_page(organization=handover.organization, region=None)
    context = {
        "handover": handover,
        "number": _number(handover),
        "sheet": handover.sheet,
        "back_label": label,
        "back_url": url,
        "today": request.actor.on,
    }
    return render(request, "hierarchy/handover_detail.html", context)


@login_required
@require_safe
def handover_word(request: ActorRequest, pk: int) -> HttpResponse:
    """The same as a Word document, with a block for three signatures."""
    handover = _handover(request, pk)
    name = f"{_number(handover)}_工作交接单.docx"
    return download(handover_sheet(_paper(handover)), name, kind=FileType.DOCX)


def _handover(request: ActorRequest, pk: int) -> Handover:
    return get_object_or_404(
        Handover.objects.visible_to(request.actor).select_related("organization"), pk=pk
    )


def _number(handover: Handover) -> str:
    return f"JJ-{handover.handed_over_on.year}-{handover.pk:04d}"


def _paper(handover: Handover) -> HandoverPaper:
    sheet = handover.sheet
    return HandoverPaper(
        number=_number(handover),
        post=sheet["post"],
        handed_by=sheet["holder"],
        received_by=sheet["successor"] or sheet["receiving"],
        on=handover.handed_over_on,
        reason=handover.reason,
        items=[
            HandoverItem(
                number=line["kind"],
                text=line["title"],
                status=line["state"],
                due=dt.date.fromisoformat(line["due"]) if line["due"] else None,
                note=line["organization"],
            )
            for line in sheet["work"]
        ],
        places=[f"{child['name']}（{child['kind']}）" for child in sheet["children"]],
    )
