"""Projects (党建项目): found by filters, as a sheet, and one project with all about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from documents.spreadsheets.writer import Column, ColumnKind, write_workbook
from hierarchy.actors import Actor
from hierarchy.downloads import download
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.roles import can
from hierarchy.terms import Capability
from projects import dossier, insight
from projects.forms.filters import ProjectFilter
from projects.insight import Insight, insight_of
from projects.models import Project
from projects.standing import light_of, next_step
from projects.terms import GOING
from projects.views.keeping import may_keep
from projects.views.parts import PARTS
from projects.views.surroundings import kept, project_tabs, project_ways
from projects.views.verbs import available_verbs
from projects.views.writing import may_apply

PAGE = "projects:project_list"
EXPORT_MOST = 5_000
_DAY = ColumnKind.DATE
SHEET = (
    Column("number", "项目编号", 18),
    Column("year", "年度", 8, kind=ColumnKind.INTEGER),
    Column("name", "项目名称", 36),
    Column("applicant", "申报单位", 28),
    Column("category", "项目类别", 16),
    Column("lead", "项目负责人", 12),
    Column("status", "状态", 14),
    Column("next", "下一步", 30),
    Column("budget", "预算（元）", 14, kind=ColumnKind.DECIMAL),
    Column("starts_on", "开始日期", 12, kind=_DAY),
    Column("ends_on", "完成日期", 12, kind=_DAY),
    Column("submitted_on", "报送日期", 12, kind=_DAY),
    Column("approved_on", "立项日期", 12, kind=_DAY),
    Column("approval_number", "批复文号", 20),
    Column("accepted_on", "验收合格日期", 12, kind=_DAY),
    Column("settled_on", "决算审定日期", 12, kind=_DAY),
    Column("brand_number", "品牌证书编号", 18),
    Column("brand_until", "品牌有效期至", 12, kind=_DAY),
)


@login_required
@require_safe
def project_list(request: ActorRequest) -> HttpResponse:
    """The projects in scope, the latest first."""
    actor = request.actor
    search = ProjectFilter(request.GET, actor=actor)
    page = keyset_page(_ready(search, actor), keys=("-year", "-id"), query=request.GET)
    context = {
        "form": search,
        "page": page,
        "lines": [(one, light_of(one, on=actor.on), next_step(one)) for one in page.rows],
        "is_filtered": bool(search.chosen()),
        "query": kept(request.GET).urlencode(),
        "tabs": project_tabs(actor, current="projects"),
        "ways": project_ways(current="list"),
        "may_apply": may_apply(actor),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "projects/project_list.html", context, status=status)


@login_required
@require_GET
def project_excel(request: ActorRequest) -> HttpResponse:
    """The same projects as a workbook."""
    search = ProjectFilter(request.GET, actor=request.actor)
    rows = list(_ready(search, request.actor).order_by("-year", "-id")[: EXPORT_MOST + 1])
    if len(rows) > EXPORT_MOST:
        messages.error(
            request, f"符合条件的项目超过 {EXPORT_MOST:,} 个，一次导不完。请增加筛选条件后再导出。"
        )
        return redirect(f"{reverse(PAGE)}?{kept(request.GET).urlencode()}")
    content = write_workbook(title="党建项目", columns=SHEET, rows=_sheet_rows(rows))
    return download(content, f"党建项目_{request.actor.on:%Y%m%d}.xlsx")


@login_required
@require_safe
def project_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One project, a part at a time: where it stands, and what the part holds."""
    project, actor = project_or_404(request, pk), request.actor
    seen = insight_of(project, actor)
    part = request.GET.get("part", "")
    part = part if part in seen.parts else insight.OVERVIEW
    verbs = available_verbs(project, actor)
    context = {
        **head_of(project, seen, part, actor),
        "primary": next((verb for verb in verbs if verb.is_primary), None),
        "verbs": [verb for verb in verbs if not verb.is_primary],
        **PARTS[part](project, seen, actor),
    }
    return render(request, "projects/project_detail.html", context)


def head_of(project: Project, seen: Insight, part: str, actor: Actor) -> dict[str, Any]:
    """What stands on every part of a project's page. No query."""
    address = reverse("projects:project_detail", args=[project.pk])
    return {
        "project": project,
        "seen": seen,
        "part": part,
        "part_template": f"projects/_part_{part}.html",
        "light": light_of(project, on=actor.on),
        "step": next_step(project),
        "stages": dossier.stages_of(project),
        "is_going": project.status in GOING,
        "tabs": [
            {
                "label": insight.LABELS[one],
                "url": address if one == insight.OVERVIEW else f"{address}?part={one}",
                "count": None,
                "is_current": one == part,
            }
            for one in seen.parts
        ],
        "may_write": can(actor, Capability.HANDLE, at=project.applicant),
        "may_keep": may_keep(project, actor),
        "today": actor.on,
    }


def project_or_404(request: ActorRequest, pk: int) -> Project:
    """The project, where the reader sees it."""
    related = ("tenant", "applicant__parent", "category", "lead", "adopted_from", "created_by")
    rows = Project.objects.visible_to(request.actor).with_records().select_related(*related)
    project: Project = get_object_or_404(dossier.with_company(rows), pk=pk)
    return project


def _ready(search: ProjectFilter, actor: Actor) -> Any:
    rows = search.rows().select_related("applicant__parent", "category", "lead")
    return dossier.with_own_totals(rows, actor)


def _sheet_rows(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    own = {column.key for column in SHEET}
    for project in rows:
        yield {
            **{name: getattr(project, name) for name in own if hasattr(project, name)},
            "applicant": project.applicant.name,
            "category": project.category.name,
            "lead": project.lead.name,
            "status": project.get_status_display(),
            "next": next_step(project).words,
            "budget": project.budget_total,
        }
