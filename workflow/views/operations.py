"""运行情况: whether the clock, the workers, reminders and channels do their work."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from hierarchy.actors import Actor
from hierarchy.models import Tenant
from hierarchy.paging import keyset_page
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability, Tier
from workflow.actions.delivering import confirm_delivery, send_again
from workflow.models import Delivery
from workflow.operations import delivery_figures, job_lines, process_lines, reminder_figures

_VERBS = {
    "confirm": (confirm_delivery, "已记为收到。"),
    "resend": (send_again, "已重新排队，一分钟内发送。"),
}


@login_required
@require_safe
def operations(request: ActorRequest) -> HttpResponse:
    """Jobs, processes, reminders, and deliveries that somebody should look at."""
    tenant = kept_city(request)
    states = Delivery.State
    stuck = Delivery.objects.visible_to(request.actor).filter(
        tenant=tenant, state__in=(states.UNKNOWN, states.FAILED)
    )
    context = {
        "jobs": job_lines(request.actor),
        "processes": process_lines(request.actor),
        "reminders": reminder_figures(request.actor, tenant),
        "deliveries": delivery_figures(request.actor, tenant),
        "page": keyset_page(stuck.select_related("recipient"), keys=("-id",), query=request.GET),
        "today": request.actor.on,
    }
    return render(request, "workflow/operations.html", context)


@login_required
@require_POST
def delivery_act(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """Say that a message arrived, or send it again."""
    if verb not in _VERBS:
        raise Http404
    delivery = get_object_or_404(Delivery.objects.visible_to(request.actor), pk=pk)
    action, done = _VERBS[verb]
    with refusals(request) as attempt:
        action(delivery=delivery, actor=request.actor)
    if not attempt.refused:
        messages.success(request, done)
    is_own = delivery.recipient_id == request.actor.user.pk  # type: ignore[union-attr]
    return redirect("workflow:message_settings" if is_own else "workflow:operations")


def keeps_city(actor: Actor) -> bool:
    """Whether the person keeps the system of the acting post's city running."""
    scope = actor.scope(Capability.MANAGE_ORGANIZATIONS)
    cities = {node.tenant_id for node in scope.nodes if node.tier == Tier.CITY}
    return actor.tenant is not None and actor.tenant.pk in cities


def kept_city(request: ActorRequest) -> Tenant:
    """The city of the acting post, which the person keeps running; refuses otherwise."""
    own = request.actor.tenant
    if own is None or not keeps_city(request.actor):
        raise PermissionDenied("提醒设置和运行情况由市级系统管理员或负责人维护，请联系他们办理。")
    return own
