"""同步推进路径: the list of a year, one path, drafting and changing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from documents.spreadsheets.writer import Column, ColumnKind, write_workbook
from hierarchy.downloads import download
from hierarchy.handled import bodies_handled
from hierarchy.models import Organization
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier
from projects.actions.paths import draft_path, edit_path
from projects.forms.paths import ALL, PathFilter, PathForm
from projects.history import history_of
from projects.models import JointPath
from projects.path_deeds import deeds_of
from projects.path_ledger import is_measured, points_in_words
from projects.path_rules import CONTENT
from projects.terms import PathStatus
from projects.views.surroundings import drawn, kept, project_tabs
from workflow.history import pictures
from workflow.views.enclosed import FORM_METHODS, post_of, refuse_nobody, sent, written

SHEET = (
    Column("organization", "单位", 28),
    Column("year", "年度", 8, kind=ColumnKind.INTEGER),
    Column("name", "路径名称", 28),
    Column("lever", "载体", 18),
    Column("legal_basis", "依据", 30),
    Column("share_before", "原占比（%）", 12, kind=ColumnKind.DECIMAL),
    Column("share_planned", "计划占比（%）", 12, kind=ColumnKind.DECIMAL),
    Column("share_after", "实际占比（%）", 12, kind=ColumnKind.DECIMAL),
    Column("gain", "增减", 16),
    Column("deploy_on", "党建部署", 12, kind=ColumnKind.DATE),
    Column("advance_on", "党建推进", 12, kind=ColumnKind.DATE),
    Column("supervise_on", "党建督查", 12, kind=ColumnKind.DATE),
    Column("reached_units", "涉及两新组织数", 12, kind=ColumnKind.INTEGER),
    Column("effect", "成效", 40),
    Column("status", "状态", 10),
    Column("follows", "延续自", 24),
)
COMMITTEES = (Tier.COMMITTEE, Tier.COUNTY)
_HELP = (
    "把党建工作放进行业部门的办法和评分细则：写清用哪个载体、原来占多少、计划占多少。",
    "部署、推进、督查的日期对照业务工作的日期填写，做到同步部署、同步推进、同步督查。",
)


@login_required
@require_safe
def path_list(request: ActorRequest) -> HttpResponse:
    """The paths of a year in scope, and how many committees have set theirs."""
    actor = request.actor
    search = PathFilter(request.GET, actor=actor)
    rows = search.rows().select_related("organization", "lever")
    page = keyset_page(rows, keys=("-year", "-id"), query=request.GET)
    year = search.cleaned_data.get("year") if search.is_valid() else ""
    context = {
        "form": search,
        "page": page,
        "rows": [(path, _gain(path)) for path in page.rows],
        "is_filtered": len(search.chosen()) > 1,
        "query": kept(request.GET).urlencode(),
        "reach": _reach(request, int(year)) if year and year != ALL else None,
        "tabs": project_tabs(actor, current="paths"),
        "may_draft": bool(bodies_handled(actor, tier__in=COMMITTEES)),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "projects/path_list.html", context, status=status)


@login_required
@require_GET
def path_excel(request: ActorRequest) -> HttpResponse:
    """The same paths as a workbook."""
    search = PathFilter(request.GET, actor=request.actor)
    rows = search.rows().select_related("organization", "lever", "follows")
    ordered = rows.order_by("organization__name_key", "organization_id", "year", "pk")
    content = write_workbook(title="同步推进路径台账", columns=SHEET, rows=_sheet_rows(ordered))
    return download(content, f"同步推进路径台账_{request.actor.on:%Y%m%d}.xlsx")


@login_required
@require_safe
def path_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One path: how far the share was to move and moved, when, and what came of it."""
    path, actor = path_or_404(request, pk), request.actor
    seen = JointPath.objects.visible_to(actor)
    deeds = deeds_of(path, actor)
    context = {
        "path": path,
        "gain": _gain(path),
        "main": deeds[0] if deeds else None,
        "others": deeds[1:],
        "follows": seen.filter(pk=path.follows_id).first() if path.follows_id else None,
        "followers": list(seen.filter(follows=path).exclude(status=PathStatus.DROPPED)),
        "files": pictures(path.attachments.all()),
        "entries": history_of(path),
        "today": actor.on,
    }
    return render(request, "projects/path_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def path_new(request: ActorRequest) -> HttpResponse:
    """起草 a path of a committee for which the person writes."""
    actor = request.actor
    bodies = bodies_handled(actor, tier__in=COMMITTEES)
    refuse_nobody(bodies, "起草同步推进路径：路径由行业党建专委会（党委）研究确定")
    form = PathForm(
        *sent(request),
        actor=actor,
        tenant_id=bodies[0].tenant_id,
        bodies=bodies,
        initial={"year": actor.on.year, "organization": request.GET.get("body")},
    )

    def act(files: list[Any]) -> JointPath:
        year = form.cleaned_data["year"]
        return draft_path(
            organization=form.body, year=year, content=form.content, files=files, actor=actor
        )

    path = written(request, form, body=lambda: form.body, act=act)
    if path is not None:
        messages.success(request, "已存为草稿。负责人研究后点“确定”，上级随之知道。")
        return redirect("projects:path_detail", pk=path.pk)
    return drawn(
        request,
        form,
        title="起草同步推进路径",
        lead=bodies[0].name if len(bodies) == 1 else "",
        submit="保存草稿",
        back_url=reverse("projects:path_list"),
        back_label="同步推进",
        draft_key="path-new",
        article="第八条",
        post=post_of(actor, bodies),
        helps=_HELP,
        fields="projects/_path_fields.html",
    )


@login_required
@require_http_methods(FORM_METHODS)
def path_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """修改 a draft, or, as the committee's leader, what was set already."""
    path, actor = path_or_404(request, pk), request.actor
    is_draft = path.status == PathStatus.DRAFT
    right = Capability.HANDLE if is_draft else Capability.ISSUE
    post = require(actor, right, at=path.organization)
    files = list(path.attachments.all())
    form = PathForm(
        *sent(request),
        actor=actor,
        tenant_id=path.tenant_id,
        path=path,
        files=files,
        initial={
            "cited": [file.pk for file in files],
            **{name: getattr(path, name) for name in CONTENT},
        },
    )

    def act(kept_files: list[Any]) -> JointPath:
        return edit_path(path=path, content=form.content, files=kept_files, actor=actor)

    done = written(request, form, body=lambda: path.organization, act=act)
    if done is not None:
        messages.success(request, "已保存，修改前后的内容留痕可查。")
        return redirect("projects:path_detail", pk=pk)
    return drawn(
        request,
        form,
        title="修改同步推进路径",
        lead=f"{path.organization.name} {path.year}年",
        submit="保存",
        back_url=reverse("projects:path_detail", args=[pk]),
        back_label="路径",
        draft_key=f"path-{pk}",
        article="第八条",
        post=post,
        helps=_HELP,
        fields="projects/_path_fields.html",
    )


def path_or_404(request: ActorRequest, pk: int) -> JointPath:
    """The path, where the reader sees it."""
    rows = JointPath.objects.visible_to(request.actor).select_related(
        "organization__parent__tenant", "organization__tenant", "lever", "tenant"
    )
    path: JointPath = get_object_or_404(rows, pk=pk)
    return path


def _gain(path: JointPath) -> str:
    """By how much the share moved, once that is told."""
    if not is_measured(path) or path.gain is None:
        return ""
    return points_in_words(path.gain)


def _reach(request: ActorRequest, year: int) -> dict[str, Any]:
    """Of the committees in scope, how many have set a path for the year (article 8)."""
    seen = Organization.objects.within(request.actor, capability=Capability.VIEW_WORK)
    bodies = seen.of_tier(Tier.COMMITTEE).open(request.actor.on)
    having = JointPath.objects.visible_to(request.actor).counted().filter(year=year)
    ids = set(having.values_list("organization_id", flat=True))
    names = list(bodies.by_name())
    missing = [body.label for body in names if body.pk not in ids]
    return {
        "year": year,
        "whole": len(names),
        "part": len(names) - len(missing),
        "missing": missing,
    }


def _sheet_rows(rows: Iterable[JointPath]) -> Iterator[dict[str, Any]]:
    for path in rows:
        names = [column.key for column in SHEET if hasattr(path, column.key)]
        yield {
            **{name: getattr(path, name) for name in names},
            "organization": path.organization.name,
            "lever": path.lever.name,
            "gain": _gain(path),
            "status": path.get_status_display(),
            "follows": f"{path.follows.year}年 {path.follows.name}" if path.follows else "",
        }
