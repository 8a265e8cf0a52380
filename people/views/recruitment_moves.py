"""The moves of a recruitment and of its entrants: the page that asks, and the act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions import entrants as of_entrants
from people.actions import recruitments as acts
from people.forms.reasons import ConfirmForm, ReasonForm
from people.forms.recruitments import EntrantForm, HireForm, MarksForm, PurposeForm, WordsForm
from people.models import Entrant, Recruitment
from people.sealed import Opened
from people.terms import EntrantResult
from people.views.recruitments import recruitment_or_404
from workflow.views.enclosed import FORM_METHODS


@dataclass(frozen=True, slots=True)
class Step:
    """One deed: its words, its form, its action, the right it asks."""

    title: str
    submit: str
    done: str
    act: Callable[..., Any]
    form: Callable[..., forms.Form] = ConfirmForm
    lead: str = ""
    right: Capability = Capability.ISSUE


def _words(label: str) -> Callable[..., forms.Form]:
    return lambda *args, **kwargs: WordsForm(*args, label=label, **kwargs)


STEPS: Final[dict[str, Step]] = {
    "publish": Step(
        "发布招录公告",
        "发布",
        "已发布。可以下载招录公告，报名情况在这里登记。",
        acts.publish_recruitment,
        lead="发布后开始报名，岗位条件和考试占比不能再改。",
    ),
    "examine": Step(
        "转入考试考察",
        "转入",
        "已转入考试考察。请登记笔试、面试成绩。",
        acts.examine_entrants,
        lead="转入后不再登记报名。",
        right=Capability.HANDLE,
    ),
    "announce": Step(
        "公示拟录用人选",
        "公示",
        "已开始公示，可以下载公示文稿。期满后登记公示结果，再办理录用。",
        acts.announce_proposed,
        lead="从明天起算工作日，法定节假日和调休按工作日安排计算。公示后成绩不能再改。",
    ),
    "note": Step(
        "登记公示结果",
        "登记",
        "已登记公示结果。",
        acts.note_objections,
        _words("公示结果"),
        lead="没有异议的写“公示期间未收到异议”；有异议的写明反映的问题和核查情况。",
        right=Capability.HANDLE,
    ),
    "choose_again": Step(
        "重新确定人选",
        "确定",
        "已退回考试考察。确定新的人选后，须重新公示。",
        acts.choose_again,
        ReasonForm,
        lead="异议成立或者人选放弃的，可以重新确定人选。新的人选须重新公示。",
    ),
    "close": Step(
        "办结招录",
        "办结",
        "已办结。没有录用的人员已登记为未录用。",
        acts.close_recruitment,
        lead="办结后不能再办理录用。",
    ),
    "cancel": Step(
        "取消招录",
        "取消招录",
        "已取消本次招录。",
        acts.cancel_recruitment,
        ReasonForm,
        lead="取消后不能恢复，需要时重新拟定。",
    ),
}
ENTRANT_STEPS: Final[dict[str, Step]] = {
    "propose": Step(
        "确定为拟录用人选",
        "确定",
        "已确定为拟录用人选。人选确定后请公示。",
        of_entrants.propose_entrant,
        lead="按总成绩和考察情况研究确定，不超过招录人数。",
    ),
    "hire": Step(
        "录用",
        "录用",
        "已录用，档案已建立。",
        of_entrants.hire_entrant,
        HireForm,
        lead="公示期满、没有异议或者异议不成立的，办理录用并建立档案。",
    ),
    "refuse": Step(
        "登记未录用",
        "登记",
        "已登记未录用。",
        of_entrants.refuse_entrant,
        _words("未录用的原因"),
    ),
    "restore": Step(
        "恢复待定",
        "恢复",
        "已恢复为待定，可以继续办理。",
        of_entrants.restore_entrant,
        _words("恢复的原因"),
        lead="结果登记错了的，恢复为待定后重新办理；原来的登记留痕可查。",
    ),
    "withdraw": Step(
        "登记放弃",
        "登记",
        "已登记放弃。",
        of_entrants.withdraw_entrant,
        _words("放弃的原因"),
        right=Capability.HANDLE,
    ),
}


@login_required
@require_http_methods(FORM_METHODS)
def recruitment_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """One deed of one recruitment, by its verb."""
    if verb not in STEPS:
        raise Http404
    row, step = recruitment_or_404(request, pk), STEPS[verb]
    is_own = verb == "cancel" and row.is_own_draft(request.actor.user)
    require(request.actor, Capability.HANDLE if is_own else step.right, at=row.organization)

    def act(data: dict[str, Any]) -> Done:
        step.act(recruitment=row, actor=request.actor, **data)
        return Done(step.done, _back(row))

    return answer(request, page=_page(step, row), form=step.form(request.POST or None), act=act)


@login_required
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters()
@sensitive_variables()
def recruitment_enter(request: ActorRequest, pk: int) -> HttpResponse:
    """登记报名."""
    row, actor = recruitment_or_404(request, pk), request.actor
    require(actor, Capability.HANDLE, at=row.organization)
    form = EntrantForm(request.POST or None, initial={"entered_on": actor.on})

    def act(data: dict[str, Any]) -> Done:
        of_entrants.enter_candidate(recruitment=row, actor=actor, **data)
        return Done("已登记报名。", _back(row))

    step = Step("登记报名", "登记", "", of_entrants.enter_candidate)
    return answer(request, page=_page(step, row), form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def recruitment_marks(request: ActorRequest, pk: int) -> HttpResponse:
    """登记成绩 of all who did not give up."""
    row, actor = recruitment_or_404(request, pk), request.actor
    require(actor, Capability.HANDLE, at=row.organization)
    rows = Entrant.objects.visible_to(actor).filter(recruitment=row)
    entrants = list(rows.exclude(result=EntrantResult.WITHDRAWN).order_by("entered_on", "pk"))
    form = MarksForm(request.POST or None, entrants=entrants)

    def act(data: dict[str, Any]) -> Done:
        number = of_entrants.mark_entrants(recruitment=row, marks=form.marks, actor=actor)
        return Done(f"已保存 {number} 人的成绩，总成绩已按占比折算。", _back(row))

    lead = f"笔试占 {row.written_share}%，面试占 {100 - row.written_share}%，各按百分制填写。"
    page = FormPage(
        title="登记成绩",
        submit="保存",
        back_url=_back(row),
        back_label="招录",
        lead=lead,
        article="第十条",
        draft_key=f"recruitment-marks-{pk}",
        look="pairs",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def entrant_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """One deed of one entrant, by its verb; a telephone number is shown once, in this answer."""
    entrant = _entrant_or_404(request, pk)
    body = entrant.recruitment.organization
    if verb == "reveal":
        require(request.actor, Capability.HANDLE, at=body)
        return _reveal(request, entrant)
    if verb not in ENTRANT_STEPS:
        raise Http404
    step = ENTRANT_STEPS[verb]
    require(request.actor, step.right, at=body)
    form = step.form(request.POST or None)

    def act(data: dict[str, Any]) -> Done:
        given = {"contract": data} if verb == "hire" else data
        step.act(entrant=entrant, actor=request.actor, **given)
        return Done(step.done, _back(entrant.recruitment))

    page = _page(step, entrant.recruitment, of=entrant.name)
    return answer(request, page=page, form=form, act=act)


@sensitive_variables()
def _reveal(request: ActorRequest, entrant: Entrant) -> HttpResponse:
    form = PurposeForm(request.POST or None)
    context: dict[str, Any] = {"entrant": entrant, "form": form, "today": request.actor.on}
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form):
            number = of_entrants.reveal_phone(
                entrant=entrant, actor=request.actor, **form.cleaned_data
            )
            context["revealed"] = Opened(number)
    status = 422 if form.errors else 200
    response = render(request, "people/entrant_reveal.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _entrant_or_404(request: ActorRequest, pk: int) -> Entrant:
    rows = Entrant.objects.visible_to(request.actor)
    found: Entrant = get_object_or_404(
        rows.select_related("recruitment__organization__tenant"), pk=pk
    )
    return found


def _page(step: Step, row: Recruitment, *, of: str = "") -> FormPage:
    return FormPage(
        title=f"{step.title}：{of}" if of else step.title,
        submit=step.submit,
        back_url=_back(row),
        back_label="招录",
        lead=step.lead or f"{row.organization.name}：{row.title}",
        article="第十条",
    )


def _back(row: Recruitment) -> str:
    return reverse("people:recruitment_detail", args=[row.pk])
