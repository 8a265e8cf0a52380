"""Lists as files: Word to issue and sign, Excel to work on and bring back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from checklists.actions.registering import register_issue_number
from checklists.columns import item_columns, item_rows, sheet_title, upper_label
from checklists.filters import AssignmentFilter
from checklists.forms.imports import ImportForm
from checklists.forms.items import uppers_of
from checklists.forms.lists import IssueNumberForm
from checklists.imports import ImportPlan, carry_out, plan_records, read_plan
from checklists.models import Checklist
from checklists.papers import ASSIGNMENT_COLUMNS, assignment_rows, list_paper
from documents.filetypes import FileType
from documents.spreadsheets.writer import write_workbook
from documents.word.checklist import checklist_document
from documents.word.names import filename
from hierarchy.downloads import download
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability

EXPORT_MOST = 20_000
PLAN_SALT = "checklists.import"
PLAN_SECONDS = 3600


@login_required
@require_GET
def checklist_word(request: ActorRequest, pk: int) -> HttpResponse:
    """The list as an official Word document."""
    checklist = _visible_or_404(request, pk)
    paper = list_paper(checklist, on=request.actor.on)
    name = filename(number=checklist.issue_number or checklist.number, title=checklist.title)
    return download(checklist_document(paper), name, kind=FileType.DOCX)


@login_required
@require_POST
def checklist_number(request: ActorRequest, pk: int) -> HttpResponse:
    """Register the number under which the list was sent out (登记发文字号)."""
    checklist = _visible_or_404(request, pk)
    require(request.actor, Capability.DRAFT, at=checklist.issuer)
    form = IssueNumberForm(request.POST)
    if form.is_valid():
        with refusals(request):
            fresh = register_issue_number(
                checklist=checklist, actor=request.actor, **form.cleaned_data
            )
            messages.success(request, _registered(fresh))
    else:
        messages.error(request, "发文字号过长，请按“机关代字〔年份〕顺序号”填写，不超过 64 个字。")
    return redirect("checklists:checklist_detail", pk=pk)


@login_required
@require_GET
def checklist_excel(request: ActorRequest, pk: int) -> HttpResponse:
    """The list's items as a workbook that imports again."""
    checklist = _visible_or_404(request, pk)
    items = list(checklist.items.select_related("answers__item").order_by("serial"))
    uppers = [upper_label(item.answers) for item in items if item.answers]
    if checklist.is_editable and checklist.issuer.parent_id:
        uppers += [upper_label(upper) for upper in uppers_of(checklist)]
    content = write_workbook(
        title="清单事项",
        columns=item_columns(uppers=dict.fromkeys(uppers)),
        rows=item_rows(items),
    )
    name = filename(number="", title=sheet_title(checklist)).removesuffix(".docx")
    return download(content, f"{name}.xlsx")


@login_required
@require_http_methods(["GET", "POST"])
def checklist_import(request: ActorRequest, pk: int) -> HttpResponse:
    """Bring a workbook's items into a draft: upload, look at what will happen, confirm."""
    checklist = _visible_or_404(request, pk)
    require(request.actor, Capability.DRAFT, at=checklist.issuer)
    if not checklist.is_editable:
        messages.error(
            request, "只有草稿可以导入。已下发的清单请先“起草新版本”，再在新草稿中导入。"
        )
        return redirect("checklists:checklist_detail", pk=pk)
    if "plan" in request.POST:
        return _confirm(request, checklist)
    form = ImportForm(request.POST or None, request.FILES or None)
    plan = None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["workbook"]
        with refusals(request, form=form):
            plan = read_plan(checklist=checklist, data=upload.read(), name=upload.name)
    return _draw_import(request, checklist, form=form, plan=plan)


@login_required
@require_GET
def assignment_excel(request: ActorRequest) -> HttpResponse:
    """The assignments that the filter of the list page finds, as a workbook."""
    found = AssignmentFilter(request.GET, actor=request.actor).rows()
    rows = found.select_related("item__checklist", "issuer", "receiver", "tenant")
    rows = rows.order_by("due_date", "id")[: EXPORT_MOST + 1]
    assignments = list(rows)
    if len(assignments) > EXPORT_MOST:
        messages.error(
            request, f"符合条件的任务超过 {EXPORT_MOST:,} 条，一次导不完。请增加筛选条件后再导出。"
        )
        return redirect(f"{reverse('checklists:assignment_list')}?{request.GET.urlencode()}")
    content = write_workbook(
        title="任务",
        columns=ASSIGNMENT_COLUMNS,
        rows=assignment_rows(assignments, on=request.actor.on),
    )
    return download(content, f"任务_{request.actor.on:%Y%m%d}.xlsx")


def _visible_or_404(request: ActorRequest, pk: int) -> Checklist:
    visible = Checklist.objects.visible_to(request.actor)
    return get_object_or_404(visible.select_related("issuer__parent", "tenant"), pk=pk)


def _registered(checklist: Checklist) -> str:
    if checklist.issue_number:
        return f"已登记发文字号 {checklist.issue_number}，导出的 Word 带红头。"
    return "已撤销发文字号，导出的 Word 为无红头清单表。"


def _confirm(request: ActorRequest, checklist: Checklist) -> HttpResponse:
    """Plan again what was shown, and write it; a draft changed meanwhile is shown anew."""
    try:
        shown = signing.loads(request.POST["plan"], salt=PLAN_SALT, max_age=PLAN_SECONDS)
    except signing.BadSignature:
        messages.error(request, "预览已过期（超过 1 小时）。请重新上传文件。")
        return redirect("checklists:checklist_import", pk=checklist.pk)
    if shown["checklist"] != checklist.pk:
        messages.error(request, "预览与这份清单不符。请重新上传文件。")
        return redirect("checklists:checklist_import", pk=checklist.pk)
    plan = plan_records(checklist=checklist, records=shown["records"])
    if _effect(plan) != shown["effect"]:
        messages.warning(request, "预览之后草稿已被修改，结果有变化。请核对新的预览后再确认。")
        return _draw_import(request, checklist, form=ImportForm(), plan=plan)
    with refusals(request) as attempt:
        carry_out(plan, actor=request.actor)
    if attempt.refused:
        return redirect("checklists:checklist_import", pk=checklist.pk)
    messages.success(
        request,
        f"已导入：新增 {plan.count('new')} 条，修改 {plan.count('changed')} 条，"
        f"未变 {plan.count('unchanged')} 条。请核对后分配指标。",
    )
    return redirect("checklists:decompose_board", pk=checklist.pk)


def _effect(plan: ImportPlan) -> list[list[Any]]:
    return [[row.number, row.kind, row.item.pk if row.item else None] for row in plan.rows]


def _draw_import(
    request: ActorRequest, checklist: Checklist, *, form: ImportForm, plan: ImportPlan | None
) -> HttpResponse:
    sealed = ""
    if plan is not None and not plan.errors:
        said = {"checklist": checklist.pk, "records": plan.records, "effect": _effect(plan)}
        sealed = signing.dumps(said, salt=PLAN_SALT, compress=True)
    counts = {kind: plan.count(kind) for kind in ("new", "changed", "unchanged")} if plan else {}
    refused = bool(form.errors) or bool(plan and plan.errors)
    context = {
        "checklist": checklist,
        "form": form,
        "plan": plan,
        "counts": counts,
        "sealed": sealed,
    }
    return render(
        request, "checklists/checklist_import.html", context, status=422 if refused else 200
    )
