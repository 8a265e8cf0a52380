"""Writing of 发展党员: an application, a step, a correction, another committee, the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from documents.word.names import chinese_date
from hierarchy.handled import branches_handled
from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.admissions import change_superior, end_admission, open_admission
from people.actions.steps import correct_step, record_step
from people.admission_course import Course, course_of, place_of, right_for
from people.admission_rules import check_record
from people.correction_rules import check_correction
from people.forms.admissions import ApplicationForm, StepForm, SuperiorForm
from people.forms.reasons import ReasonForm
from people.models import Admission, ProcessStep, StepRecord
from people.policy import policy_of
from people.step_rules import span_end
from people.views.admissions import whole_or_404
from people.views.surroundings import drawn
from workflow.models import Attachment
from workflow.superiors import superior_of
from workflow.views.enclosed import FORM_METHODS, post_of, refuse_nobody, sent, written

_BOARD: Final = "发展党员"
_PLACE_MOST: Final = 120


@login_required
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters()
@sensitive_variables()
def admission_new(request: ActorRequest) -> HttpResponse:
    """登记入党申请 at one of one's own branches."""
    actor = request.actor
    bodies = branches_handled(actor)
    refuse_nobody(bodies, "登记入党申请：由申请人所在的党支部登记")
    form = _application(request, bodies)

    def act(files: list[Any]) -> Admission:
        return open_admission(
            organization=form.body, content=form.content, files=tuple(files), actor=actor
        )

    made = written(request, form, body=lambda: form.body, act=act)
    if made is not None:
        messages.success(request, f"已登记。{_next_words(request, made.pk)}")
        return redirect(_page_of(made))
    return drawn(
        request,
        form,
        title="登记入党申请",
        lead=bodies[0].name if len(bodies) == 1 else "",
        submit="登记",
        back_url=reverse("people:admission_board"),
        back_label=_BOARD,
        post=post_of(actor, bodies),
        helps=(
            "按申请日期适用当时的程序版本，以后换版也按原版本办完。",
            "系统只计算最早和最迟日期，结论由党组织作出后如实登记。",
        ),
    )


