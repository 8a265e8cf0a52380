"""招录: the list, the notice, and one recruitment with who entered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from documents.filetypes import FileType
from documents.word.names import filename
from hierarchy.downloads import download
from hierarchy.handled import bodies_handled
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.recruitments import (
    CONTENT,
    draft_recruitment,
    edit_recruitment,
    enclose_recruitment,
)
from people.forms.recruitments import RecruitmentFilter, RecruitmentForm, RecruitmentNewForm
from people.models import Entrant, Recruitment
from people.papers.recruitment import call_paper, call_title, notice_paper, notice_title
from people.policy import policy_of
from people.staff_deeds import (
    RECRUITMENT_LIGHTS,
    entrant_lines,
    history_of,
    published_on,
    recruitment_deeds,
)
from people.staff_rules import EMPLOYERS
from people.terms import EntrantResult
from people.views.surroundings import people_tabs, team_ways
from workflow.forms.enclosed import EnclosedForm
from workflow.history import pictures
from workflow.views.enclosed import FORM_METHODS, drawn, refuse_nobody, sent, written

_DAY = dt.timedelta(days=1)
_ARTICLE = "第十条"
_SHOWN = (EntrantResult.PROPOSED, EntrantResult.HIRED)


@login_required
@require_safe
def recruitment_list(request: ActorRequest) -> HttpResponse:
    """The recruitments in scope, the newest first."""
    actor = request.actor
    search = RecruitmentFilter(request.GET, actor=actor)
    rows = search.rows().select_related("organization")
    page = keyset_page(rows, keys=("-id",), query=request.GET)
    context = {
        "form": search,
        "page": page,
        "rows": [(row, RECRUITMENT_LIGHTS[row.status]) for row in page.rows],
        "is_filtered": any(request.GET.get(name) for name in search.fields),
        "may_draft": _may_draft(request),
        "tabs": people_tabs(actor, current="team"),
        "ways": team_ways(actor, current="recruitment_list"),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "people/recruitment_list.html", context, status=status)


@login_required
@require_http_methods(FORM_METHODS)
def recruitment_new(request: ActorRequest) -> HttpResponse:
    """拟定招录 of one of one's own bodies."""
    actor = request.actor
    bodies = bodies_handled(actor, tier__in=EMPLOYERS)
    refuse_nobody(bodies, "拟定招录：专职党务工作者由市委两新工委、行业党建专委会（党委）招录")
    form = RecruitmentNewForm(request.POST or None, bodies=bodies)

    def act(data: dict[str, Any]) -> Done:
        row = draft_recruitment(organization=form.body, content=form.content, actor=actor)
        return Done("已拟定。核对无误后，由负责人发布公告。", _page(row))

    page = FormPage(
        title="拟定招录",
        submit="保存",
        back_url=reverse("people:recruitment_list"),
        back_label="招录",
        lead="写明岗位、人数、条件和报名截止日期；负责人发布后开始报名。",
        article=_ARTICLE,
        draft_key="recruitment-new",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def recruitment_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """修改 while it is a draft."""
    row, actor = recruitment_or_404(request, pk), request.actor
    require(actor, Capability.HANDLE, at=row.organization)
    initial = {name: getattr(row, name) for name in CONTENT}
    form = RecruitmentForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> Done:
        edit_recruitment(recruitment=row, content=data, actor=actor)
        return Done("已保存。核对无误后，由负责人发布公告。", _page(row))

    page = FormPage(
        title="修改招录",
        submit="保存",
        back_url=_page(row),
        back_label="招录",
        lead=f"{row.organization.name}：{row.title}",
        article=_ARTICLE,
        draft_key=f"recruitment-{pk}",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def recruitment_files(request: ActorRequest, pk: int) -> HttpResponse:
    """整理附件: the notice as issued, mark sheets, the public notice."""
    row, actor = recruitment_or_404(request, pk), request.actor
    post = require(actor, Capability.HANDLE, at=row.organization)
    files = list(row.attachments.all())
    form = EnclosedForm(*sent(request), files=files, initial={"cited": [one.pk for one in files]})

    def act(chosen: list[Any]) -> Recruitment:
        return enclose_recruitment(recruitment=row, files=chosen, actor=actor)

    if written(request, form, body=lambda: row.organization, act=act) is not None:
        messages.success(request, "已保存附件。")
        return redirect(_page(row))
    return drawn(
        request,
        form,
        styles="people/_styles.html",
        title="整理附件",
        lead=f"{row.organization.name}：{row.title}",
        submit="保存",
        back_url=_page(row),
        back_label="招录",
        post=post,
        helps=(
            "招录公告、成绩单、公示等。附件含报名人员姓名，只有招录单位的负责人、经办人能打开。",
        ),
    )


@login_required
@require_safe
def recruitment_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One recruitment; who entered is shown to those who act for the body, else only how many."""
    row, actor = recruitment_or_404(request, pk), request.actor
    writes = can(actor, Capability.HANDLE, at=row.organization)
    step, others = recruitment_deeds(row, actor)
    context = {
        "row": row,
        "light": RECRUITMENT_LIGHTS[row.status],
        "main": step,
        "others": others,
        "sees_entrants": writes,
        "lines": entrant_lines(row, actor) if writes else [],
        "counts": _counts(row) if not writes else [],
        "files": pictures(row.attachments.all()) if writes else [],
        "has_notice": row.notice_from is not None,
        "is_over": row.notice_until is not None and actor.on > row.notice_until,
        "entries": history_of(row) if writes else [],
        "oral_share": 100 - row.written_share,
        "today": actor.on,
    }
    return render(request, "people/recruitment_detail.html", context)


@login_required
@require_GET
def recruitment_paper(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """招录公告 or 拟录用人员公示 as Word; the second from its step on."""
    row = recruitment_or_404(request, pk)
    if kind == "call":
        on = published_on(row) or request.actor.on
        content = call_paper(row, policy=policy_of(row.tenant, on), on=on)
        title = call_title(row)
    elif kind == "notice" and row.notice_from is not None:
        entrants = Entrant.objects.visible_to(request.actor).filter(recruitment=row)
        # Whoever was at work before this notice ended was hired by an earlier one.
        rows = entrants.filter(result__in=_SHOWN).exclude(worker__hired_on__lte=row.notice_until)
        shown = list(rows.order_by("entered_on", "pk"))
        content, title = notice_paper(row, shown, on=row.notice_from - _DAY), notice_title(row)
    else:
        raise Http404
    return download(content, filename(number="", title=title), kind=FileType.DOCX)


def recruitment_or_404(request: ActorRequest, pk: int) -> Recruitment:
    """The recruitment, where the reader sees its body."""
    rows = Recruitment.objects.visible_to(request.actor)
    row: Recruitment = get_object_or_404(
        rows.select_related("organization__tenant", "tenant"), pk=pk
    )
    return row


def _page(row: Recruitment) -> str:
    return reverse("people:recruitment_detail", args=[row.pk])


def _may_draft(request: ActorRequest) -> bool:
    grants = request.actor.scope(Capability.HANDLE).nodes
    return any(grant.tier in EMPLOYERS for grant in grants)


def _counts(row: Recruitment) -> list[tuple[str, int]]:
    found = list(row.entrants.values_list("result", flat=True))
    return [(label, found.count(value)) for value, label in EntrantResult.choices if value in found]
