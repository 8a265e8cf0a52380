"""培训课程: listed, shown, written, and the moves of their registration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.actors import Actor
from hierarchy.handled import bodies_handled
from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability, Kind
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.courses import (
    CONTENT,
    close_course,
    edit_course,
    hold_course,
    open_sign_in,
    reopen_course,
    stop_sign_in,
)
from people.forms.courses import CourseFilter, CourseForm
from people.forms.reasons import ConfirmForm, ReasonForm
from people.growth_history import history_of
from people.learners import learners_of
from people.models import Course
from people.policy import policy_of
from people.qr import drawn_code
from people.study_rows import MOST, attended
from people.terms import Learner
from people.views.growth_ways import around
from people.views.surroundings import drawn
from workflow.history import pictures
from workflow.paging import keyset_page
from workflow.views.enclosed import FORM_METHODS, post_of, refuse_nobody, sent, written

_HELP: Final = (
    "主办单位登记课程，参加人员由所在单位勾选，或由主办单位对自己能看到的人员勾选。",
    "学时按课程计给每名参加人员；结束登记前修改学时、日期的，已登记人员随之改变。",
)

_ATTEND: Final = "登记参加人员"


@login_required
@require_safe
def course_list(request: ActorRequest) -> HttpResponse:
    """The courses open to one's bodies and in one's scope, the latest first."""
    actor = request.actor
    search = CourseFilter(request.GET, actor=actor)
    rows = search.rows().select_related("organization").annotate(many=Count("records"))
    page = keyset_page(rows, keys=("-starts_on", "-id"), query=request.GET)
    context = around(actor, current="course_list") | {
        "form": search,
        "page": page,
        "rows": page.rows,
        "is_filtered": search.is_narrowed,
        "may_hold": bool(_bodies(actor)),
    }
    status = 422 if search.errors else 200
    return render(request, "people/course_list.html", context, status=status)


@login_required
@require_safe
def course_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One course: what it is, who attended as far as one sees, and what may be done."""
    course, actor = course_or_404(request, pk), request.actor
    holds = can(actor, Capability.HANDLE, at=course.organization)
    deeds = _deeds(course, actor, holds=holds)
    has_step = bool(deeds) and deeds[0]["label"] in (_ATTEND, MOVES["close"][0])
    context = {
        "course": course,
        "files": pictures(course.attachments.all()),
        "rows": (rows := attended(course, actor)),
        "is_cut": len(rows) == MOST,
        "is_kept": course.learner != Learner.MEMBER
        or policy_of(course.tenant, actor.on).register_on,
        "many": course.records.count(),
        "main": deeds[0] if has_step else None,
        "others": deeds[1:] if has_step else deeds,
        "entries": history_of(course) if holds else [],
        "today": actor.on,
    }
    if holds and course.sign_code:
        url = request.build_absolute_uri(reverse("people:course_sign", args=[course.sign_code]))
        context |= {"sign_url": url, "code": drawn_code(url)}
    return render(request, "people/course_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def course_new(request: ActorRequest) -> HttpResponse:
    """登记课程 for a body of one's own."""
    actor, bodies = request.actor, _bodies(request.actor)
    refuse_nobody(bodies, "登记课程：由党组织、工作站、专委会或市委两新工委登记")
    form = CourseForm(
        *sent(request), bodies=bodies, initial={"starts_on": actor.on, "ends_on": actor.on}
    )

    def act(files: list[Any]) -> Course:
        content = form.content
        return hold_course(
            organization=form.body,
            learner=content.pop("learner"),
            content=content,
            files=files,
            actor=actor,
        )

    course = written(request, form, body=lambda: form.body, act=act)
    if course is not None:
        messages.success(request, "已登记课程，开课后即可登记参加人员。")
        return redirect("people:course_detail", pk=course.pk)
    return drawn(
        request,
        form,
        title="登记课程",
        lead=bodies[0].name if len(bodies) == 1 else "",
        submit="登记",
        back_url=reverse("people:course_list"),
        back_label="课程",
        draft_key="course-new",
        post=post_of(actor, bodies),
        helps=_HELP,
    )


@login_required
@require_http_methods(FORM_METHODS)
def course_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """修改 while registration is open."""
    course, actor = course_or_404(request, pk), request.actor
    post = require(actor, Capability.HANDLE, at=course.organization)
    files = list(course.attachments.all())
    initial = {name: getattr(course, name) for name in CONTENT}
    form = CourseForm(
        *sent(request),
        course=course,
        files=files,
        initial={"cited": [file.pk for file in files], **initial},
    )

    def act(kept: list[Any]) -> Course:
        return edit_course(course=course, content=form.content, files=kept, actor=actor)

    if written(request, form, body=lambda: course.organization, act=act) is not None:
        messages.success(request, "已保存，已登记人员的学时和日期随之改变。")
        return redirect("people:course_detail", pk=pk)
    return drawn(
        request,
        form,
        title="修改课程",
        lead=course.title,
        submit="保存",
        back_url=_page_of(course),
        back_label="课程",
        draft_key=f"course-{pk}",
        post=post,
        helps=_HELP,
    )


@login_required
@require_http_methods(FORM_METHODS)
def course_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """结束登记、重新开放、开启或停止自行登记."""
    if verb not in MOVES:
        raise Http404
    course, actor = course_or_404(request, pk), request.actor
    require(actor, Capability.HANDLE, at=course.organization)
    label, asks, words, done, move = MOVES[verb]

    def act(given: dict[str, Any]) -> Done:
        move(course=course, actor=actor, **given)
        return Done(done, _page_of(course))

    page = FormPage(
        title=f"{label}：{course.title}",
        lead=words,
        submit=label,
        back_url=_page_of(course),
        back_label="课程",
    )
    given = request.POST if request.method == "POST" else None
    form = ReasonForm(given) if asks else ConfirmForm(given)
    return answer(request, page=page, form=form, act=act)


def course_or_404(request: ActorRequest, pk: int) -> Course:
    """The course, where the reader sees it."""
    rows = Course.objects.visible_to(request.actor).select_related("organization", "tenant")
    course: Course = get_object_or_404(rows, pk=pk)
    return course


def _deeds(course: Course, actor: Actor, *, holds: bool) -> list[dict[str, str]]:
    """What the person may do with a course now, the next step first."""
    found: list[tuple[str, str]] = []
    is_going = not course.is_closed and actor.on >= course.starts_on
    if is_going and actor.may(Capability.HANDLE) and learners_of(course, actor).exists():
        found.append((_ATTEND, reverse("people:course_attend", args=[course.pk])))
        found.append(("按名单登记", reverse("people:course_names", args=[course.pk])))
    if holds:
        found.extend(_held_deeds(course, actor))
    return [{"label": label, "url": url} for label, url in found]


def _held_deeds(course: Course, actor: Actor) -> list[tuple[str, str]]:
    if course.is_closed:
        verbs = ["reopen"]
    else:
        verbs = ["stop_sign_in" if course.sign_code else "open_sign_in"]
        if actor.on >= course.ends_on:
            verbs.insert(0, "close")
    found = [
        (MOVES[verb][0], reverse("people:course_move", args=[course.pk, verb])) for verb in verbs
    ]
    if not course.is_closed:
        edit = ("修改", reverse("people:course_edit", args=[course.pk]))
        found.insert(len(found) - 1, edit)
    return found


def _bodies(actor: Actor) -> list[Organization]:
    return [body for body in bodies_handled(actor) if body.kind != Kind.UNIT]


def _page_of(course: Course) -> str:
    return reverse("people:course_detail", args=[course.pk])


MOVES: Final[dict[str, tuple[str, bool, str, str, Callable[..., Course]]]] = {
    "close": (
        "结束登记",
        False,
        "结束后不能再登记参加人员。",
        "已结束登记。需要更正的，可以重新开放。",
        close_course,
    ),
    "reopen": (
        "重新开放登记",
        True,
        "重新开放后各单位可以更正参加人员，原因留痕可查。",
        "已重新开放，各单位可以更正。",
        reopen_course,
    ),
    "open_sign_in": (
        "开启自行登记",
        False,
        "有账号的参加人员可以扫码自行登记，只记“参加了”。",
        "已开启。请出示页面上的二维码或发送链接。",
        open_sign_in,
    ),
    "stop_sign_in": (
        "停止自行登记",
        False,
        "停止后原二维码和链接失效。",
        "已停止，原二维码和链接不再有效。",
        stop_sign_in,
    ),
}
"""By verb: label, whether a reason is asked, what follows, what was done, the action."""
