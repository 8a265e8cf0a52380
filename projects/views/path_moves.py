"""What is done to one path: set, reported, looked at, handed back, dropped, carried on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from projects.actions.paths import (
    adopt_path,
    confirm_effect,
    drop_path,
    follow_path,
    report_effect,
    return_effect,
)
from projects.forms.money import ReasonForm, SureForm
from projects.forms.paths import CommentForm, EffectForm, MoreReasonForm
from projects.models import JointPath
from projects.path_moves import PATH_MOVES
from projects.path_rules import USUAL_MOST, counted_beside
from projects.views.paths import path_or_404
from projects.views.surroundings import drawn
from workflow.views.enclosed import FORM_METHODS, sent, written

Answer = Callable[[ActorRequest, JointPath], HttpResponse]


@login_required
@require_http_methods(FORM_METHODS)
def path_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """One move of one path, by its verb."""
    if verb not in MOVES:
        raise Http404
    path = path_or_404(request, pk)
    _require(request, path, verb)
    return MOVES[verb](request, path)


def _require(request: ActorRequest, path: JointPath, verb: str) -> None:
    """The move's own right, so that nobody fills in a form in vain."""
    right, at = Capability.HANDLE, path.organization
    if verb in PATH_MOVES.moves:
        move = PATH_MOVES[verb]
        place: Organization | None = getattr(path, move.at)
        right, at = move.capability, place or at
    require(request.actor, right, at=at)


def _page(path: JointPath, title: str, submit: str, **words: str) -> FormPage:
    return FormPage(
        title=title,
        lead=f"{path.organization.label} {path.year}年：{path.name}",
        submit=submit,
        back_url=_back(path),
        back_label="路径",
        **words,
    )


def _back(path: JointPath) -> str:
    return reverse("projects:path_detail", args=[path.pk])


def _adopt(request: ActorRequest, path: JointPath) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        adopt_path(path=path, actor=request.actor, **given)
        return Done("已确定，上级已收到消息。推进后请在这里报告成效。", _back(path))

    needs = counted_beside(path) >= USUAL_MOST and not path.more_reason
    form_class = MoreReasonForm if needs else SureForm
    page = _page(path, "确定同步推进路径", "确定", confirm="确定后列入本年度路径，上级随之知道。")
    return answer(request, page=page, form=form_class(request.POST or None), act=act)


def _report(request: ActorRequest, path: JointPath) -> HttpResponse:
    files = list(path.attachments.all())
    names = ("share_after", "reached_units", "effect")
    form = EffectForm(
        *sent(request),
        files=files,
        initial={
            "cited": [file.pk for file in files],
            **{name: getattr(path, name) for name in names},
        },
    )

    def act(kept: list[Any]) -> JointPath:
        return report_effect(path=path, files=kept, actor=request.actor, **form.content)

    if written(request, form, body=lambda: path.organization, act=act) is not None:
        messages.success(request, "已报告成效，请等上级核定。")
        return redirect(_back(path))
    return drawn(
        request,
        form,
        title="报告成效",
        lead=f"{path.name}：原占比 {path.share_before}%，计划 {path.share_planned}%",
        submit="报告",
        confirm="报告后由上级核定，核定前不能再改。",
        back_url=_back(path),
        back_label="路径",
        draft_key=f"path-effect-{path.pk}",
        article="第八条",
        helps=("实际占比以正式印发的办法、评分细则为准，请附上文件。",),
    )


def _confirm(request: ActorRequest, path: JointPath) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        confirm_effect(path=path, actor=request.actor, **given)
        return Done("已核定，专委会（党委）已收到消息。", _back(path))

    page = _page(path, "核定成效", "核定")
    return answer(request, page=page, form=CommentForm(request.POST or None), act=act)


def _return(request: ActorRequest, path: JointPath) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        return_effect(path=path, actor=request.actor, **given)
        return Done("已退回，专委会（党委）修改后再报。", _back(path))

    page = _page(path, "退回成效", "退回")
    return answer(request, page=page, form=ReasonForm(request.POST or None), act=act)


def _drop(request: ActorRequest, path: JointPath) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        drop_path(path=path, actor=request.actor, **given)
        return Done("已撤销，不再计入本年度路径，内容保留备查。", _back(path))

    words = "撤销后不再计入本年度路径，不能恢复。"
    page = _page(path, "撤销同步推进路径", "撤销", confirm=words)
    return answer(request, page=page, form=ReasonForm(request.POST or None), act=act)


def _follow(request: ActorRequest, path: JointPath) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        follower = follow_path(path=path, actor=request.actor, **given)
        told = f"已起草 {follower.year}年的路径，原占比接续为 {follower.share_before}%。"
        return Done(f"{told}请核对日期和计划占比。", _back(follower))

    page = _page(path, f"延续到 {path.year + 1}年", "起草")
    return answer(request, page=page, form=SureForm(request.POST or None), act=act)


MOVES: Final[dict[str, Answer]] = {
    "adopt": _adopt,
    "report": _report,
    "confirm": _confirm,
    "return": _return,
    "drop": _drop,
    "discard": _drop,
    "follow": _follow,
}
