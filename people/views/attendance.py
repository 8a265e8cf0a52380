"""参加人员: ticked, listed by name, or said by oneself."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hierarchy.actors import Actor
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.attendance import Registered, register_attendance, register_names, sign_in
from people.attendance_sheet import NamesRead, read_names
from people.forms.courses import AttendanceForm, NamesForm
from people.forms.reasons import ConfirmForm
from people.learners import COLUMN, in_order, learners_of
from people.models import Course
from people.views.courses import course_or_404
from workflow.views.enclosed import FORM_METHODS, refuse_nobody, sent


@login_required
@require_http_methods(FORM_METHODS)
def course_attend(request: ActorRequest, pk: int) -> HttpResponse:
    """勾选登记: the people of one's own scope."""
    course, actor = course_or_404(request, pk), request.actor
    rows = _own(course, actor)
    column = f"{COLUMN[course.learner]}_id"
    known = course.records.filter(**{f"{column}__in": [row.pk for row in rows]})
    form = AttendanceForm(
        request.POST if request.method == "POST" else None,
        learners=rows,
        initial={"learners": list(known.values_list(column, flat=True))},
    )

    def act(given: dict[str, Any]) -> Done:
        done = register_attendance(
            course=course, learners=given["learners"], known=given["drawn"], actor=actor
        )
        return Done(_told(done), _page_of(course))

    page = _page(course, "登记参加人员", "保存")
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def course_names(request: ActorRequest, pk: int) -> HttpResponse:
    """按名单登记: names pasted from a table or read from a file, matched among one's own people."""
    course, actor = course_or_404(request, pk), request.actor
    _own(course, actor)

    def act(given: dict[str, Any]) -> Done:
        listed = _listed(given["workbook"])
        done = register_names(course=course, names=given["names"], rows=listed.rows, actor=actor)
        told = _told(done)
        if listed.hidden:
            told += f"表格中有 {listed.hidden} 个隐藏行没有读取，请核对。"
        return Done(told, _page_of(course))

    form = NamesForm(*sent(request))
    return answer(request, page=_page(course, "按名单登记", "登记"), form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def course_sign(request: ActorRequest, code: str) -> HttpResponse:
    """自行登记: one says of oneself that one took part, where the course is open for that."""
    actor = request.actor
    rows = Course.objects.visible_to(actor).exclude(sign_code="").select_related("organization")
    course = rows.filter(sign_code=code).first()
    if course is None:
        return render(request, "people/course_spent.html", status=404)

    def act(given: dict[str, Any]) -> Done:
        sign_in(course=course, code=code, actor=actor)
        return Done("已登记您参加了这门课程。", _page_of(course))

    form = ConfirmForm(request.POST if request.method == "POST" else None)
    return answer(request, page=_page(course, "登记我参加了", "登记"), form=form, act=act)


def _own(course: Course, actor: Actor) -> Any:
    """Those whom the person may register; refused where there is nobody."""
    rows = in_order(learners_of(course, actor), course.learner)
    found = actor.may(Capability.HANDLE) and rows.exists()
    refuse_nobody(
        [course.organization] if found else [], "登记参加人员：由参加人员所在单位或主办单位登记"
    )
    return rows


def _listed(upload: UploadedFile | None) -> NamesRead:
    """The names of the file sent, none without one; a refusal stands beside its field."""
    if upload is None:
        return NamesRead([], 0)
    try:
        return read_names(data=upload.read(), name=upload.name or "")
    except ValidationError as refused:
        raise ValidationError({"workbook": refused.error_list}) from refused


def _page(course: Course, title: str, submit: str) -> FormPage:
    first, last = course.starts_on, course.ends_on
    days = f"{first.month}月{first.day}日"
    if last != first:
        days += f"至{last.month}月{last.day}日"
    return FormPage(
        title=title,
        lead=f"{course.title}（{days}，{course.organization.label}主办）",
        submit=submit,
        back_url=_page_of(course),
        back_label="课程",
    )


def _told(done: Registered) -> str:
    parts = [
        words
        for many, words in (
            (done.added, f"增加 {done.added} 人"),
            (done.removed, f"移除 {done.removed} 人"),
        )
        if many
    ]
    return f"已登记：{'，'.join(parts)}。"


def _page_of(course: Course) -> str:
    return reverse("people:course_detail", args=[course.pk])
