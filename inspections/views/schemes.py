"""Schemes (体检方案): the list, one version beside the one before, drafting, and its moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from inspections.actions.schemes import (
    adopt_scheme,
    discard_scheme,
    draft_scheme,
    edit_scheme,
    follow_scheme,
    retire_scheme,
)
from inspections.deeds import parted
from inspections.forms.rounds import SureForm, organizers
from inspections.forms.schemes import DiscardForm, SchemeFilter, SchemeForm
from inspections.models import Scheme
from inspections.scheme_deeds import deeds_of, may_write
from inspections.scheme_history import history_of
from inspections.scheme_outline import differences_of, outline_of, outlines_of
from inspections.scheme_rules import HEADER
from inspections.terms import Subject
from inspections.views.surroundings import inspection_tabs
from workflow.history import MOST
from workflow.views.enclosed import FORM_METHODS

Answer = Callable[[ActorRequest, Scheme], HttpResponse]
"""Behind which article a scheme stands, by whom it inspects."""
OUTLINE: Final = "inspections/_scheme_outline.html"


@login_required
@require_safe
def scheme_list(request: ActorRequest) -> HttpResponse:
    """The schemes of the city that the reader may see, the newest first."""
    actor = request.actor
    search = SchemeFilter(request.GET, actor=actor)
    rows = search.rows().select_related("owner")
    context = {
        "form": search,
        "page": keyset_page(rows, keys=("-id",), query=request.GET),
        "is_filtered": search.is_filtered,
        "tabs": inspection_tabs(actor, current="scheme_list"),
        "may_draft": bool(organizers(actor)),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "inspections/scheme_list.html", context, status=status)


@login_required
@require_safe
def scheme_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One version: its points by dimension, its limits, what differs from the version before."""
    scheme, actor = scheme_or_404(request, pk), request.actor
    main, others = parted(deeds_of(scheme, actor))
    seen = Scheme.objects.visible_to(actor)
    versions = list(
        seen.filter(owner=scheme.owner_id, name=scheme.name).order_by("-version")[:MOST]
    )
    older = next((one for one in versions if one.pk == scheme.follows_id), None)
    outline, *before = outlines_of([scheme, older] if older else [scheme])
    context = {
        "scheme": scheme,
        "article": article_of(scheme),
        "outline": outline,
        "main": main,
        "others": others,
        "may_write": may_write(scheme, actor),
        "older": older,
        "differences": differences_of(before[0], outline) if before else [],
        "versions": [one for one in versions if one.pk != scheme.pk],
        "entries": history_of(scheme),
        "today": actor.on,
    }
    return render(request, "inspections/scheme_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def scheme_new(request: ActorRequest) -> HttpResponse:
    """起草 a scheme of a body for which the person drafts."""
    actor = request.actor
    bodies = organizers(actor)
    if not bodies:
        raise PermissionDenied(
            "您当前的岗位不能起草体检方案：方案由市委两新工委或行业党建专委会（党委）制定。"
            "如需办理，请切换到相应岗位。"
        )
    form = SchemeForm(request.POST or None, bodies=bodies)

    def act(given: dict[str, Any]) -> Done:
        scheme = draft_scheme(
            owner=form.body,
            subject=given["subject"],
            name=given["name"],
            content={name: given[name] for name in HEADER},
            actor=actor,
        )
        return Done("已存为草稿。请添加维度和指标，分值合计 100 分后启用。", page_of(scheme))

    page = FormPage(
        title="起草体检方案",
        lead=bodies[0].name if len(bodies) == 1 else "",
        submit="保存草稿",
        back_url=reverse("inspections:scheme_list"),
        back_label="方案",
        article=Subject.BRANCH.asked_by,
        draft_key="scheme-new",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def scheme_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """修改 the head of a draft."""
    scheme = scheme_or_404(request, pk)
    require(request.actor, Capability.DRAFT, at=scheme.owner)
    initial = {name: getattr(scheme, name) for name in ("name", *HEADER)}
    form = SchemeForm(request.POST or None, scheme=scheme, initial=initial)

    def act(_: dict[str, Any]) -> Done:
        edit_scheme(scheme=scheme, changes=form.content, actor=request.actor)
        return Done("已保存，修改前后的内容留痕可查。", page_of(scheme))

    page = FormPage(
        title="修改方案基本信息",
        lead=str(scheme),
        submit="保存",
        back_url=page_of(scheme),
        back_label="方案",
        article=article_of(scheme),
        draft_key=f"scheme-{pk}",
        aside=OUTLINE,
    )
    return answer(request, page=page, form=form, act=act, outline=outline_of(scheme))


@login_required
@require_http_methods(FORM_METHODS)
def scheme_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """One move of one scheme, by its verb."""
    if verb not in MOVES:
        raise Http404
    scheme = scheme_or_404(request, pk)
    right = Capability.DRAFT if verb in ("follow", "discard") else Capability.ISSUE
    require(request.actor, right, at=scheme.owner)
    return MOVES[verb](request, scheme)


def _adopt(request: ActorRequest, scheme: Scheme) -> HttpResponse:
    def act(_: dict[str, Any]) -> Done:
        adopt_scheme(scheme=scheme, actor=request.actor)
        return Done(
            "已启用，新的体检轮次可以选用。此后不能再修改，只能起草新版本。", page_of(scheme)
        )

    words = "启用后不能再修改；同名的上一版本随之停用，已开始的轮次仍按原版本办完。"
    page = _page(scheme, "启用体检方案", "启用", confirm=words)
    return _answer(request, scheme, page, SureForm(request.POST or None), act)


def _follow(request: ActorRequest, scheme: Scheme) -> HttpResponse:
    def act(_: dict[str, Any]) -> Done:
        follower = follow_scheme(scheme=scheme, actor=request.actor)
        told_now = f"已起草第 {follower.version} 版，内容与原版本相同，请修改后启用。"
        return Done(told_now, page_of(follower))

    page = _page(scheme, "起草新版本", "起草")
    return _answer(request, scheme, page, SureForm(request.POST or None), act)


def _retire(request: ActorRequest, scheme: Scheme) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        retire_scheme(scheme=scheme, actor=request.actor, **given)
        return Done("已停用，新的体检轮次不能再选用，已开始的轮次照常办理。", page_of(scheme))

    words = "停用后新的体检轮次不能选用，且不能恢复；需要时可据此起草新版本。"
    page = _page(scheme, "停用体检方案", "停用", confirm=words)
    return _answer(request, scheme, page, DiscardForm(request.POST or None), act)


def _discard(request: ActorRequest, scheme: Scheme) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        discard_scheme(scheme=scheme, actor=request.actor, **given)
        return Done("已删除草稿，理由记入留痕。", reverse("inspections:scheme_list"))

    words = "草稿连同维度、指标和限制项一并删除，不能恢复。"
    page = _page(scheme, "删除方案草稿", "删除", confirm=words)
    return _answer(request, scheme, page, DiscardForm(request.POST or None), act)


def _page(scheme: Scheme, title: str, submit: str, *, confirm: str = "") -> FormPage:
    return FormPage(
        title=title,
        lead=f"{scheme}，{scheme.owner.label}",
        submit=submit,
        back_url=page_of(scheme),
        back_label="方案",
        confirm=confirm,
        article=article_of(scheme),
        aside=OUTLINE,
    )


def _answer(
    request: ActorRequest,
    scheme: Scheme,
    page: FormPage,
    form: Any,
    act: Callable[[dict[str, Any]], Done],
) -> HttpResponse:
    """Do it, or draw the form; the scheme is read for the page only when the page is drawn."""
    return answer(request, page=page, form=form, act=act, outline=outline_of(scheme))


def article_of(scheme: Scheme) -> str:
    """The article that asks for what the scheme inspects."""
    return Subject(scheme.subject).asked_by


def page_of(scheme: Scheme) -> str:
    """The address of a scheme."""
    return reverse("inspections:scheme_detail", args=[scheme.pk])


def scheme_or_404(request: ActorRequest, pk: int) -> Scheme:
    """The scheme, where the reader sees it."""
    rows = Scheme.objects.visible_to(request.actor).select_related("owner__tenant", "tenant")
    scheme: Scheme = get_object_or_404(rows, pk=pk)
    return scheme


MOVES: Final[dict[str, Answer]] = {
    "adopt": _adopt,
    "follow": _follow,
    "retire": _retire,
    "discard": _discard,
}
