"""行动载体: action branches, pioneer posts and task forces, listed, written, moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.actors import Actor
from hierarchy.handled import bodies_handled
from hierarchy.models import Organization
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability, Kind, Tier
from hierarchy.views.formpage import Done, FormPage, answer
from projects.actions.teams import (
    CONTENT,
    edit_team,
    end_team,
    propose_team,
    register_team,
    return_team,
    withdraw_team,
)
from projects.forms.money import ReasonForm
from projects.forms.teams import AnswerForm, OutcomeForm, TeamFilter, TeamForm
from projects.history import history_of
from projects.models import ActionTeam
from projects.path_deeds import Deed
from projects.team_moves import TEAM_MOVES
from projects.terms import TeamStatus
from projects.views.surroundings import drawn, project_tabs
from workflow.history import pictures
from workflow.views.enclosed import FORM_METHODS, post_of, refuse_nobody, sent, written

Answer = Callable[[ActorRequest, ActionTeam], HttpResponse]
_HELP = (
    "写清服务哪个重点项目、承担什么任务、从何时到何时。组建后报上一级工作站或专委会备案。",
    "行动支部不转组织关系，任务结束即自然撤销；结束时写明成效。",
)


@login_required
@require_safe
def team_list(request: ActorRequest) -> HttpResponse:
    """The teams in scope, the latest first."""
    actor = request.actor
    search = TeamFilter(request.GET, actor=actor)
    rows = search.rows().select_related("organization", "kind")
    page = keyset_page(rows, keys=("-id",), query=request.GET)
    context = {
        "form": search,
        "page": page,
        "rows": page.rows,
        "is_filtered": bool(search.chosen()),
        "tabs": project_tabs(actor, current="teams"),
        "may_propose": bool(_bodies(request)),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "projects/team_list.html", context, status=status)


@login_required
@require_safe
def team_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One team: what it serves, until when, and what came of it."""
    team, actor = team_or_404(request, pk), request.actor
    deeds = _deeds(team, actor)
    context = {
        "team": team,
        "main": deeds[0] if deeds else None,
        "others": deeds[1:],
        "files": pictures(team.attachments.all()),
        "entries": history_of(team),
        "today": actor.on,
    }
    return render(request, "projects/team_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def team_new(request: ActorRequest) -> HttpResponse:
    """组建报备 for a body of one's own."""
    actor, bodies = request.actor, _bodies(request)
    refuse_nobody(bodies, "组建行动载体：由党组织、工作站或专委会组建")
    form = TeamForm(
        *sent(request),
        actor=actor,
        tenant_id=bodies[0].tenant_id,
        bodies=bodies,
        initial={"starts_on": actor.on, "organization": request.GET.get("body")},
    )

    def act(files: list[Any]) -> ActionTeam:
        return propose_team(organization=form.body, content=form.content, files=files, actor=actor)

    team = written(request, form, body=lambda: form.body, act=act)
    if team is not None:
        messages.success(request, f"已报{_registrar(team)}备案，结果会通知您。")
        return redirect("projects:team_detail", pk=team.pk)
    return drawn(
        request,
        form,
        title="组建行动载体",
        lead=bodies[0].name if len(bodies) == 1 else "",
        submit="报备",
        back_url=reverse("projects:team_list"),
        back_label="行动载体",
        draft_key="team-new",
        article="第十四条",
        post=post_of(actor, bodies),
        helps=_HELP,
    )


@login_required
@require_http_methods(FORM_METHODS)
def team_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """修改; one that was handed back is asked for again by it."""
    team, actor = team_or_404(request, pk), request.actor
    post = require(actor, Capability.HANDLE, at=team.organization)
    files = list(team.attachments.all())
    form = TeamForm(
        *sent(request),
        actor=actor,
        tenant_id=team.tenant_id,
        team=team,
        files=files,
        initial={
            "cited": [file.pk for file in files],
            **{name: getattr(team, name) for name in CONTENT},
        },
    )

    def act(kept: list[Any]) -> ActionTeam:
        return edit_team(team=team, content=form.content, files=kept, actor=actor)

    done = written(request, form, body=lambda: team.organization, act=act)
    was_returned = team.status == TeamStatus.RETURNED
    if done is not None:
        told = f"已重新报{_registrar(done)}备案。" if was_returned else "已保存，修改留痕可查。"
        messages.success(request, told)
        return redirect("projects:team_detail", pk=pk)
    return drawn(
        request,
        form,
        title="修改行动载体",
        lead=team.name,
        submit="保存并重新报备" if was_returned else "保存",
        back_url=_back(team),
        back_label="行动载体",
        draft_key=f"team-{pk}",
        article="第十四条",
        post=post,
        helps=_HELP,
    )


@login_required
@require_http_methods(FORM_METHODS)
def team_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """One move of one team, by its verb."""
    if verb not in MOVES:
        raise Http404
    team = team_or_404(request, pk)
    move = TEAM_MOVES[verb]
    place: Organization = getattr(team, move.at) or team.organization
    require(request.actor, move.capability, at=place)
    return MOVES[verb](request, team)


def team_or_404(request: ActorRequest, pk: int) -> ActionTeam:
    """The team, where the reader sees it."""
    rows = ActionTeam.objects.visible_to(request.actor).select_related(
        *("organization__parent", "organization__station", "organization__tenant"),
        *("kind", "tenant"),
    )
    team: ActionTeam = get_object_or_404(rows, pk=pk)
    return team


def _deeds(team: ActionTeam, actor: Actor) -> list[Deed]:
    """The deeds open to a person, the next step first: what was handed back is changed first."""
    moves = [move for move in TEAM_MOVES.available(team, actor) if move.verb != "propose"]
    found = [
        Deed(move.label, reverse("projects:team_move", args=[team.pk, move.verb])) for move in moves
    ]
    if team.status != TeamStatus.ENDED and can(actor, Capability.HANDLE, at=team.organization):
        edit = Deed("修改", reverse("projects:team_edit", args=[team.pk]))
        found.insert(0 if team.status == TeamStatus.RETURNED else len(found), edit)
    return found


def _bodies(request: ActorRequest) -> list[Organization]:
    handled = bodies_handled(request.actor)
    return [body for body in handled if body.tier != Tier.CITY and body.kind != Kind.UNIT]


def _registrar(team: ActionTeam) -> str:
    body = team.registrar
    return body.label if body else "上级"


def _back(team: ActionTeam) -> str:
    return reverse("projects:team_detail", args=[team.pk])


def _page(team: ActionTeam, title: str, submit: str, **words: str) -> FormPage:
    return FormPage(
        title=title,
        lead=f"{team.organization.label}：{team.name}",
        submit=submit,
        back_url=_back(team),
        back_label="行动载体",
        **words,
    )


def _register(request: ActorRequest, team: ActionTeam) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        register_team(team=team, actor=request.actor, **given)
        return Done("已备案，组建单位已收到消息。", _back(team))

    page = _page(team, "备案", "备案")
    return answer(request, page=page, form=AnswerForm(request.POST or None), act=act)


def _return(request: ActorRequest, team: ActionTeam) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        return_team(team=team, actor=request.actor, **given)
        return Done("已退回，组建单位修改后会重新报备。", _back(team))

    page = _page(team, "退回修改", "退回")
    return answer(request, page=page, form=ReasonForm(request.POST or None), act=act)


def _withdraw(request: ActorRequest, team: ActionTeam) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        withdraw_team(team=team, actor=request.actor, **given)
        return Done("已撤回报备，内容保留备查。", _back(team))

    page = _page(team, "撤回报备", "撤回", confirm="撤回后不能恢复；需要时请重新组建报备。")
    return answer(request, page=page, form=ReasonForm(request.POST or None), act=act)


def _end(request: ActorRequest, team: ActionTeam) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        end_team(team=team, actor=request.actor, **given)
        return Done("已结束，成效已存档，备案单位已收到消息。", _back(team))

    page = _page(
        team,
        "结束行动载体",
        "结束",
        confirm="结束后不能再修改。",
        draft_key=f"team-end-{team.pk}",
    )
    return answer(request, page=page, form=OutcomeForm(request.POST or None), act=act)


MOVES: Final[dict[str, Answer]] = {
    "register": _register,
    "return": _return,
    "withdraw": _withdraw,
    "end": _end,
}
