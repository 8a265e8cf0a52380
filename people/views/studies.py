"""学时: the list of one's people by name, one learner's year, what is written and taken off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.actors import Actor
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.studies import attach_certificate, record_study, withdraw_study
from people.forms.reasons import ReasonForm
from people.forms.studies import CertificateForm, StudyFilter, StudyForm
from people.learners import COLUMN, kind_of, learner_of, name_of, seen, writing_body
from people.masks import masked_name
from people.models import Member, StudyRecord
from people.study_hours import hours_of, policy_of_year, share_of
from people.study_list import listed
from people.study_rows import named_whole
from people.study_rules import Hours, needed_hours
from people.terms import Learner
from people.views.counts_only import counts_only
from people.views.growth_ways import around
from people.views.surroundings import drawn
from workflow.views.enclosed import FORM_METHODS, sent, written


@login_required
@require_safe
def study_list(request: ActorRequest) -> HttpResponse:
    """Whoever one sees, by name, with the hours of a year; of members also how many have theirs."""
    actor = request.actor
    search = StudyFilter(request.GET, this_year=actor.on.year)
    context = around(actor, current="study_list")
    policy, learner = context["policy"], search.learner
    is_kept = policy is not None and (learner != Learner.MEMBER or policy.register_on)
    context |= {
        "form": search,
        "kinds": _kinds(search),
        "learner": learner,
        "year": search.chosen_year,
        "is_kept": is_kept,
    }
    if is_kept and actor.tenant is not None:
        policy = policy_of_year(actor.tenant, search.chosen_year, actor.on)
        context |= listed(search, actor, policy=policy, query=request.GET)
        if learner == Learner.MEMBER:
            within = Member.objects.within(actor, capability=Capability.VIEW_WORK)
            done, of = share_of(within, policy, year=search.chosen_year)
            context |= {"done": done, "of": of}
    status = 422 if search.errors else 200
    return render(request, "people/study_list.html", context, status=status)


@login_required
@require_safe
def study_detail(request: ActorRequest, kind: str, pk: int) -> HttpResponse:
    """One learner's year: hours done of hours asked, and the rows behind."""
    actor = request.actor
    learner = learner_or_404(actor, kind, pk)
    if kind == Learner.MEMBER and (counts := counts_only(request, current="courses", title="学时")):
        return counts
    search = StudyFilter(request.GET, this_year=actor.on.year)
    year = search.chosen_year
    rows = StudyRecord.objects.visible_to(actor).of_year(year)
    needed = None
    if kind == Learner.MEMBER:
        needed = needed_hours(learner, policy_of_year(learner.tenant, year, actor.on))
    context = around(actor, current="study_list") | {
        "learner": learner,
        "name": (name := shown_name(learner, actor)),
        "is_whole": name == name_of(learner),
        "kind": kind,
        "year": year,
        "years": [actor.on.year - back for back in range(3)],
        "hours": Hours(hours_of(learner, kind, year), needed),
        "is_spared": kind == Learner.MEMBER and needed is None,
        "rows": rows.filter(**{COLUMN[kind]: learner})
        .select_related("certificate", "course")
        .order_by("-studied_on", "-pk"),
        "may_write": can(actor, Capability.HANDLE, at=writing_body(learner, actor)),
    }
    return render(request, "people/study_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def study_new(request: ActorRequest, kind: str, pk: int) -> HttpResponse:
    """登记学时 studied elsewhere, with its certificate."""
    actor = request.actor
    learner = learner_or_404(actor, kind, pk)
    post = require(actor, Capability.HANDLE, at=writing_body(learner, actor))
    form = StudyForm(*sent(request), on=actor.on)

    def act(files: list[Any]) -> StudyRecord:
        certificate = files[0] if files else None
        return record_study(
            learner=learner, content=form.content, certificate=certificate, actor=actor
        )

    if written(request, form, body=lambda: writing_body(learner, actor), act=act) is not None:
        messages.success(request, "已登记学时。")
        return redirect("people:study_detail", kind, pk)
    return drawn(
        request,
        form,
        title="登记学时",
        lead=name_of(learner),
        submit="登记",
        back_url=_page_of(learner),
        back_label="学时",
        draft_key=f"study-{kind}-{pk}",
        post=post,
        helps=("本系统课程的学时由参加登记自动计入，这里只登记其他学习。",),
    )


@login_required
@require_http_methods(FORM_METHODS)
def study_certificate(request: ActorRequest, pk: int) -> HttpResponse:
    """补充证明材料 to hours that stand already."""
    record, actor = record_or_404(request, pk), request.actor
    learner = learner_of(record)
    post = require(actor, Capability.HANDLE, at=writing_body(learner, actor))
    form = CertificateForm(*sent(request))

    def act(files: list[Any]) -> StudyRecord:
        return attach_certificate(record=record, certificate=files[0], actor=actor)

    if written(request, form, body=lambda: writing_body(learner, actor), act=act) is not None:
        messages.success(request, "已保存证明材料。")
        return redirect(_page_of(learner))
    return drawn(
        request,
        form,
        title="补充证明材料",
        lead=f"{name_of(learner)}：{record.title}",
        submit="保存",
        back_url=_page_of(learner),
        back_label="学时",
        draft_key=f"certificate-{pk}",
        post=post,
        helps=("再次上传的，以最后一份为准，原来的文件仍保存在本单位名下。",),
    )


@login_required
@require_http_methods(FORM_METHODS)
def study_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """撤销学时 that were entered wrongly."""
    record, actor = record_or_404(request, pk), request.actor
    learner = learner_of(record)
    require(actor, Capability.HANDLE, at=writing_body(learner, actor))

    def act(given: dict[str, Any]) -> Done:
        withdraw_study(record=record, actor=actor, **given)
        return Done("已撤销，留痕可查。", _page_of(learner))

    page = FormPage(
        title="撤销学时",
        lead=f"{name_of(learner)}：{record.title}",
        submit="撤销",
        back_url=_page_of(learner),
        back_label="学时",
        confirm="撤销后这些学时不再计算，需要时请重新登记。",
    )
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return answer(request, page=page, form=form, act=act)


def learner_or_404(actor: Actor, kind: str, pk: int) -> Any:
    """A learner's file, where the reader sees it."""
    if kind not in COLUMN:
        raise Http404
    related: tuple[str, ...] = ("organization",)
    if kind == Learner.OFFICER:
        related = ("organization__parent", "tenant", "user")
    return get_object_or_404(seen(kind, actor).select_related(*related), pk=pk)


def record_or_404(request: ActorRequest, pk: int) -> StudyRecord:
    """The hours, where the reader sees them."""
    rows = StudyRecord.objects.visible_to(request.actor).select_related(
        *("member__organization", "worker__organization", "certificate"),
        *("officer_file__organization__parent", "officer_file__user"),
    )
    record: StudyRecord = get_object_or_404(rows, pk=pk)
    return record


def shown_name(learner: Any, actor: Actor) -> str:
    """The name as far as the reader may see it."""
    whole = named_whole([learner.pk], kind_of(learner), actor)
    name = name_of(learner)
    return name if whole is None or learner.pk in whole else masked_name(name)


def _kinds(search: StudyFilter) -> list[dict[str, Any]]:
    """The three sorts of learners beside each other."""
    return [
        {
            "label": label,
            "url": f"{reverse('people:study_list')}?kind={value}",
            "is_current": value == search.learner,
        }
        for value, label in Learner.choices
    ]


def _page_of(learner: Any) -> str:
    return reverse("people:study_detail", args=[kind_of(learner).value, learner.pk])
