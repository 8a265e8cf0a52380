"""Regulations of the committees (制度文本, article 10): who has which, and their texts."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.handled import bodies_handled
from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability, Tier
from hierarchy.views.formpage import Done, FormPage, answer
from projects.actions.regulations import TIERS, end_regulation, issue_regulation
from projects.forms.regulations import EndForm, RegulationForm
from projects.history import history_of
from projects.models import Regulation
from projects.terms import RegulationKind
from projects.views.surroundings import drawn, project_tabs
from workflow.history import pictures
from workflow.views.enclosed import FORM_METHODS, post_of, refuse_nobody, sent, written

_HELP = (
    "第十条要求每个专委会（党委）有三项制度的文本。同类制度印发新版的，直接登记新版，旧版自动废止并留存。",
    "全市各级都能看到制度文本，不要上传涉密或含个人信息的内容。",
)


@login_required
@require_safe
def regulation_list(request: ActorRequest) -> HttpResponse:
    """Each committee in scope, and which of the three regulations it has in force."""
    actor = request.actor
    committees = (
        Organization.objects.within(actor, capability=Capability.VIEW_WORK)
        .filter(tier=Tier.COMMITTEE)
        .open(actor.on)
    )
    bodies = list(committees.by_name())
    known: dict[int, dict[str, Regulation]] = defaultdict(dict)
    rows = Regulation.objects.visible_to(actor).in_force()
    for row in rows.filter(organization__in=bodies):
        known[row.organization_id][row.kind] = row
    lines = [
        (body, [(kind.label, known[body.pk].get(kind.value)) for kind in RegulationKind])
        for body in bodies
    ]
    context = {
        "lines": lines,
        "kinds": RegulationKind.labels,
        "complete": sum(all(row for _, row in cells) for _, cells in lines),
        "may_issue": bool(bodies_handled(actor, tier__in=TIERS)),
        "tabs": project_tabs(actor, current="funds"),
        "today": actor.on,
    }
    return render(request, "projects/regulation_list.html", context)


@login_required
@require_safe
def regulation_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One version with its text, and the versions beside it."""
    regulation, actor = _regulation_or_404(request, pk), request.actor
    others = Regulation.objects.visible_to(actor).filter(
        organization=regulation.organization, kind=regulation.kind
    )
    may_keep = can(actor, Capability.HANDLE, at=regulation.organization)
    context = {
        "regulation": regulation,
        "files": pictures(regulation.attachments.all()),
        "others": others.exclude(pk=pk).order_by("-issued_on", "-pk"),
        "may_end": may_keep and regulation.ended_on is None,
        "may_issue": may_keep,
        "entries": history_of(regulation) if may_keep else [],
        "today": actor.on,
    }
    return render(request, "projects/regulation_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def regulation_new(request: ActorRequest) -> HttpResponse:
    """登记制度文本 of a committee of one's own."""
    actor = request.actor
    bodies = bodies_handled(actor, tier__in=TIERS)
    refuse_nobody(bodies, "登记制度文本：三项制度由行业党建专委会（党委）制定")
    form = RegulationForm(
        *sent(request),
        bodies=bodies,
        initial={
            "kind": request.GET.get("kind"),
            "organization": request.GET.get("body"),
            "issued_on": actor.on,
        },
    )

    def act(files: list[Any]) -> Regulation:
        return issue_regulation(
            organization=form.body, content=form.content, files=files, actor=actor
        )

    made = written(request, form, body=lambda: form.body, act=act)
    if made is not None:
        messages.success(request, f"已登记“{made.title}”，同类旧版自 {_day(made)} 起废止并留存。")
        return redirect("projects:regulation_detail", pk=made.pk)
    return drawn(
        request,
        form,
        title="登记制度文本",
        lead=bodies[0].name if len(bodies) == 1 else "",
        submit="登记",
        back_url=reverse("projects:regulation_list"),
        back_label="制度文本",
        draft_key="regulation-new",
        article="第十条",
        post=post_of(actor, bodies),
        helps=_HELP,
    )


@login_required
@require_http_methods(FORM_METHODS)
def regulation_end(request: ActorRequest, pk: int) -> HttpResponse:
    """废止 without a version that follows."""
    regulation, actor = _regulation_or_404(request, pk), request.actor
    require(actor, Capability.HANDLE, at=regulation.organization)
    back = reverse("projects:regulation_detail", args=[pk])

    def act(given: dict[str, Any]) -> Done:
        end_regulation(regulation=regulation, actor=actor, **given)
        return Done("已废止，文本留存可查。请及时制定并登记新的制度。", back)

    page = FormPage(
        title="废止制度",
        lead=regulation.title,
        submit="废止",
        confirm="废止后这一类制度没有有效文本，直到登记新版。",
        back_url=back,
        back_label="制度文本",
    )
    return answer(request, page=page, form=EndForm(request.POST or None, on=actor.on), act=act)


def _regulation_or_404(request: ActorRequest, pk: int) -> Regulation:
    rows = Regulation.objects.visible_to(request.actor).select_related("organization__parent")
    return get_object_or_404(rows, pk=pk)


def _day(row: Regulation) -> str:
    return f"{row.issued_on.month}月{row.issued_on.day}日"
