"""What is done to one rectification: issued, signed, answered, decided, revoked, remarked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from documents.word.names import chinese_date
from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from inspections.actions import rectifications as acts
from inspections.actions.remarks import may_remark, remark_rectification
from inspections.forms.rectifications import AnswerForm, ClosingForm, RemarkForm, WhyForm
from inspections.forms.rounds import SureForm
from inspections.models import Rectification
from inspections.rectification_moves import RECTIFICATION_MOVES
from inspections.views.rectifications import letter_or_404
from inspections.views.surroundings import drawn
from workflow.views.enclosed import FORM_METHODS, sent, written

Answer = Callable[[ActorRequest, Rectification], HttpResponse]


@dataclass(frozen=True, slots=True)
class Said:
    """The words around a move that is answered with a press or with a reason."""

    title: str
    done: str
    act: Callable[..., Rectification]
    form: Any = SureForm
    confirm: str = ""


_PLAIN: Final[dict[str, Said]] = {
    "issue": Said(
        "下发",
        "已下发并编号，对方已收到消息，请跟踪签收。",
        acts.issue_rectification,
        confirm="下发后编号并开始计算期限，内容不能再改。",
    ),
    "sign": Said("签收", "已签收。请按要求报送方案或说明。", acts.sign_rectification),
    "accept_plan": Said("同意方案", "已同意，对方按方案整改。", acts.accept_plan),
    "return_plan": Said("退回方案", "已退回，对方修改后再报。", acts.return_plan, WhyForm),
    "close": Said(
        "复查合格销号",
        "已销号，所列问题随之销号。",
        acts.close_rectification,
        ClosingForm,
        "销号后不能再退回，所列问题一并销号。",
    ),
    "fail": Said(
        "复查不合格",
        "已转入二次整改，上级已收到督办消息。",
        acts.fail_rectification,
        WhyForm,
        "将重新计算期限，并报告上级督办。",
    ),
    "revoke": Said(
        "撤销",
        "已撤销，所列问题可以重新列入其他整改。",
        acts.revoke_rectification,
        WhyForm,
        "撤销后不能恢复。",
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """The words around a move that is answered with text and files."""

    title: str
    name: str
    label: str
    help_text: str
    done: str
    act: Callable[..., Rectification]


_ANSWERS: Final[dict[str, Told]] = {
    "plan": Told(
        "报送整改方案",
        "plan",
        "整改方案",
        "逐条写明措施、责任人（写职务）和完成时间。",
        "已报送，请等下发单位审核方案。",
        acts.report_plan,
    ),
    "report": Told(
        "申请复查",
        "result",
        "整改结果",
        "逐条写明做了什么、现在怎样。有照片的附上，更容易通过。",
        "已申请复查，请等下发单位复查。",
        acts.report_result,
    ),
    "explain": Told(
        "报送说明",
        "words",
        "情况说明",
        "写明原因、已采取的措施和改进结果。",
        "已报送说明，请等下发单位核实。",
        acts.explain_reminder,
    ),
}


@login_required
@require_http_methods(FORM_METHODS)
def rectification_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """One move of one rectification, by its verb."""
    if verb not in RECTIFICATION_MOVES.moves:
        raise Http404
    letter = letter_or_404(request, pk)
    move = RECTIFICATION_MOVES[verb]
    place: Organization = getattr(letter, move.at)
    # The move's own right, so that nobody fills in a form in vain.
    require(request.actor, move.capability, at=place)
    if verb in _ANSWERS:
        return _told(request, letter, _ANSWERS[verb])
    return _said(request, letter, _PLAIN[verb])


@login_required
@require_http_methods(FORM_METHODS)
def rectification_remark(request: ActorRequest, pk: int) -> HttpResponse:
    """写批注: by either side, or by a superior, who leaves the decision to the issuer."""
    letter, actor = letter_or_404(request, pk), request.actor
    if not may_remark(letter, actor):
        raise PermissionDenied("您当前的岗位不能批注这份整改，或这份整改已经办结。")
    form = RemarkForm(*sent(request))

    def act(files: list[Any]) -> object:
        words = form.cleaned_data["words"]
        return remark_rectification(rectification=letter, words=words, files=files, actor=actor)

    if written(request, form, body=lambda: _own_side(request, letter), act=act) is not None:
        messages.success(request, "已批注，双方已收到消息。")
        return redirect(_back(letter))
    return drawn(
        request,
        form,
        title="写批注",
        lead=f"{letter.organization.label}：{letter}",
        submit="批注",
        back_url=_back(letter),
        back_label="整改",
        draft_key=f"rectification-remark-{pk}",
        helps=("批注供双方沟通，不改变办理状态；审核和销号由下发单位决定。",),
    )


def _said(request: ActorRequest, letter: Rectification, said: Said) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        said.act(rectification=letter, actor=request.actor, **given)
        return Done(said.done, _back(letter))

    page = FormPage(
        title=said.title,
        lead=_lead(letter),
        submit=said.title,
        back_url=_back(letter),
        back_label="整改",
        confirm=said.confirm,
    )
    form = said.form(request.POST if request.method == "POST" else None)
    return answer(request, page=page, form=form, act=act)


def _told(request: ActorRequest, letter: Rectification, told: Told) -> HttpResponse:
    form = AnswerForm(
        *sent(request),
        name=told.name,
        label=told.label,
        help_text=told.help_text,
        initial={"plan": letter.plan, "result": letter.result},
    )

    def act(files: list[Any]) -> Rectification:
        said = {told.name: form.cleaned_data[told.name]}
        return told.act(rectification=letter, files=files, actor=request.actor, **said)

    if written(request, form, body=lambda: letter.organization, act=act) is not None:
        messages.success(request, told.done)
        return redirect(_back(letter))
    return drawn(
        request,
        form,
        title=told.title,
        lead=_lead(letter),
        submit="报送",
        back_url=_back(letter),
        back_label="整改",
        draft_key=f"rectification-{told.name}-{letter.pk}",
        article="第十二条",
        helps=("照片和材料可以不传；不写个人身份证号、手机号码。",),
    )


def _own_side(request: ActorRequest, letter: Rectification) -> Organization:
    """In whose name files of a remark are kept: the body told, or whoever stands above it."""
    own = can(request.actor, Capability.HANDLE, at=letter.organization)
    if own:
        return letter.organization
    acting = request.actor.acting
    held = acting.position.organization if acting else None
    return held or letter.issuer


def _lead(letter: Rectification) -> str:
    until = f"，期限 {chinese_date(letter.due_on)}" if letter.due_on else ""
    return f"{letter.organization.label}：{letter}{until}"


def _back(letter: Rectification) -> str:
    return reverse("inspections:rectification_detail", args=[letter.pk])
