"""专职党务工作者: the list, one file with trainings and assessments, and how it is kept."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from hierarchy.actors import Actor
from hierarchy.forms.fields import LoginField
from hierarchy.handled import bodies_handled
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.workers import (
    CONTENT,
    edit_worker,
    end_worker,
    link_account,
    names_differ,
    register_worker,
    undo_leaving,
)
from people.forms.reasons import ReasonForm
from people.forms.workers import AccountForm, LeaveForm, WorkerFilter, WorkerForm, WorkerNewForm
from people.models import Assessment, StudyRecord, Worker
from people.staff_deeds import ASSESSMENT_LIGHTS, history_of, may_assess, worker_deeds
from people.staff_rules import EMPLOYERS, contract_ends_soon
from people.views.surroundings import people_tabs, team_ways
from workflow.views.enclosed import FORM_METHODS, refuse_nobody

_LIST = "专职党务工作者"
_MOST_STUDIES = 40


@login_required
@require_safe
def worker_list(request: ActorRequest) -> HttpResponse:
    """Full-time workers in scope, by body."""
    actor = request.actor
    search = WorkerFilter(request.GET, actor=actor)
    rows = search.rows().select_related("organization")
    page = keyset_page(rows, keys=("organization_id", "hired_on", "id"), query=request.GET)
    context = {
        "form": search,
        "page": page,
        "rows": [(row, _soon(row, request)) for row in page.rows],
        "is_filtered": any(request.GET.get(name) for name in search.fields),
        "may_register": _may_register(request),
        "tabs": people_tabs(actor, current="team"),
        "ways": team_ways(actor, current="worker_list"),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "people/worker_list.html", context, status=status)


@login_required
@require_http_methods(FORM_METHODS)
def worker_new(request: ActorRequest) -> HttpResponse:
    """登记 somebody who is in post already."""
    actor = request.actor
    bodies = bodies_handled(actor, tier__in=EMPLOYERS)
    refuse_nobody(bodies, "登记专职党务工作者：由市委两新工委、行业党建专委会（党委）登记")
    form = WorkerNewForm(request.POST or None, bodies=bodies)

    def act(data: dict[str, Any]) -> Done:
        row = register_worker(organization=form.body, content=form.content, actor=actor)
        return Done("已登记，通讯录随之更新。", _page(row))

    page = FormPage(
        title="登记专职党务工作者",
        submit="登记",
        back_url=reverse("people:worker_list"),
        back_label=_LIST,
        lead="登记已经在岗的人员；新招录的在“招录”中办理录用，档案自动建立。",
        article="第六条",
        draft_key="worker-new",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_safe
def worker_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One file; terms of employment and changes are shown to the own body alone."""
    worker, actor = worker_or_404(request, pk), request.actor
    is_own = actor.user is not None and worker.user_id == actor.user.pk
    writes = can(actor, Capability.HANDLE, at=worker.organization)
    studies = StudyRecord.objects.visible_to(actor).filter(worker=worker)
    assessments = Assessment.objects.visible_to(actor).filter(worker=worker).order_by("-year")
    context = {
        "worker": worker,
        "is_serving": worker.is_serving(actor.on),
        "ends_soon": _soon(worker, request),
        "sees_terms": writes or is_own,
        "deeds": worker_deeds(worker, actor),
        "studies": studies.order_by("-studied_on", "-pk")[:_MOST_STUDIES],
        "assessments": [(one, ASSESSMENT_LIGHTS[one.status]) for one in assessments],
        "may_assess": may_assess(worker, actor),
        "sees_assessments": is_own or can(actor, Capability.REVIEW, at=worker.organization),
        "entries": history_of(worker) if writes else [],
        "today": actor.on,
    }
    return render(request, "people/worker_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def worker_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """修改档案: a new contract, another pay grade."""
    worker, actor = worker_or_404(request, pk), request.actor
    require(actor, Capability.HANDLE, at=worker.organization)
    initial = {name: getattr(worker, name) for name in CONTENT}
    form = WorkerForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> Done:
        edit_worker(worker=worker, content=data, actor=actor)
        return Done("已保存，修改前后的内容留痕可查。", _page(worker))

    page = FormPage(
        title="修改档案",
        submit="保存",
        back_url=_page(worker),
        back_label=worker.name,
        lead=f"{worker.organization.name}：{worker.name}",
        article="第六条",
        draft_key=f"worker-{pk}",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def worker_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """登记离岗, 撤销离岗 or 关联账号."""
    worker = worker_or_404(request, pk)
    if verb == "end":
        return _end(request, worker)
    if verb == "undo":
        return _undo(request, worker)
    if verb == "link":
        return _link(request, worker)
    raise Http404


def worker_or_404(request: ActorRequest, pk: int) -> Worker:
    """The worker, where the reader sees the body, or the worker's own file."""
    rows = Worker.objects.visible_to(request.actor)
    found: Worker = get_object_or_404(
        rows.select_related("organization__tenant", "user", "entrant__recruitment"), pk=pk
    )
    return found


def _end(request: ActorRequest, worker: Worker) -> HttpResponse:
    actor = request.actor
    require(actor, Capability.HANDLE, at=worker.organization)
    form = LeaveForm(request.POST or None, initial={"left_on": actor.on})

    def act(data: dict[str, Any]) -> Done:
        end_worker(worker=worker, actor=actor, **data)
        return Done("已登记离岗，档案保留。岗位空缺的请及时招录。", _page(worker))

    page = FormPage(
        title=f"登记离岗：{worker.name}",
        submit="登记",
        back_url=_page(worker),
        back_label=worker.name,
        lead="离岗日期当天起不再计入在岗人数，档案保留，不能再改；登记错了的可以撤销。",
        article="第六条",
        confirm="登记后档案不能再改。",
    )
    return answer(request, page=page, form=form, act=act)


def _undo(request: ActorRequest, worker: Worker) -> HttpResponse:
    actor = request.actor
    require(actor, Capability.HANDLE, at=worker.organization)

    def act(data: dict[str, Any]) -> Done:
        undo_leaving(worker=worker, actor=actor, **data)
        return Done("已撤销离岗，恢复为在岗，原来的登记留痕可查。", _page(worker))

    page = FormPage(
        title=f"撤销离岗：{worker.name}",
        submit="撤销离岗",
        back_url=_page(worker),
        back_label=worker.name,
        lead="离岗登记错了的才撤销；离岗后再次到岗的请重新登记。",
        article="第六条",
    )
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return answer(request, page=page, form=form, act=act)


def _link(request: ActorRequest, worker: Worker) -> HttpResponse:
    actor, linked = request.actor, worker.user
    require(actor, Capability.HANDLE, at=worker.organization)
    form = AccountForm(
        request.POST or None,
        corrects=linked is not None,
        asks=_asks_whose(request, worker),
        initial={"username": linked.username if linked else ""},
    )

    def act(data: dict[str, Any]) -> Done:
        user = _account(data.pop("username"), actor)
        link_account(worker=worker, user=user, actor=actor, **data)
        if user is None:
            return Done("已取消关联，考核意见须当面告知本人。", _page(worker))
        told = f"已关联“{user.name}”的账号，年度考核告知后本人可以阅读。"
        if linked is not None:
            told += "原账号不能再看，还没有申述的考核已重新告知本人。"
        return Done(told, _page(worker))

    title = "更正账号" if linked else "关联账号"
    page = FormPage(
        title=f"{title}：{worker.name}",
        submit="保存",
        back_url=_page(worker),
        back_label=worker.name,
        lead="关联后，本人登录即可阅读考核意见并申述。"
        + ("关联错了的在这里更正；清空登录名即取消关联。" if linked else ""),
        article="第十条",
    )
    return answer(request, page=page, form=form, act=act)


def _account(username: str, actor: Actor) -> User | None:
    """The account of that login name; none where the field was left empty."""
    try:
        return LoginField.person(username, actor=actor) if username.strip() else None
    except ValidationError as refused:
        raise ValidationError({"username": refused.error_list}) from refused


def _asks_whose(request: ActorRequest, worker: Worker) -> bool:
    """Whether the account sent goes by another name, which the form asks about."""
    try:
        user = _account(request.POST.get("username", ""), request.actor)
    except ValidationError:
        return False
    return user is not None and names_differ(worker, user)


def _page(worker: Worker) -> str:
    return reverse("people:worker_detail", args=[worker.pk])


def _may_register(request: ActorRequest) -> bool:
    grants = request.actor.scope(Capability.HANDLE).nodes
    return any(grant.tier in EMPLOYERS for grant in grants)


def _soon(worker: Worker, request: ActorRequest) -> bool:
    """Whether the contract is spoken of: to those who act for the body."""
    if worker.left_on is not None or not contract_ends_soon(
        worker.contract_until, on=request.actor.on
    ):
        return False
    return can(request.actor, Capability.HANDLE, at=worker.organization)
