"""消息提醒设置: one's own hours, and the ways one is reached outside the inbox."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.views.formpage import Done, FormPage, answer
from workflow.actions.contact_ways import (
    channel_for,
    confirm_code,
    forget_way,
    preference_of,
    send_code,
    set_hours,
    set_way,
    switch_way,
)
from workflow.forms.messages import CodeForm, HoursForm, WayForm, start_of
from workflow.models import Channel, ChannelKind, ContactWay, Delivery
from workflow.tasks import deliver_channel

HOME = "workflow:message_settings"
_RECENT = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def message_settings(request: ActorRequest) -> HttpResponse:
    """Hours, ways, and what went out to the reader of late."""
    form = HoursForm(request.POST or None, initial=start_of(preference_of(request.actor)))
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form) as attempt:
            set_hours(**form.cleaned_data, actor=request.actor)
        if not attempt.refused:
            hour = form.cleaned_data["digest_at"]
            messages.success(request, f"已保存。每天 {hour:%H:%M} 汇总发送新消息。")
            return redirect(HOME)
    recent = Delivery.objects.visible_to(request.actor).filter(recipient=request.actor.user)
    context = {
        "form": form,
        "lines": _lines(request),
        "recent": recent.order_by("-pk")[:_RECENT],
        "code_form": CodeForm(),
        "today": request.actor.on,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workflow/message_settings.html", context, status=status)


def _lines(request: ActorRequest) -> list[dict[str, Any]]:
    """Each channel: whether it is on in the city, and the reader's own way by it."""
    on = set(
        Channel.objects.visible_to(request.actor)
        .filter(is_on=True, tenant=request.actor.tenant)
        .values_list("kind", flat=True)
    )
    ways = {way.kind: way for way in ContactWay.objects.visible_to(request.actor)}
    return [
        {"kind": kind, "label": label, "is_on": kind in on, "way": ways.get(kind)}
        for kind, label in ChannelKind.choices
        if kind in on or kind in ways
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def way_set(request: ActorRequest, kind: str) -> HttpResponse:
    """Enter where one is reached by one channel."""
    if kind not in ChannelKind.values:
        raise Http404
    label = ChannelKind(kind).label
    back = reverse(HOME)
    try:
        channel_for(kind, request.actor)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return redirect(back)

    def act(given: dict[str, Any]) -> Done:
        set_way(kind=kind, actor=request.actor, **given)
        return Done("已保存。请点“发送测试”，收到验证码后填写，即可启用。", back)

    page = FormPage(
        title=f"{label}接收地址",
        lead="保存后还要发送一条测试消息，填写其中的验证码后才启用。",
        submit="保存",
        back_url=back,
        back_label="消息提醒设置",
    )
    return answer(request, page=page, form=WayForm(request.POST or None, kind=kind), act=act)


@login_required
@require_POST
def way_test(request: ActorRequest, pk: int) -> HttpResponse:
    """Send a test with a code."""
    way = _own(request, pk)
    with refusals(request) as attempt:
        send_code(way=way, actor=request.actor)
    if not attempt.refused:
        deliver_channel.delay(way.kind)
        messages.success(request, "已发送测试消息，请查收并填写验证码。下方可看到发送结果。")
    return redirect(HOME)


@login_required
@require_POST
def way_confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """Give the code back."""
    way, form = _own(request, pk), CodeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请填写测试消息中的 6 位验证码。")
        return redirect(HOME)
    with refusals(request) as attempt:
        if confirm_code(way=way, code=form.cleaned_data["code"], actor=request.actor):
            messages.success(request, f"已启用{way.get_kind_display()}，今后按设置的时间发送。")
        elif not attempt.refused:
            messages.error(request, "验证码不对，请核对最近一条测试消息后重填。")
    return redirect(HOME)


@login_required
@require_POST
def way_switch(request: ActorRequest, pk: int) -> HttpResponse:
    """Use a way, or not for now."""
    way = switch_way(way=_own(request, pk), is_on="on" in request.POST, actor=request.actor)
    word = "已启用" if way.is_on else "已暂停"
    messages.success(request, f"{word}{way.get_kind_display()}。消息仍会出现在“消息”中。")
    return redirect(HOME)


@login_required
@require_POST
def way_forget(request: ActorRequest, pk: int) -> HttpResponse:
    """Forget an address."""
    way = _own(request, pk)
    forget_way(way=way, actor=request.actor)
    messages.success(request, f"已删除{way.get_kind_display()}的地址。")
    return redirect(HOME)


def _own(request: ActorRequest, pk: int) -> ContactWay:
    return get_object_or_404(ContactWay.objects.visible_to(request.actor), pk=pk)
