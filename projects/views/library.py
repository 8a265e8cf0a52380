"""The brand library (品牌案例库): read by all tiers of a city, taken up by its committees."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hierarchy.paging import keyset_page
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from projects.actions.branding import adopt_pack, publish_pack, withdraw_pack
from projects.forms.filters import LibraryFilter
from projects.forms.library import AdoptForm, PackForm
from projects.forms.moves import ReasonForm
from projects.forms.writing import applying_bodies
from projects.models import BrandPack, Project
from projects.views.keeping import may_keep
from projects.views.projects import project_or_404
from projects.views.surroundings import project_tabs
from projects.views.writing import bodies_or_denied, may_apply
from workflow.history import pictures

FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def library(request: ActorRequest) -> HttpResponse:
    """The published cases, the newest first, with how often each was taken up."""
    search = LibraryFilter(request.GET)
    rows = search.rows(request.actor).select_related("project__applicant__parent")
    page = keyset_page(
        rows.annotate(adopted=Count("adoptions__organization", distinct=True)),
        keys=("-published_on", "-id"),
        query=request.GET,
        size=20,
    )
    context = {
        "form": search,
        "page": page,
        "is_filtered": bool(request.GET.get("q", "").strip()),
        "tabs": project_tabs(request.actor, current="library"),
        "today": request.actor.on,
    }
    return render(request, "projects/library.html", context)


@login_required
@require_safe
def pack_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One case: what was done, what came of it, and how to take it up."""
    pack, actor = _pack_or_404(request, pk), request.actor
    takers = pack.adoptions.select_related("organization").order_by("-adopted_on", "-pk")
    bodies = {row.organization_id: row for row in takers}
    may_adopt = may_apply(actor) and pack.withdrawn_on is None
    context = {
        "pack": pack,
        "files": pictures(pack.attachments.order_by("pk")),
        "adoptions": list(bodies.values()),
        "adopt_form": AdoptForm(bodies=applying_bodies(actor)) if may_adopt else None,
        "may_keep": may_keep(pack.project, actor),
        "tabs": project_tabs(actor, current="library"),
        "today": actor.on,
    }
    return render(request, "projects/pack_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def pack_publish(request: ActorRequest, pk: int) -> HttpResponse:
    """Put a finished project's case into the library, or put it right."""
    project, actor = project_or_404(request, pk), request.actor
    if not may_keep(project, actor):
        require(actor, Capability.HANDLE, at=project.city)
    pack = BrandPack.objects.visible_to(actor).filter(project=project).first()
    sent = request.POST if request.method == "POST" else None
    form = PackForm(sent, project=project, pack=pack)
    page = FormPage(
        title=f"案例入库：{project.name}",
        lead="入库后本市各级都能阅读，专委会（党委）可以一键借鉴到自己的申报草稿。",
        submit="入库",
        back_url=reverse("projects:project_detail", args=[pk]),
        back_label="项目",
        draft_key=f"pack-{pk}",
    )

    def act(cleaned: dict[str, Any]) -> Done:
        chosen = list(cleaned.pop("attachments"))
        made = publish_pack(project=project, attachments=chosen, actor=actor, **cleaned)
        return Done(f"案例“{made.title}”已入库。", reverse("projects:pack_detail", args=[made.pk]))

    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def pack_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a case out of the library, with the reason."""
    pack, actor = _pack_or_404(request, pk), request.actor
    if not may_keep(pack.project, actor):
        require(actor, Capability.HANDLE, at=pack.project.city)
    back = reverse("projects:pack_detail", args=[pk])
    page = FormPage(
        title=f"撤下案例：{pack.title}",
        lead="撤下后不再出现在案例库中，已经借鉴形成的项目不受影响。",
        submit="撤下",
        back_url=back,
        back_label="案例",
    )

    def act(cleaned: dict[str, Any]) -> Done:
        withdraw_pack(pack=pack, actor=actor, **cleaned)
        return Done(f"已撤下案例“{pack.title}”。", reverse("projects:library"))

    sent = request.POST if request.method == "POST" else None
    return answer(
        request, page=page, form=ReasonForm(sent, project=pack.project, actor=actor), act=act
    )


@login_required
@require_POST
def pack_adopt(request: ActorRequest, pk: int) -> HttpResponse:
    """借鉴: take a case up into a draft of one's own."""
    pack, actor = _pack_or_404(request, pk), request.actor
    bodies = bodies_or_denied(actor)
    form = AdoptForm(request.POST, bodies=bodies)
    if not form.is_valid():
        messages.error(request, "请选择由哪个单位借鉴。")
        return redirect("projects:pack_detail", pk=pk)
    made: Project | None = None
    with refusals(request):
        made = adopt_pack(pack=pack, organization=form.cleaned_data["organization"], actor=actor)
    if made is None:
        return redirect("projects:pack_detail", pk=pk)
    messages.success(request, "已借鉴为申报草稿。请按本单位实际修改名称、目标、做法、预算和节点。")
    return redirect("projects:project_edit", pk=made.pk)


def _pack_or_404(request: ActorRequest, pk: int) -> BrandPack:
    """A published case; one taken down is read where it is kept."""
    rows = BrandPack.objects.visible_to(request.actor).select_related(
        "project__applicant__parent", "project__category"
    )
    pack: BrandPack = get_object_or_404(rows, pk=pk)
    if pack.withdrawn_on is not None and not may_keep(pack.project, request.actor):
        get_object_or_404(rows.filter(withdrawn_on__isnull=True), pk=pk)
    return pack
