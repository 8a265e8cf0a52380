"""党建人才: leading and professional talents, what was done with them, leaving the list."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.actors import Actor
from hierarchy.handled import bodies_handled
from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability, Kind
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.talents import (
    CONTENT,
    edit_talent,
    leave_list,
    list_talent,
    record_deed,
    withdraw_deed,
)
from people.forms.reasons import ReasonForm
from people.forms.talents import DeedForm, LeaveForm, TalentFilter, TalentForm
from people.growth_history import history_of
from people.models import Talent, TalentDeed
from people.views.surroundings import people_tabs
from workflow.paging import keyset_page
from workflow.undertakings import named
from workflow.views.enclosed import FORM_METHODS, refuse_nobody

ARTICLE: Final = "第十四条"


@login_required
@require_safe
def talent_list(request: ActorRequest) -> HttpResponse:
    """The talents in scope by pinyin; those who left on demand."""
    actor = request.actor
    search = TalentFilter(request.GET, actor=actor)
    rows = search.rows().select_related("organization")
    page = keyset_page(rows, keys=("name_key", "id"), query=request.GET)
    context = {
        "form": search,
        "page": page,
        "rows": page.rows,
        "is_filtered": search.is_narrowed,
        "may_list": bool(_bodies(actor)),
        "tabs": people_tabs(actor, current="talents"),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "people/talent_list.html", context, status=status)


@login_required
@require_safe
def talent_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One talent: strengths, training and use, the projects that the reader may open."""
    talent, actor = talent_or_404(request, pk), request.actor
    deeds = list(talent.deeds.order_by("-done_on", "-pk"))
    projects = named(actor, [deed.project for deed in deeds if deed.project])
    context = {
        "talent": talent,
        "deeds": [(deed, projects.get(deed.project or 0)) for deed in deeds],
        "may_write": talent.left_on is None
        and can(actor, Capability.HANDLE, at=talent.organization),
        "entries": history_of(talent),
        "today": actor.on,
    }
    return render(request, "people/talent_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def talent_new(request: ActorRequest) -> HttpResponse:
    """入库 for a body of one's own."""
    actor, bodies = request.actor, _bodies(request.actor)
    refuse_nobody(bodies, "推荐人才：由党组织、工作站、专委会或市委两新工委推荐")
    form = TalentForm(_sent(request), bodies=bodies, initial={"listed_on": actor.on})

    def act(given: dict[str, Any]) -> Done:
        talent = list_talent(
            organization=form.body,
            content=form.content,
            consents=given["consents"],
            actor=actor,
        )
        return Done("已入库，请继续登记培养使用情况。", _page_of(talent))

    page = FormPage(
        title="人才入库",
        lead=bodies[0].name if len(bodies) == 1 else "",
        submit="入库",
        back_url=reverse("people:talent_list"),
        back_label="人才",
        article=ARTICLE,
        draft_key="talent-new",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def talent_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """修改."""
    talent = _own(request, pk)
    initial = {name: getattr(talent, name) for name in CONTENT}
    form = TalentForm(_sent(request), is_new=False, initial=initial)

    def act(given: dict[str, Any]) -> Done:
        edit_talent(talent=talent, content=form.content, actor=request.actor)
        return Done("已保存，修改留痕可查。", _page_of(talent))

    page = _page(talent, "修改人才资料", "保存", draft_key=f"talent-{pk}")
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def talent_leave(request: ActorRequest, pk: int) -> HttpResponse:
    """出库."""
    talent = _own(request, pk)

    def act(given: dict[str, Any]) -> Done:
        leave_list(talent=talent, actor=request.actor, **given)
        return Done("已出库，资料保留备查。", _page_of(talent))

    page = _page(talent, "人才出库", "出库", confirm="出库后不能再改动；再次推荐的，请重新入库。")
    form = LeaveForm(_sent(request), initial={"left_on": request.actor.on})
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def talent_deed(request: ActorRequest, pk: int) -> HttpResponse:
    """登记培养使用."""
    talent, actor = _own(request, pk), request.actor

    def act(given: dict[str, Any]) -> Done:
        record_deed(talent=talent, actor=actor, **given)
        return Done("已登记。", _page_of(talent))

    page = _page(talent, "登记培养使用", "登记", draft_key=f"talent-deed-{pk}")
    form = DeedForm(_sent(request), actor=actor, initial={"done_on": actor.on})
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def deed_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """撤销 of a record that was entered wrongly."""
    rows = TalentDeed.objects.visible_to(request.actor)
    deed: TalentDeed = get_object_or_404(rows.select_related("talent__organization"), pk=pk)
    talent = deed.talent
    require(request.actor, Capability.HANDLE, at=talent.organization)

    def act(given: dict[str, Any]) -> Done:
        withdraw_deed(deed=deed, actor=request.actor, **given)
        return Done("已撤销，留痕可查。", _page_of(talent))

    page = _page(talent, f"撤销记录：{deed.words}", "撤销", confirm="登记有误的才撤销。")
    return answer(request, page=page, form=ReasonForm(_sent(request)), act=act)


def talent_or_404(request: ActorRequest, pk: int) -> Talent:
    """The talent, where the reader sees it."""
    rows = Talent.objects.visible_to(request.actor).select_related("organization__tenant")
    talent: Talent = get_object_or_404(rows, pk=pk)
    return talent


def _own(request: ActorRequest, pk: int) -> Talent:
    talent = talent_or_404(request, pk)
    require(request.actor, Capability.HANDLE, at=talent.organization)
    return talent


def _sent(request: ActorRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _bodies(actor: Actor) -> list[Organization]:
    return [body for body in bodies_handled(actor) if body.kind != Kind.UNIT]


def _page(talent: Talent, title: str, submit: str, **words: str) -> FormPage:
    return FormPage(
        title=title,
        lead=f"{talent.name}（{talent.organization.label}）",
        submit=submit,
        back_url=_page_of(talent),
        back_label="人才",
        article=ARTICLE,
        **words,
    )


def _page_of(talent: Talent) -> str:
    return reverse("people:talent_detail", args=[talent.pk])
