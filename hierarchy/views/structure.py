"""The form pages of the structural acts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hierarchy.models import Organization, OrganizationChange
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.acts import ACTS
from hierarchy.views.formpage import Done, FormPage, answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organization_act(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """One structural act on one body; ``verb`` is a key of ``ACTS``."""
    organization = get_object_or_404(
        Organization.objects.visible_to(request.actor).select_related(
            "parent", "region", "tenant", "industry"
        ),
        pk=pk,
    )
    act = ACTS.get(verb)
    if act is None or not act.fits(organization):
        raise Http404
    require(request.actor, Capability.MANAGE_ORGANIZATIONS, at=act.place(organization))
    changes = OrganizationChange.objects.visible_to(request.actor).filter(organization=organization)
    last = changes.order_by("-id").values_list("pk", flat=True).first()
    form = act.form(
        request.POST or None, organization=organization, actor=request.actor, seen=last or 0
    )

    def do(given: dict[str, Any]) -> Done:
        given.pop("seen")
        changed = act.do(organization=organization, actor=request.actor, **given)
        url = reverse("hierarchy:organization_detail", args=[changed.pk])
        return Done(act.done.format(name=changed.name), url)

    page = FormPage(
        title=f"{act.label}：{organization.name}",
        lead=act.lead,
        article=act.article,
        submit=act.label,
        confirm=act.confirm,
        back_url=reverse("hierarchy:organization_detail", args=[organization.pk]),
        back_label=organization.label,
        draft_key=f"{verb}-{organization.pk}",
    )
    return answer(request, page=page, form=form, act=do)
