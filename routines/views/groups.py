"""党小组 of a branch: listed, set up, corrected, dissolved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.views.formpage import Done, FormPage, answer
from routines.actions.groups import amend_group, dissolve_group, set_up_group
from routines.forms.groups import DissolveForm, GroupForm
from routines.models import PartyGroup
from routines.rights import may_record, require_recording
from routines.views.life import body_or_404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group_list(request: ActorRequest, pk: int) -> HttpResponse:
    """The groups of a branch, those dissolved last; whoever records may set one up."""
    organization, actor = body_or_404(request, pk), request.actor
    may_keep = may_record(actor, at=organization)
    form = GroupForm(request.POST or None, on=actor.on)
    if request.method == "POST":
        require_recording(actor, at=organization)
        if form.is_valid():
            with refusals(request, form=form) as attempt:
                group = set_up_group(organization=organization, actor=actor, **form.cleaned_data)
            if not attempt.refused:
                messages.success(request, f"已登记“{group.name}”，下个月起按小组要求党小组会。")
                return redirect("routines:group_list", pk=pk)
    rows = PartyGroup.objects.visible_to(actor).filter(organization=organization)
    context = {
        "organization": organization,
        "groups": list(rows.order_by("ends_on", "name", "pk")),
        "form": form,
        "may_keep": may_keep,
        "today": actor.on,
    }
    status = 422 if form.errors else 200
    return render(request, "routines/group_list.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """更正党小组."""
    group, back = _group_or_404(request, pk)
    form = GroupForm(request.POST or None, on=request.actor.on, group=group)
    page = FormPage(
        title="更正党小组", lead=group.name, submit="保存", back_url=back, back_label="党小组"
    )

    def act(cleaned: dict[str, Any]) -> Done:
        amend_group(group=group, actor=request.actor, **cleaned)
        return Done(f"已更正“{cleaned['name']}”。", back)

    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group_dissolve(request: ActorRequest, pk: int) -> HttpResponse:
    """撤销党小组."""
    group, back = _group_or_404(request, pk)
    form = DissolveForm(request.POST or None, on=request.actor.on)
    page = FormPage(
        title="撤销党小组",
        lead=group.name,
        submit="撤销",
        back_url=back,
        back_label="党小组",
        confirm="撤销后不再要求该小组开会，以往的记录保留。",
    )

    def act(cleaned: dict[str, Any]) -> Done:
        dissolve_group(group=group, actor=request.actor, **cleaned)
        return Done(f"已撤销“{group.name}”，以往的记录保留。", back)

    return answer(request, page=page, form=form, act=act)


def _group_or_404(request: ActorRequest, pk: int) -> tuple[PartyGroup, str]:
    """The group, for who may record there, and the way back."""
    rows = PartyGroup.objects.visible_to(request.actor).select_related("organization__tenant")
    group: PartyGroup = get_object_or_404(rows, pk=pk)
    require_recording(request.actor, at=group.organization)
    return group, reverse("routines:group_list", args=[group.organization_id])
