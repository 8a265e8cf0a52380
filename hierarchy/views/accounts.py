"""Opening, closing and unlocking accounts (开户、注销、重置登录)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from hierarchy import grants, open_work
from hierarchy.actions import accounts as acts
from hierarchy.forms.appointments import AccountForm, ReasonForm
from hierarchy.models import Appointment
from hierarchy.people import people_visible_to
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from hierarchy.views.tabs import hierarchy_tabs

FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@never_cache
@require_http_methods(FORM_METHODS)
def account_open(request: ActorRequest) -> HttpResponse:
    """Open an account; the initial password is shown on the answer, once, and kept nowhere."""
    _require_appointer(request)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened: tuple[User, str] | None = None
        with refusals(request, form=form):
            opened = acts.open_account(actor=request.actor, **form.cleaned_data)
        if opened is not None:
            user, password = opened
            context = {"opened": user, "password": password, "today": request.actor.on}
            return render(request, "hierarchy/account_opened.html", context)
    page = FormPage(
        title="开设账号",
        lead="账号本身没有任何权限。开设后请到组织页面为其任职，权限随任职生效。",
        submit="开设账号",
        back_url=reverse("hierarchy:organization_list"),
        back_label="组织",
    )
    context = {
        "page": asdict(page),
        "form": form,
        "tabs": hierarchy_tabs(request.actor, current="account"),
        "today": request.actor.on,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "hierarchy/form_page.html", context, status=status)


@login_required
@require_safe
def person_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One person: the posts held in the reader's scope, now and before."""
    person = get_object_or_404(people_visible_to(request.actor), pk=pk)
    held = Appointment.objects.visible_to(request.actor).filter(user=person)
    held = held.select_related("user", "position__organization", "position__region")
    rows = list(held.order_by("-starts_on", "-pk"))
    on = request.actor.on
    context = {
        "person": person,
        "present": [row for row in rows if row.ends_on is None or row.ends_on >= on],
        "past": [row for row in rows if row.ends_on is not None and row.ends_on < on],
        "may_manage": request.actor.may(Capability.MANAGE_APPOINTMENTS),
        "today": on,
    }
    return render(request, "hierarchy/person_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def account_close(request: ActorRequest, pk: int) -> HttpResponse:
    """Close an account; what stands in the way is listed with the way out of it."""
    person = get_object_or_404(people_visible_to(request.actor), pk=pk)
    _require_appointer(request)
    back_url = reverse("hierarchy:person_detail", args=[person.pk])

    def do(given: dict[str, Any]) -> Done:
        acts.close_account(user=person, actor=request.actor, **given)
        return Done(f"{person.name}的账号已注销，任职同时结束，历史记录保留。", back_url)

    page = FormPage(
        title=f"注销账号：{person.name}",
        lead="注销后不能登录，任职同时结束，历史操作和留痕保留。",
        submit="注销账号",
        confirm=f"{person.name}将不能再登录，此操作不能撤销。",
        back_url=back_url,
        back_label=person.name,
        aside="hierarchy/_account_obstacles.html",
    )
    form = ReasonForm(request.POST or None)
    held = _held(request, person)
    return answer(request, page=page, form=form, act=do, person=person, held=held)


@login_required
@never_cache
@require_http_methods(FORM_METHODS)
def account_reset(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a person a new password, shown once, and take a lost second factor away."""
    person = get_object_or_404(people_visible_to(request.actor), pk=pk)
    _require_appointer(request)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = ""
        with refusals(request, form=form):
            password = acts.reset_sign_in(user=person, actor=request.actor, **form.cleaned_data)
        if password:
            context = {"opened": person, "password": password, "is_reset": True}
            return render(request, "hierarchy/account_opened.html", context)
    page = FormPage(
        title=f"重置登录：{person.name}",
        lead="忘记密码或丢失验证器时使用。将生成新密码，并停用原有的两步验证。",
        submit="重置登录",
        confirm=f"{person.name}的原密码和两步验证立即失效。",
        back_url=reverse("hierarchy:person_detail", args=[person.pk]),
        back_label=person.name,
    )
    context = {"page": asdict(page), "form": form, "today": request.actor.on}
    status = 422 if request.method == "POST" else 200
    return render(request, "hierarchy/form_page.html", context, status=status)


def _held(request: ActorRequest, person: User) -> list[dict[str, Any]]:
    """Each live post with its open work: work that nobody else holds stands in the way."""
    rows = (
        Appointment.objects.visible_to(request.actor)
        .live(request.actor.on)
        .filter(user=person)
        .select_related("user", "position__organization", "position__region")
        .order_by("pk")
    )
    return [
        {
            "appointment": row,
            "open_work": open_work.in_words(nodes) if (nodes := _nodes(row)) else "",
        }
        for row in rows
    ]


def _nodes(appointment: Appointment) -> list[int]:
    return list(grants.nodes_of(appointment.position))


def _require_appointer(request: ActorRequest) -> None:
    if not request.actor.may(Capability.MANAGE_APPOINTMENTS):
        raise PermissionDenied(
            "开设、注销和重置账号由管理任职的同志办理，您的岗位没有这项权限。请联系上级负责人。"
        )
