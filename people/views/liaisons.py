"""联络员: the list of departments with what is missing first, and how it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.actors import Actor
from hierarchy.handled import bodies_handled
from hierarchy.models import Organization
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability, Tier
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.liaisons import (
    CONTENT,
    correct_start,
    edit_liaison,
    end_liaison,
    list_department,
    replace_liaison,
    vacate_liaison,
)
from people.forms.guidance import (
    LiaisonEditForm,
    LiaisonEndForm,
    LiaisonLeaveForm,
    LiaisonNewForm,
    LiaisonReplaceForm,
    LiaisonStartForm,
)
from people.forms.searches import LiaisonFilter
from people.models import Liaison
from people.views.surroundings import people_tabs, team_ways
from workflow.views.enclosed import FORM_METHODS, refuse_nobody

_BACK: Final = "联络员名单"


@dataclass(frozen=True, slots=True)
class Verb:
    """One way to change a row: its words, its form and its action."""

    title: str
    submit: str
    lead: str
    form: Callable[..., Any]
    done: str


VERBS: Final[dict[str, Verb]] = {
    "replace": Verb(
        "更换联络员",
        "更换",
        "登记接任的联络员，原联络员的任期自动到前一日为止并保留。",
        LiaisonReplaceForm,
        "已更换联络员，通讯录随之更新。",
    ),
    "start": Verb(
        "更正开始日期",
        "更正",
        "登记错了的开始日期在这里更正；前一任紧接着的，任期随之到前一日为止。",
        LiaisonStartForm,
        "已更正开始日期，原来的登记留痕可查。",
    ),
    "vacate": Verb(
        "登记离任待补",
        "登记",
        "联络员已离任、接任人选尚未明确的，登记后这个成员单位列为空缺并提醒补齐。",
        LiaisonLeaveForm,
        "已登记离任，这个成员单位列为空缺，请尽快明确接任联络员。",
    ),
    "end": Verb(
        "移出名单",
        "移出",
        "不再是行业主管部门或成员单位的，移出名单后不再要求配备联络员，历史保留。",
        LiaisonEndForm,
        "已移出成员单位名单。",
    ),
}


@login_required
@require_safe
def liaison_list(request: ActorRequest) -> HttpResponse:
    """Departments and member bodies of the committees in scope, and who is missing."""
    actor = request.actor
    search = LiaisonFilter(request.GET, actor=actor)
    rows = search.rows().select_related("organization")
    page = keyset_page(
        rows, keys=("organization_id", "-is_lead", "department", "id"), query=request.GET
    )
    context = {
        "form": search,
        "page": page,
        "rows": [(one, can(actor, Capability.HANDLE, at=one.organization)) for one in page.rows],
        "tiles": _tiles(actor),
        "is_filtered": any(request.GET.get(name) for name in search.fields),
        "may_list": _may_list(actor),
        "has_bodies": _sees_several(actor),
        "tabs": people_tabs(actor, current="team"),
        "ways": team_ways(actor, current="liaison_list"),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "people/liaison_list.html", context, status=status)


@login_required
@require_http_methods(FORM_METHODS)
def liaison_new(request: ActorRequest) -> HttpResponse:
    """登记成员单位 of one of one's own committees."""
    actor = request.actor
    bodies = _committees(actor)
    refuse_nobody(bodies, "登记联络员：成员单位名单由行业党建专委会（党委）维护")
    form = LiaisonNewForm(request.POST or None, bodies=bodies, initial={"starts_on": actor.on})

    def act(data: dict[str, Any]) -> Done:
        row = list_department(
            organization=form.body, content=form.facts, starts_on=data["starts_on"], actor=actor
        )
        named = f"联络员为{row.name}" if row.name else "联络员待明确，列表会提示空缺"
        return Done(f"已登记“{row.department}”，{named}。", reverse("people:liaison_list"))

    page = FormPage(
        title="登记成员单位",
        submit="登记",
        back_url=reverse("people:liaison_list"),
        back_label=_BACK,
        lead="行业主管部门和每个成员单位各明确一名联络员，由职能处室负责同志担任。",
        article="第六条",
        draft_key="liaison-new",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def liaison_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """更正, and naming somebody where the row is vacant."""
    row, actor = _liaison_or_404(request, pk), request.actor
    require(actor, Capability.HANDLE, at=row.organization)
    initial = {name: getattr(row, name) for name in CONTENT}
    form = LiaisonEditForm(request.POST or None, is_named=bool(row.name), initial=initial)

    def act(data: dict[str, Any]) -> Done:
        misnamed = data.get("was_misnamed", False)
        edit_liaison(liaison=row, content=form.facts, was_misnamed=misnamed, actor=actor)
        return Done("已保存，修改前后的内容留痕可查。", reverse("people:liaison_list"))

    page = FormPage(
        title="更正联络员信息" if row.name else "明确联络员",
        submit="保存",
        back_url=reverse("people:liaison_list"),
        back_label=_BACK,
        lead=f"{row.organization.name}：{row.department}",
        article="第六条",
        draft_key=f"liaison-{pk}",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def liaison_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """更换, 离任待补 or 移出名单."""
    if verb not in VERBS:
        raise Http404
    row, actor, one = _liaison_or_404(request, pk), request.actor, VERBS[verb]
    require(actor, Capability.HANDLE, at=row.organization)
    form = one.form(request.POST or None, initial=_days(row, verb, actor))

    def act(data: dict[str, Any]) -> Done:
        if verb == "replace":
            starts_on = data["starts_on"]
            replace_liaison(liaison=row, content=form.facts, starts_on=starts_on, actor=actor)
        else:
            _RUNS[verb](liaison=row, actor=actor, **data)
        return Done(one.done, reverse("people:liaison_list"))

    page = FormPage(
        title=f"{one.title}：{row.department}",
        submit=one.submit,
        back_url=reverse("people:liaison_list"),
        back_label=_BACK,
        lead=one.lead,
        article="第六条",
        confirm=one.lead,
    )
    return answer(request, page=page, form=form, act=act)


_RUNS: Final[dict[str, Callable[..., Any]]] = {
    "start": correct_start,
    "vacate": vacate_liaison,
    "end": end_liaison,
}


def _days(row: Liaison, verb: str, actor: Actor) -> dict[str, Any]:
    """The day that a form begins with: today, or the first day that is to be corrected."""
    if verb == "start":
        return {"starts_on": row.starts_on}
    return dict.fromkeys(("starts_on", "left_on", "ends_on"), actor.on)


def _liaison_or_404(request: ActorRequest, pk: int) -> Liaison:
    rows = Liaison.objects.visible_to(request.actor)
    found: Liaison = get_object_or_404(rows.select_related("organization__tenant"), pk=pk)
    return found


def _committees(actor: Actor) -> list[Organization]:
    return bodies_handled(actor, tier=Tier.COMMITTEE)


def _may_list(actor: Actor) -> bool:
    """Whether one of the person's own bodies keeps such a list; no query."""
    return any(grant.tier == Tier.COMMITTEE for grant in actor.scope(Capability.HANDLE).nodes)


def _sees_several(actor: Actor) -> bool:
    """Whether rows of more than one committee can stand in the list; no query."""
    scope = actor.scope(Capability.VIEW_WORK)
    own = {grant.organization_id for grant in scope.nodes if grant.tier == Tier.COMMITTEE}
    return bool(scope.regions) or len(own) != 1 or len(scope.nodes) != 1


def _tiles(actor: Actor) -> list[dict[str, Any]]:
    """How many are needed, named and missing in the whole scope. One query."""
    vacant = Q(name="")
    rows = Liaison.objects.visible_to(actor).live(actor.on)
    counts = rows.aggregate(
        all=Count("pk"),
        vacant=Count("pk", filter=vacant),
        lower=Count("pk", filter=~vacant & Q(heads_office=False)),
    )
    url = reverse("people:liaison_list")
    named = counts["all"] - counts["vacant"]
    return [
        {
            "label": "联络员空缺",
            "value": counts["vacant"],
            "unit": "个",
            "url": f"{url}?state=vacant",
            "tone": "red" if counts["vacant"] else "",
        },
        {
            "label": "已明确联络员",
            "value": named,
            "unit": "个",
            "url": f"{url}?state=named",
            "note": f"应明确 {counts['all']} 个",
        },
        {
            "label": "不是处室负责同志",
            "value": counts["lower"],
            "unit": "个",
            "url": f"{url}?state=lower",
            "tone": "yellow" if counts["lower"] else "",
        },
    ]
