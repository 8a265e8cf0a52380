"""Keys for other systems (接口令牌): listed, made and shown once, revoked."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hierarchy.models import Tenant
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability, Tier
from hierarchy.views.formpage import Done, FormPage, answer
from workflow.actions.tokens import issue_token, revoke_token
from workflow.forms.tokens import RevokeForm, TokenForm
from workflow.models import ApiToken


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: ActorRequest) -> HttpResponse:
    """The keys of the city, and a form for another; its secret is on the answer, once."""
    tenant = _kept_city(request)
    form = TokenForm(request.POST or None, on=request.actor.on)
    if request.method == "POST" and form.is_valid():
        made: tuple[ApiToken, str] | None = None
        with refusals(request, form=form):
            made = issue_token(tenant=tenant, actor=request.actor, **form.cleaned_data)
        if made is not None:
            token, secret = made
            context: dict[str, Any] = {"token": token, "secret": secret, "today": request.actor.on}
            return render(request, "workflow/token_issued.html", context)
    rows = ApiToken.objects.visible_to(request.actor).select_related("created_by")
    on = request.actor.on
    context = {
        "form": form,
        "rows": [(row, row.is_live(on)) for row in rows.order_by("-pk")],
        "today": on,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workflow/token_list.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def token_revoke(request: ActorRequest, pk: int) -> HttpResponse:
    """Shut a key for good."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.actor), pk=pk)

    def act(given: dict[str, Any]) -> Done:
        revoke_token(token=token, actor=request.actor, **given)
        return Done(f"已停用“{token.name}”，持有它的系统不能再交换数据。", back)

    back = reverse("workflow:token_list")
    page = FormPage(
        title="停用接口令牌",
        lead=f"{token.name}（{token.mark}…）",
        submit="停用",
        confirm="停用后立即生效，不能恢复；需要时请重新签发。",
        back_url=back,
        back_label="接口令牌",
    )
    return answer(request, page=page, form=RevokeForm(request.POST or None), act=act)


def _kept_city(request: ActorRequest) -> Tenant:
    """The city whose system the person keeps running: that of the acting post, where it may."""
    scope = request.actor.scope(Capability.MANAGE_APPOINTMENTS)
    cities = {node.tenant_id for node in scope.nodes if node.tier == Tier.CITY}
    own = request.actor.tenant
    if own is None or own.pk not in cities:
        raise PermissionDenied("接口令牌由市级系统管理员或负责人签发和停用，请联系他们办理。")
    return own
