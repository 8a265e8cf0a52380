"""What is done to one expense: handed up, decided, paid, refunded, reversed, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from projects.actions.expenses import (
    cancel_expense,
    endorse_expense,
    send_back_expense,
    submit_expense,
)
from projects.actions.spending import (
    pay_expense,
    refund_expense,
    reverse_expense,
    reverse_refund,
)
from projects.amounts import yuan
from projects.expense_deeds import may_endorse
from projects.forms.expenses import EndorseForm, PaymentForm, RefundForm
from projects.forms.money import ReasonForm, SureForm
from projects.models import Expense, Refund
from projects.slicing import slices_of
from projects.terms import Signer
from projects.views.expenses import FORM_METHODS, expense_or_404
from workflow.views.uploads import store_uploads


@login_required
@require_http_methods(FORM_METHODS)
def expense_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """One move of one expense, by its verb."""
    if verb not in MOVES:
        raise Http404
    expense = expense_or_404(request, pk)
    if verb != "endorse":
        require(request.actor, Capability.HANDLE, at=expense.project.applicant)
    return MOVES[verb](request, expense)


def _page(expense: Expense, title: str, submit: str, **words: str) -> FormPage:
    return FormPage(
        title=title,
        lead=f"{expense.purpose}，{yuan(expense.amount)} 元",
        submit=submit,
        back_url=_back(expense),
        back_label="支出",
        **words,
    )


def _back(expense: Expense) -> str:
    return reverse("projects:expense_detail", args=[expense.pk])


def _submit(request: ActorRequest, expense: Expense) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        done = submit_expense(expense=expense, actor=request.actor)
        turn = Signer(done.next_signer).label if done.next_signer else ""
        told = f"请等{turn}审批。" if turn else "可以办理支付。"
        return Done(f"已报批，{told}", _back(expense))

    page = _page(expense, "报批支出", "报批", confirm="报批后不能修改，按金额逐级审批。")
    return answer(
        request,
        page=page,
        form=SureForm(request.POST if request.method == "POST" else None),
        act=act,
    )


def _endorse(request: ActorRequest, expense: Expense) -> HttpResponse:
    """Whose turn it is not, is told so; the action asks the right again."""
    given = list(expense.endorsements.all())
    if not may_endorse(expense, request.actor, endorsements=given):
        turn = Signer(expense.next_signer).label if expense.next_signer else ""
        raise PermissionDenied(
            f"这笔支出现在由{turn}审批，您不能办理：经办人不审批，同一人不审批两个环节。"
            if turn
            else "这笔支出不在审批中，没有要您审批的环节。请回到支出页面查看当前状态。"
        )

    def act(cleaned: dict[str, Any]) -> Done:
        done = endorse_expense(expense=expense, actor=request.actor, **cleaned)
        return Done(_decided(done, agreed=cleaned["agreed"]), _back(expense))

    page = _page(
        expense,
        "审批支出",
        "提交审批",
        draft_key=f"expense-endorse-{expense.pk}",
        aside="projects/_expense_slices.html",
    )
    form = EndorseForm(request.POST or None)
    return answer(request, page=page, form=form, act=act, slices=slices_of(expense))


def _decided(expense: Expense, *, agreed: bool) -> str:
    if not agreed:
        return "已退回经办人修改，意见随之告知。"
    if expense.next_signer:
        return f"已同意，接下来由{Signer(expense.next_signer).label}审批。"
    return "已同意，审批完成，可以支付。"


def _pay(request: ActorRequest, expense: Expense) -> HttpResponse:
    """登记支付 with the pictures of invoice and receipt."""
    actor = request.actor
    is_sent = request.method == "POST"
    form = PaymentForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        needs_files=not expense.attachments.exists(),
        initial={"paid_on": actor.on},
    )
    form.recall(actor)
    if request.method == "POST" and form.is_valid() and _paid(request, expense, form):
        return redirect(_back(expense))
    context = {
        "project": expense.project,
        "form": form,
        "post": actor.post_for(Capability.HANDLE, at=expense.project.applicant),
        "has_lines": True,
        "title": "登记支付",
        "submit": "登记支付",
        "confirm": f"将记入经费账：{yuan(expense.amount)} 元。记账后不能修改，只能冲销。",
        "draft_key": f"expense-pay-{expense.pk}",
        "back_url": _back(expense),
        "back_label": "支出",
        "today": actor.on,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "projects/expense_form.html", context, status=status)


def _paid(request: ActorRequest, expense: Expense, form: PaymentForm) -> bool:
    """Store the files, then pay; on a refusal the stored files stay chosen."""
    stored = store_uploads(form, organization=expense.project.applicant, actor=request.actor)
    names = ("invoice_number", "receipt_number", "paid_on")
    if not form.errors:
        with refusals(request, form=form):
            pay_expense(
                expense=expense,
                attachments=[*form.kept_files, *stored],
                actor=request.actor,
                **{name: form.cleaned_data[name] for name in names},
            )
    if form.errors:
        form.keep(stored)
        return False
    messages.success(request, "已登记支付并记入经费账。")
    return True


def _refund(request: ActorRequest, expense: Expense) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        refund_expense(expense=expense, actor=request.actor, **given)
        return Done(f"已登记退款 {yuan(given['amount'])} 元，记入经费账。", _back(expense))

    page = _page(
        expense,
        "登记退款",
        "登记退款",
        confirm="退款将记入经费账，退回该科目和已拨结余。",
        help=f"最多可退 {yuan(expense.net)} 元。",
    )
    return answer(request, page=page, form=RefundForm(request.POST or None), act=act)


def _reverse(request: ActorRequest, expense: Expense) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        reverse_expense(expense=expense, actor=request.actor, **given)
        return Done("已冲销，金额退回该科目和已拨结余。", _back(expense))

    page = _page(
        expense,
        "冲销支出",
        "冲销",
        confirm="将生成一张相反的凭证，不能撤销。需要时重新登记一笔支出。",
        help="整笔登记错的用冲销；只退回部分款项的用“登记退款”。",
    )
    return answer(request, page=page, form=ReasonForm(request.POST or None), act=act)


def _send_back(request: ActorRequest, expense: Expense) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        send_back_expense(expense=expense, actor=request.actor, **given)
        return Done("已退回更正。修改后请重新报批，各环节重新审批。", _back(expense))

    page = _page(
        expense,
        "退回更正",
        "退回更正",
        confirm="已有的审批不再有效，修改后须重新报批。",
        help="发票与支出内容、收款单位或金额不一致的，退回修改后重新报批；不再支付的用“取消”。",
    )
    return answer(request, page=page, form=ReasonForm(request.POST or None), act=act)


def _cancel(request: ActorRequest, expense: Expense) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        cancel_expense(expense=expense, actor=request.actor, **given)
        return Done("已取消这笔支出，没有记账。", _back(expense))

    page = _page(expense, "取消支出", "取消支出", confirm="取消后不能恢复，需要时重新填写。")
    return answer(request, page=page, form=ReasonForm(request.POST or None), act=act)


@login_required
@require_http_methods(FORM_METHODS)
def refund_reverse(request: ActorRequest, pk: int) -> HttpResponse:
    """冲销退款: one that was booked by mistake."""
    rows = Refund.objects.visible_to(request.actor).select_related(
        "expense__project__applicant__parent", "voucher"
    )
    refund = get_object_or_404(rows, pk=pk)
    expense = refund.expense
    require(request.actor, Capability.HANDLE, at=expense.project.applicant)

    def act(given: dict[str, Any]) -> Done:
        reverse_refund(refund=refund, actor=request.actor, **given)
        return Done("已冲销这次退款，这笔支出的已退款数随之减少。", _back(expense))

    page = FormPage(
        title="冲销退款",
        lead=f"{expense.purpose}，退款 {yuan(refund.amount)} 元",
        submit="冲销",
        confirm="将生成一张相反的凭证；退回的款项已经用掉的，不能冲销。",
        back_url=_back(expense),
        back_label="支出",
    )
    return answer(request, page=page, form=ReasonForm(request.POST or None), act=act)


MOVES: dict[str, Callable[[ActorRequest, Expense], HttpResponse]] = {
    "submit": _submit,
    "endorse": _endorse,
    "pay": _pay,
    "correct": _send_back,
    "refund": _refund,
    "reverse": _reverse,
    "cancel": _cancel,
}
