"""催办: one overdue obligation from its page, many from the roll."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from hierarchy.numbers import row_id
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from routines.actions.urging import urge_each, urge_obligation
from routines.models import Obligation
from routines.views.obligations import kept, obligation_or_404

MOST = 100
"""More are never ticked: a page of the roll is shorter."""


@login_required
@require_POST
def obligation_urge(request: ActorRequest, pk: int) -> HttpResponse:
    """催办 of one."""
    row = obligation_or_404(request, pk)
    told = 0
    with refusals(request):
        told = urge_obligation(obligation=row, actor=request.actor)
    if told:
        messages.success(request, f"已催办，消息发给 {told} 人。")
    return redirect("routines:obligation_detail", pk=pk)


@login_required
@require_POST
def obligations_urge(request: ActorRequest) -> HttpResponse:
    """催办 of those ticked, each by itself; back to the roll with what became of them."""
    actor = request.actor
    ids = {row_id(one) for one in request.POST.getlist("ids")[:MOST]} - {0}
    rows = Obligation.objects.visible_to(actor).filter(pk__in=ids).order_by("due_on", "pk")
    found = list(rows)
    done = urge_each(obligations=found, actor=actor)
    if done.things:
        messages.success(request, f"已催办 {done.things} 项，消息发给 {done.messages} 人次。")
    for reason, count in done.refused.items():
        messages.warning(request, f"{count} 项未催办：{reason}")
    if gone := len(ids) - len(found):
        messages.warning(request, f"{gone} 项已不在您的范围内，请刷新名册后再办。")
    if not ids:
        messages.info(request, "请先勾选要催办的事项。")
    return redirect(f"{reverse('routines:obligation_list')}?{kept(request.GET).urlencode()}")
