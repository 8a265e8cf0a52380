"""What meetings resolved (议定事项): seen by both sides, added, carried out, taken back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.paging import keyset_page
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.views.formpage import Done, FormPage, answer
from routines.actions.resolutions import (
    add_resolutions,
    drop_resolution,
    finish_resolution,
)
from routines.agenda import Resolved
from routines.forms.filters import ResolutionFilter
from routines.forms.meetings import DoneForm, DropForm, ResolutionForm
from routines.models import Record, Resolution
from routines.rights import may_record, require_recording
from routines.terms import RecordKind
from routines.views.surroundings import routine_tabs

FORM_METHODS = ["GET", "HEAD", "POST"]
STATES: dict[str, tuple[str, Q]] = {
    "open": ("办理中", Q(done_on__isnull=True, dropped_on__isnull=True)),
    "done": ("已办结", Q(done_on__isnull=False)),
    "dropped": ("已撤销", Q(dropped_on__isnull=False)),
}


@login_required
@require_safe
def resolution_list(request: ActorRequest) -> HttpResponse:
    """The resolutions in scope: of one's meetings, and given to one's bodies."""
    state = request.GET.get("state", "")
    state = state if state in STATES else "open"
    search = ResolutionFilter(request.GET, actor=request.actor)
    rows = search.rows().filter(STATES[state][1])
    page = keyset_page(
        rows.select_related("responsible", "record__organization"),
        keys=("due_on", "id"),
        query=request.GET,
    )
    context = {
        "page": page,
        "state": state,
        "states": _state_tabs(state, search.kept()),
        "chosen": search.chosen(),
        "tabs": routine_tabs(request.actor, current="resolutions"),
        "today": request.actor.on,
    }
    return render(request, "routines/resolution_list.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def resolution_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One resolution; the responsible body says here that it is done."""
    resolution = _resolution_or_404(request, pk)
    may_finish = resolution.is_open and may_record(request.actor, at=resolution.responsible)
    form = DoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form) as attempt:
            finish_resolution(resolution=resolution, actor=request.actor, **form.cleaned_data)
        if not attempt.refused:
            messages.success(request, "已办结，召开会议的单位会收到消息。")
            return redirect("routines:resolution_detail", pk=pk)
    elif request.method == "POST":
        require_recording(request.actor, at=resolution.responsible)
    meeting = resolution.record
    context = {
        "resolution": resolution,
        "form": form,
        "may_finish": may_finish,
        "may_drop": resolution.is_open and may_record(request.actor, at=meeting.organization),
        "sees_meeting": Record.objects.visible_to(request.actor).filter(pk=meeting.pk).exists(),
        "today": request.actor.on,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "routines/resolution_detail.html", context, status=status)


@login_required
@require_http_methods(FORM_METHODS)
def resolution_drop(request: ActorRequest, pk: int) -> HttpResponse:
    """The body of the meeting takes a resolution back."""
    resolution = _resolution_or_404(request, pk)
    require_recording(request.actor, at=resolution.record.organization)
    back = reverse("routines:resolution_detail", args=[pk])

    def act(given: dict[str, Any]) -> Done:
        drop_resolution(resolution=resolution, actor=request.actor, **given)
        return Done("议定事项已撤销，责任单位的待办随之消失。", back)

    page = FormPage(
        title="撤销议定事项",
        lead=resolution.text,
        submit="撤销",
        confirm="撤销后责任单位不再办理，不能恢复。",
        back_url=back,
        back_label="议定事项",
    )
    return answer(request, page=page, form=DropForm(request.POST or None), act=act)


@login_required
@require_http_methods(FORM_METHODS)
def resolution_add(request: ActorRequest, pk: int) -> HttpResponse:
    """Give one more thing that a held meeting resolved to a body."""
    meetings = Record.objects.visible_to(request.actor).filter(kind=RecordKind.MONTHLY_MEETING)
    record = get_object_or_404(meetings.select_related("organization"), pk=pk)
    require_recording(request.actor, at=record.organization)
    back = reverse("routines:meeting_detail", args=[pk])

    def act(given: dict[str, Any]) -> Done:
        resolved = [Resolved(given["text"], given["responsible"], given["due_on"])]
        add_resolutions(record=record, resolved=resolved, actor=request.actor)
        return Done("议定事项已布置，责任单位会收到待办。", back)

    page = FormPage(
        title="补充议定事项",
        lead=str(record.title),
        submit="布置",
        back_url=back,
        back_label="例会",
        draft_key=f"resolution-add-{pk}",
    )
    form = ResolutionForm(request.POST or None, record=record, on=request.actor.on)
    return answer(request, page=page, form=form, act=act)


def _resolution_or_404(request: ActorRequest, pk: int) -> Resolution:
    seen = Resolution.objects.visible_to(request.actor)
    return get_object_or_404(seen.select_related("responsible", "record__organization"), pk=pk)


def _state_tabs(current: str, kept: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"?{urlencode({'state': key, **kept})}",
            "count": None,
            "is_current": key == current,
        }
        for key, (label, _) in STATES.items()
    ]