@login_required
@require_http_methods(FORM_METHODS)
def admission_step(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """登记 a step of a file."""
    actor, admission = request.actor, whole_or_404(request, pk)
    course = course_of(admission, on=actor.on)
    step = _step_or_404(course, number)
    post = require(actor, right_for(admission, step), at=place_of(admission, step))
    form = StepForm(
        *sent(request),
        course=course,
        step=step,
        actor=actor,
        check=lambda content: check_record(course, step, content, on=actor.on),
        initial={"done_on": actor.on},
    )

    def act(files: list[Any]) -> StepRecord:
        return record_step(
            admission=admission, number=number, content=form.content, files=files, actor=actor
        )

    made = written(request, form, body=lambda: place_of(admission, step), act=act)
    if made is not None:
        messages.success(request, f"已登记。{_next_words(request, pk)}")
        return redirect(_page_of(admission))
    return _drawn(request, form, course, step, title=f"第{number}步：{step.name}", post=post)


@login_required
@require_http_methods(FORM_METHODS)
def step_correct(request: ActorRequest, pk: int) -> HttpResponse:
    """更正 a record by a new one."""
    actor = request.actor
    rows = StepRecord.objects.visible_to(actor).select_related("admission")
    record: StepRecord = get_object_or_404(rows, pk=pk)
    admission = whole_or_404(request, record.admission_id)
    course = course_of(admission, on=actor.on)
    step = _step_or_404(course, record.number)
    post = require(actor, right_for(admission, step), at=place_of(admission, step))
    rest, files = course.without(record), list(record.attachments.all())
    form = StepForm(
        *sent(request),
        course=rest,
        step=step,
        actor=actor,
        corrects=True,
        check=lambda content: check_correction(course, record, step, content, on=actor.on),
        initial=_said(record, files),
    )
    form.offer_cited(files)

    def act(files: list[Any]) -> StepRecord:
        return correct_step(
            record=record,
            content={**form.content, "conclusion": record.conclusion},
            reason=form.cleaned_data["reason"],
            files=files,
            actor=actor,
        )

    made = written(request, form, body=lambda: place_of(admission, step), act=act)
    if made is not None:
        messages.success(request, "已更正，原记录保留可查。")
        return redirect(_page_of(admission))
    return _drawn(request, form, rest, step, title=f"更正第{step.number}步", post=post)


@login_required
@require_http_methods(FORM_METHODS)
def admission_superior(request: ActorRequest, pk: int) -> HttpResponse:
    """变更审批党委 of a file on its way."""
    actor, admission = request.actor, whole_or_404(request, pk)
    require(actor, Capability.HANDLE, at=admission.organization)
    form = SuperiorForm(
        request.POST or None,
        tenant=admission.tenant,
        actor=actor,
        initial={"superior": admission.superior, "superior_name": admission.superior_name},
    )

    def act(given: dict[str, Any]) -> Done:
        change_superior(admission=admission, actor=actor, **given)
        return Done("已变更，以后的步骤由新的审批党委办理。", _page_of(admission))

    page = FormPage(
        title="变更审批党委",
        lead=admission.organization.name,
        submit="保存",
        back_url=_page_of(admission),
        back_label=_BOARD,
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def admission_end(request: ActorRequest, pk: int) -> HttpResponse:
    """终止 a file, by what the organisation decided."""
    actor, admission = request.actor, whole_or_404(request, pk)
    require(actor, Capability.HANDLE, at=admission.organization)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> Done:
        end_admission(admission=admission, reason=given["reason"], actor=actor)
        return Done("已终止，记录保留可查，号码已清除。", _page_of(admission))

    page = FormPage(
        title="终止发展",
        lead=f"{admission.name}，{admission.organization.name}",
        submit="终止",
        back_url=_page_of(admission),
        back_label=_BOARD,
        confirm="终止后不能恢复；预备党员同时从名册减员。请确认党组织已经作出决定。",
        help="请写明依据的决定和文号。",
    )
    return answer(request, page=page, form=form, act=act)


def _application(request: ActorRequest, bodies: Sequence[Organization]) -> ApplicationForm:
    """The form with what is known: today, and the branch's own committee."""
    tenant, actor = bodies[0].tenant, request.actor
    known = superior_of(bodies[0])
    return ApplicationForm(
        *sent(request),
        bodies=bodies,
        tenant=tenant,
        actor=actor,
        keeps_numbers=policy_of(tenant, actor.on).register_on,
        initial={
            "applied_on": actor.on,
            "work_place": request.GET.get("work_place", "")[:_PLACE_MOST],
            "from_memberless": "work_place" in request.GET,
            "superior": known.organization,
            "superior_name": "" if known.organization else known.name,
        },
    )


def _drawn(
    request: ActorRequest, form: StepForm, course: Course, step: ProcessStep, **page: Any
) -> HttpResponse:
    admission = course.admission
    article = f"{admission.process.regulation}{step.article}" if step.article else ""
    return drawn(
        request,
        form,
        lead=f"{admission.name}，{_days_in_words(course, step)}",
        submit="登记",
        back_url=_page_of(admission),
        back_label=_BOARD,
        helps=tuple(filter(None, (step.rule, article))),
        **page,
    )


def _days_in_words(course: Course, step: ProcessStep) -> str:
    earliest, latest, longest = course.window(step)
    told = [
        f"最早 {chinese_date(earliest)}" if earliest else "",
        f"最迟 {chinese_date(latest)}" if latest else "",
        f"特殊情况不晚于 {chinese_date(longest)}" if longest else "",
    ]
    if span_end(step, course.admission.applied_on, course.exceptions):
        told.append(step.rule)
    return "，".join(filter(None, told)) or step.rule


def _said(record: StepRecord, files: Sequence[Attachment]) -> dict[str, Any]:
    names = ("done_on", "from_day", "conclusion", "eligible", "present", "in_favour", "hours")
    said = {name: getattr(record, name) for name in (*names, "document_no", "words")}
    said |= {"people": "\n".join(record.people), "late_reason": record.late_reason}
    return said | {"cited": [file.pk for file in files]}


def _step_or_404(course: Course, number: int) -> ProcessStep:
    step = course.steps.get(number)
    if step is None:
        raise Http404
    return step


def _next_words(request: ActorRequest, pk: int) -> str:
    """What is next, now that something was recorded."""
    admission = whole_or_404(request, pk)
    course = course_of(admission, on=request.actor.on)
    step = course.next_step
    if step is None:
        return "全部步骤已办完。"
    if course.is_refused(step):
        return f"“{step.name}”没有通过，由党支部研究后终止或重新办理。"
    until = f"，最迟 {chinese_date(admission.due_on)}" if admission.due_on else ""
    return f"下一步：{step.name}{until}。"


def _page_of(admission: Admission) -> str:
    return reverse("people:admission_detail", args=[admission.pk])
