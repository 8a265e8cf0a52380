"""Stand-ins (代办): give and take back."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hierarchy.actions import delegations as acts
from hierarchy.forms.appointments import DelegateForm, ReasonForm, default_end
from hierarchy.models import Appointment, Delegation
from hierarchy.requests import ActorRequest
from hierarchy.views.formpage import Done, FormPage, answer
from hierarchy.views.places import place_page, require_appointing

FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(FORM_METHODS)
def delegation_create(request: ActorRequest, pk: int) -> HttpResponse:
    """Let someone act for the holder for some days; the holder asks, or who appoints there."""
    appointment = _appointment(request, pk)
    back_label, back_url = _back(request, appointment)
    on = request.actor.on
    form = DelegateForm(
        request.POST or None,
        actor=request.actor,
        initial={"starts_on": on, "ends_on": default_end(on)},
    )

    def do(given: dict[str, Any]) -> Done:
        made = acts.delegate(appointment=appointment, actor=request.actor, **given)
        name = made.delegate.name
        return Done(f"已授权{name}代办。{name}登录后可切换到这个岗位，留痕同时记两人。", back_url)

    page = FormPage(
        title=f"授权代办：{appointment.position.label}",
        lead=f"请假、外出期间，由他人代{appointment.user.name}办理这个岗位的任务，到期自动收回。",
        submit="授权代办",
        confirm="代办人将可以查看并办理这个岗位的任务。",
        back_url=back_url,
        back_label=back_label,
    )
    return answer(request, page=page, form=form, act=do)


@login_required
@require_http_methods(FORM_METHODS)
def delegation_revoke(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a stand-in back before its last day."""
    delegation = get_object_or_404(
        Delegation.objects.visible_to(request.actor).select_related("delegate"), pk=pk
    )
    appointment = _appointment(request, delegation.appointment_id)
    back_label, back_url = _back(request, appointment)

    def do(given: dict[str, Any]) -> Done:
        acts.revoke(delegation=delegation, actor=request.actor, **given)
        return Done(f"已收回{delegation.delegate.name}的代办，权限即时失效。", back_url)

    page = FormPage(
        title=f"收回代办：{delegation.delegate.name}",
        lead=f"收回后，{delegation.delegate.name}不能再以“{appointment.position.label}”的身份办理。",
        submit="收回代办",
        confirm="代办权限即时失效。",
        back_url=back_url,
        back_label=back_label,
    )
    return answer(request, page=page, form=ReasonForm(request.POST or None), act=do)


def _appointment(request: ActorRequest, pk: int) -> Appointment:
    """One's own appointment, or one in scope where one appoints."""
    appointment = get_object_or_404(
        Appointment.objects.visible_to(request.actor).select_related(
            "user", "position__organization", "position__region"
        ),
        pk=pk,
    )
    if appointment.user_id == request.user.pk:
        return appointment
    position = appointment.position
    try:
        require_appointing(request, organization=position.organization, region=position.region)
    except PermissionDenied as refused:
        raise PermissionDenied(
            "代办由任职人本人或管理任职的同志授权、收回，您当前的岗位不能办理。"
        ) from refused
    return appointment


def _back(request: ActorRequest, appointment: Appointment) -> tuple[str, str]:
    """To one's own page, or to the place where the post stands."""
    if appointment.user_id == request.user.pk:
        return "我的账号", reverse("accounts:profile")
    position = appointment.position
    return place_page(organization=position.organization, region=position.region)
