"""The ledger (经费账): vouchers found by filters, and one voucher with its lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from documents.spreadsheets.writer import Column, ColumnKind, write_workbook
from hierarchy.downloads import download
from hierarchy.models import Organization
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from projects.actions.posting import reverse_voucher
from projects.amounts import yuan
from projects.bookkeeping import PAPER_OF
from projects.forms.money import ReasonForm, VoucherFilter
from projects.models import Expense, Posting, Voucher
from projects.views.surroundings import kept, project_tabs

PAGE = "projects:voucher_list"
EXPORT_MOST = 30_000
SHEET = (
    Column("on", "记账日期", 12, kind=ColumnKind.DATE),
    Column("number", "凭证号", 20),
    Column("kind", "类别", 12),
    Column("words", "摘要", 40),
    Column("source", "资金来源", 24),
    Column("project", "项目", 30),
    Column("organization", "单位", 26),
    Column("amount", "金额（元）", 16, kind=ColumnKind.DECIMAL),
    Column("paper_number", "原始凭证号", 20),
    Column("reverses", "冲销凭证号", 20),
    Column("made_as", "记账岗位", 26),
)


@login_required
@require_safe
def voucher_list(request: ActorRequest) -> HttpResponse:
    """The vouchers in scope, the latest first."""
    search = VoucherFilter(request.GET, actor=request.actor)
    page = keyset_page(_ready(search), keys=("-on", "-id"), query=request.GET)
    chosen = search.chosen()
    project = search.cleaned_data.get("project") if search.is_valid() else None
    context = {
        "form": search,
        "chosen": chosen,
        "project": project,
        "page": page,
        "rows": page.rows,
        "query": kept(request.GET).urlencode(),
        "tabs": project_tabs(request.actor, current="funds"),
        "today": request.actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "projects/voucher_list.html", context, status=status)


@login_required
@require_GET
def voucher_excel(request: ActorRequest) -> HttpResponse:
    """The same vouchers as a workbook."""
    search = VoucherFilter(request.GET, actor=request.actor)
    rows = list(_ready(search).order_by("-on", "-id")[: EXPORT_MOST + 1])
    if len(rows) > EXPORT_MOST:
        messages.error(
            request, f"符合条件的凭证超过 {EXPORT_MOST:,} 张，一次导不完。请增加筛选条件后再导出。"
        )
        return redirect(f"{reverse(PAGE)}?{kept(request.GET).urlencode()}")
    content = write_workbook(title="经费账", columns=SHEET, rows=_sheet_rows(rows))
    return download(content, f"经费账_{request.actor.on:%Y%m%d}.xlsx")


@login_required
@require_safe
def voucher_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One voucher: what moved, on whose word, through which accounts, and its reversal."""
    actor = request.actor
    rows = Voucher.objects.visible_to(actor).select_related(
        "source", "project__applicant__parent", "organization", "reverses", "reversal", "made_by"
    )
    voucher = get_object_or_404(rows, pk=pk)
    postings = (
        Posting.objects.visible_to(actor)
        .filter(voucher=voucher)
        .select_related("account__source", "account__category", "account__organization")
        .annotate(credit=-F("amount"))
        .order_by("pk")
    )
    booked = Q(voucher=voucher) | Q(refunds__voucher=voucher)
    expense = Expense.objects.visible_to(actor).filter(booked).first()
    lines = list(postings)
    context = {
        "voucher": voucher,
        "postings": lines,
        "debit": sum((line.amount for line in lines if line.amount > 0), start=0),
        "credit": -sum((line.amount for line in lines if line.amount < 0), start=0),
        "expense": expense,
        "may_reverse": _may_reverse(voucher, request),
        "reversal": getattr(voucher, "reversal", None),
        "today": actor.on,
    }
    return render(request, "projects/voucher_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def voucher_reverse(request: ActorRequest, pk: int) -> HttpResponse:
    """冲销凭证 of a budget, a cut, a carry or a hand-back; others are reversed at their paper."""
    rows = Voucher.objects.visible_to(request.actor).select_related(
        "source", "organization", "project__applicant__parent"
    )
    voucher = get_object_or_404(rows, pk=pk)
    require(request.actor, Capability.ISSUE, at=_payer(voucher))
    back = reverse("projects:voucher_detail", args=[pk])

    def act(given: dict[str, Any]) -> Done:
        made = reverse_voucher(voucher=voucher, actor=request.actor, **given)
        return Done(f"已冲销 {voucher.number}，冲销凭证为 {made.number}。", back)

    page = FormPage(
        title="冲销凭证",
        lead=f"{voucher.number}，{voucher.words}，{yuan(voucher.amount)} 元",
        submit="冲销",
        confirm="将生成一张相反的凭证，不能撤销。",
        back_url=back,
        back_label="凭证",
    )
    return answer(request, page=page, form=ReasonForm(request.POST or None), act=act)


def _payer(voucher: Voucher) -> Organization:
    """The body that pays, whose head may reverse."""
    return voucher.project.city if voucher.project else voucher.organization


def _may_reverse(voucher: Voucher, request: ActorRequest) -> bool:
    return (
        voucher.kind not in PAPER_OF
        and getattr(voucher, "reversal", None) is None
        and can(request.actor, Capability.ISSUE, at=_payer(voucher))
    )


def _ready(search: VoucherFilter) -> Any:
    return search.rows().select_related("source", "project", "organization", "reverses")


def _sheet_rows(rows: Iterable[Voucher]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            **{name: getattr(row, name) for name in ("on", "number", "words", "amount")},
            **{name: getattr(row, name) for name in ("paper_number", "made_as")},
            "kind": row.get_kind_display(),
            "source": row.source.name,
            "project": row.project.name if row.project else "",
            "organization": row.organization.name,
            "reverses": row.reverses.number if row.reverses else "",
        }
