"""Posts and who holds them: list, set up, abolish, appoint, end."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.actions import appointments as acts
from hierarchy.forms.appointments import AppointForm, EndForm, PositionForm, ReasonForm
from hierarchy.forms.filters import AppointmentFilter
from hierarchy.models import Appointment, Organization, Position, Region
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.views.formpage import Done, FormPage, answer
from hierarchy.views.places import place_page, require_appointing
from hierarchy.views.tabs import hierarchy_tabs

FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def appointment_list(request: ActorRequest) -> HttpResponse:
    """Who holds which post in the reader's scope, the newest appointment first."""
    rows = Appointment.objects.visible_to(request.actor)
    form = AppointmentFilter(request.GET)
    if form.is_valid():
        rows = _chosen(rows, form.cleaned_data, request)
    rows = rows.select_related("user", "position__organization", "position__region")
    context = {
        "form": form,
        "tabs": hierarchy_tabs(request.actor, current="appointments"),
        "page": keyset_page(rows, keys=("-id",), query=request.GET),
        "clear_url": reverse("hierarchy:appointment_list"),
        "today": request.actor.on,
    }
    return render(request, "hierarchy/appointment_list.html", context)


def _chosen(rows: Any, chosen: dict[str, str], request: ActorRequest) -> Any:
    if chosen["state"] != "all":
        rows = rows.live(request.actor.on)
    if chosen["role"]:
        rows = rows.filter(position__role=chosen["role"])
    if text := chosen["q"].strip():
        rows = rows.filter(
            Q(user__name__contains=text)
            | Q(user__name_key__contains=text.lower())
            | Q(position__organization__name__contains=text)
            | Q(position__region__name__contains=text)
        )
    return rows


@login_required
@require_http_methods(FORM_METHODS)
def position_create(request: ActorRequest, pk: int) -> HttpResponse:
    """Set up a post at a body."""
    organization = get_object_or_404(Organization.objects.visible_to(request.actor), pk=pk)
    require_appointing(request, organization=organization)
    return _position_page(request, organization=organization)


@login_required
@require_http_methods(FORM_METHODS)
def region_position_create(request: ActorRequest, pk: int) -> HttpResponse:
    """Set up a post of the territory line in a region."""
    region = get_object_or_404(Region.objects.visible_to(request.actor), pk=pk)
    require_appointing(request, region=region)
    return _position_page(request, region=region)


def _position_page(
    request: ActorRequest,
    *,
    organization: Organization | None = None,
    region: Region | None = None,
) -> HttpResponse:
    form = PositionForm(request.POST or None, organization=organization)
    place, url = place_page(organization=organization, region=region)

    def do(given: dict[str, Any]) -> Done:
        position = acts.create_position(
            organization=organization, region=region, actor=request.actor, **given
        )
        onward = reverse("hierarchy:appoint", args=[position.pk])
        return Done(f"已设立岗位“{position.title}”。请接着任职。", onward)

    page = FormPage(
        title=f"设岗：{place}",
        lead="任务和权限随岗位走：谁任这个岗位，谁就接手岗位上的任务。",
        submit="设岗",
        back_url=url,
        back_label=place,
    )
    return answer(request, page=page, form=form, act=do)


@login_required
@require_http_methods(FORM_METHODS)
def position_abolish(request: ActorRequest, pk: int) -> HttpResponse:
    """Abolish a post that nobody holds."""
    position = _position(request, pk)
    place, url = place_page(organization=position.organization, region=position.region)

    def do(given: dict[str, Any]) -> Done:
        acts.abolish_position(position=position, actor=request.actor, **given)
        return Done(f"已撤销岗位“{position.title}”，历任记录仍可查阅。", url)

    page = FormPage(
        title=f"撤岗：{position.label}",
        lead="仍有人任职的岗位不能撤销，请先免职或办理交接。",
        submit="撤岗",
        confirm="岗位撤销后不能恢复，历任记录保留。",
        back_url=url,
        back_label=place,
    )
    return answer(request, page=page, form=ReasonForm(request.POST or None), act=do)


@login_required
@require_http_methods(FORM_METHODS)
def appoint(request: ActorRequest, pk: int) -> HttpResponse:
    """Appoint a person to a post."""
    position = _position(request, pk)
    place, url = place_page(organization=position.organization, region=position.region)
    initial = {"user": request.GET.get("user", "")[:64]}
    form = AppointForm(request.POST or None, actor=request.actor, initial=initial)

    def do(given: dict[str, Any]) -> Done:
        made = acts.appoint(position=position, actor=request.actor, **given)
        return Done(f"{made.user.name}已任“{position.label}”，登录后即可办理岗位上的任务。", url)

    page = FormPage(
        title=f"任职：{position.label}",
        lead="权限随任职生效、随免职收回。系统管理员、审计管理员不得兼任业务岗位。",
        submit="任职",
        confirm="任职后，此人即可查看和办理这个岗位的任务。",
        back_url=url,
        back_label=place,
        aside="hierarchy/_appoint_aside.html",
    )
    return answer(request, page=page, form=form, act=do, position=position)


@login_required
@require_http_methods(FORM_METHODS)
def appointment_end(request: ActorRequest, pk: int) -> HttpResponse:
    """End an appointment."""
    appointment = get_object_or_404(
        Appointment.objects.visible_to(request.actor).select_related(
            "user", "position__organization", "position__region"
        ),
        pk=pk,
    )
    position = appointment.position
    require_appointing(request, organization=position.organization, region=position.region)
    place, url = place_page(organization=position.organization, region=position.region)

    def do(given: dict[str, Any]) -> Done:
        acts.end_appointment(
            appointment=appointment,
            ends_on=given["on"],
            reason=given["reason"],
            vacancy=given["vacancy"],
            actor=request.actor,
        )
        return Done(f"{appointment.user.name}已免去“{position.label}”。岗位上的任务仍保留。", url)

    page = FormPage(
        title=f"免职：{appointment.user.name}",
        lead=f"现任“{position.label}”。岗位上有未销号任务的，请用“交接”；其他人员可继续办理的除外。",
        submit="免职",
        confirm="免职日期为今天或以前的，权限立即收回。",
        back_url=url,
        back_label=place,
    )
    form = EndForm(request.POST or None, actor=request.actor)
    return answer(request, page=page, form=form, act=do)


def _position(request: ActorRequest, pk: int) -> Position:
    """A post in scope that the reader may fill."""
    position = get_object_or_404(
        Position.objects.visible_to(request.actor).select_related("organization", "region"), pk=pk
    )
    require_appointing(request, organization=position.organization, region=position.region)
    return position
