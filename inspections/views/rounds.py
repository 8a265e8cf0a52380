"""体检轮次: the list, one round and how far it is, drafting and changing it, its moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.paging import keyset_page
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from inspections.actions.opening import open_round
from inspections.actions.reading import retake_readings
from inspections.actions.rounds import (
    cancel_round,
    draft_round,
    edit_round,
    publish_round,
    start_scoring,
    tell_results,
)
from inspections.actions.visits import take_over_visits
from inspections.attendance import unattended
from inspections.forms.rounds import ReasonForm, RoundFilter, RoundForm, SureForm, organizers
from inspections.models import Finding, Inspection, Round
from inspections.round_history import history_of
from inspections.round_moves import ROUND_MOVES
from inspections.round_progress import dimension_averages, opening_of
from inspections.round_rules import CONTENT
from inspections.round_standing import (
    Standing,
    by_examiner,
    by_grade,
    by_status,
    findings_by_indicator,
    standings_of,
    together,
)
from inspections.tasks import send_opening, send_reading
from inspections.terms import Choice, InspectionStatus, RoundStatus, Subject
from inspections.views.surroundings import drawn, inspection_tabs, kept
from workflow.views.enclosed import FORM_METHODS

RETAKE: Final = "retake"
TAKE_OVER: Final = "take_over"
ASIDE: Final = (RETAKE, TAKE_OVER, "cancel")
"""Never the one thing that a page is for."""
OPENING: Final = "已启动，正在逐批生成体检单并通知各体检对象，可以离开本页。"
_HELP = (
    "自动指标按数据周期内各台账取数；自查截止前由体检对象自查，核验评分截止前由核验单位评分。",
    "体检范围选“抽样”的，启动时由系统随机抽取，抽样种子留存，可以复核。",
)


@dataclass(frozen=True, slots=True)
class Verb:
    """What a move of a round runs, warns of beforehand and says afterwards."""

    label: str
    run: Callable[..., Round]
    warning: str
    done: str
    send: Callable[[Round], None] | None = None
    """Sends off what the committed move has left to a worker."""
    needs_reason: bool = False


VERBS: Final[dict[str, Verb]] = {
    "open": Verb(
        "启动",
        open_round,
        "启动后按体检范围生成体检单，并向各体检对象发出自查通知，方案和范围不能再改。",
        "已启动，各体检对象已收到自查通知。",
        send=send_opening,
    ),
    "start_scoring": Verb(
        "转入核验评分",
        start_scoring,
        "转入后不再接受自查，没有提交自查的直接核验评分，系统开始取数。",
        "已转入核验评分，自动指标正在取数，取完后各核验单位可以提交评分。",
        send=send_reading,
    ),
    TAKE_OVER: Verb(
        "转由本单位核验",
        take_over_visits,
        "部分体检单的核验单位无人在岗，或在岗人员就是提交自查的人。转由本单位后，由本单位经办人"
        "核验评分，已评的内容保留。",
        "已转由本单位核验，请本单位经办人在“我的体检单”中评分。",
    ),
    RETAKE: Verb(
        "重新取数",
        retake_readings,
        "重新取数后，有变化的自动指标须重新核实，已提交或已复核的体检单随之退回重评。"
        "人工评分不受影响。",
        "已开始重新取数，完成后这里会显示取数时间。",
        send=send_reading,
    ),
    "tell": Verb(
        "告知结果",
        tell_results,
        "告知后各体检对象能看到问题和得分，申诉期从次日起按工作日计算。",
        "已告知结果，各体检对象已收到消息，可以在申诉期内提出申诉。",
    ),
    "publish": Verb(
        "公布并封存",
        publish_round,
        "公布后结果封存，得分、等次和依据明细不再变动。",
        "已公布并封存。",
    ),
    "cancel": Verb(
        "取消本轮",
        cancel_round,
        "取消后本轮体检终止，不能恢复，各体检对象会收到消息。",
        "已取消，各体检对象已收到消息。",
        needs_reason=True,
    ),
}


@login_required
@require_safe
def round_list(request: ActorRequest) -> HttpResponse:
    """All rounds that concern the reader, the latest first."""
    actor = request.actor
    search = RoundFilter(request.GET, actor=actor)
    rows = search.rows().select_related("organizer", "scheme")
    page = keyset_page(rows, keys=("-year", "-id"), query=request.GET)
    sheets = Inspection.objects.visible_to(actor)
    standings = standings_of(sheets.filter(round_id__in=[one.pk for one in page.rows]))
    context = {
        "form": search,
        "page": page,
        "rows": [(one, standings.get(one.pk, Standing())) for one in page.rows],
        "is_filtered": bool(kept(request.GET)),
        "may_draft": bool(organizers(actor)),
        "tabs": inspection_tabs(actor, current="board"),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "inspections/round_list.html", context, status=status)


@login_required
@require_safe
def round_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One round: steps, stations, what was found, grades as numbers; no body beside another."""
    held, actor = round_or_404(request, pk), request.actor
    sheets = Inspection.objects.visible_to(actor).filter(round=held)
    verbs, examiners = available_verbs(held, actor), by_examiner(sheets)
    standing = together(one for _, one in examiners)
    is_told = held.status in (RoundStatus.REPLY, RoundStatus.PUBLISHED)
    findings = Finding.objects.visible_to(actor).filter(inspection__round=held)
    context = {
        "round": held,
        "opening": opening_of(held) if held.is_opening else None,
        "standing": standing,
        "statuses": by_status(sheets),
        "examiners": examiners,
        "findings": findings_by_indicator(findings) if is_told else [],
        "grades": by_grade(sheets) if is_told else [],
        "dimensions": dimension_averages(sheets) if is_told else [],
        "is_told": is_told,
        "may_write": is_told and can(actor, Capability.HANDLE, at=held.organizer),
        "main": verbs[0] if verbs and _is_next(held, verbs[0]["key"], standing, actor) else None,
        "verbs": verbs,
        "may_edit": _may_edit(held, actor),
        "chosen": _chosen(held, actor),
        "may_hand_over": _may_hand_over(held, actor),
        "entries": history_of(held) if _may_read_history(held, actor) else [],
        "today": actor.on,
    }
    return render(request, "inspections/round_detail.html", context)


@login_required
@require_safe
def round_opening(request: ActorRequest, pk: int) -> HttpResponse:
    """How many sheets of a round being opened stand by now; asked by the page of the round."""
    held = round_or_404(request, pk)
    if not held.is_opening:
        return HttpResponseClientRedirect(reverse("inspections:round_detail", args=[pk]))
    context = {"round": held, "opening": opening_of(held)}
    return render(request, "inspections/_round_opening.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def round_new(request: ActorRequest) -> HttpResponse:
    """起草 a round of the city or of a committee."""
    actor = request.actor
    bodies = organizers(actor)
    if not bodies:
        raise PermissionDenied(
            "您当前的岗位不能起草体检：体检由市委两新工委或行业党建专委会（党委）组织。"
            "如需办理，请切换到相应岗位。"
        )
    form = RoundForm(
        request.POST or None, actor=actor, bodies=bodies, initial={"year": actor.on.year}
    )
    if request.method == "POST" and form.is_valid():
        made: Round | None = None
        with refusals(request, form=form):
            made = draft_round(organizer=form.body, content=form.content, actor=actor)
        if made is not None:
            messages.success(request, "已存为草稿。负责人核对后点“启动”，各体检对象随即开始自查。")
            return redirect("inspections:round_detail", pk=made.pk)
    return drawn(
        request,
        form,
        title="起草体检",
        lead=bodies[0].name if len(bodies) == 1 else "",
        submit="保存草稿",
        back_url=reverse("inspections:board"),
        back_label="党建体检",
        draft_key="round-new",
        article="第十二条",
        post=require(actor, Capability.DRAFT, at=bodies[0]) if len(bodies) == 1 else None,
        deed="起草",
        helps=_HELP,
    )


@login_required
@require_http_methods(FORM_METHODS)
def round_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """修改 a draft, or the last days and words of a round under way."""
    held, actor = round_or_404(request, pk), request.actor
    right = Capability.DRAFT if held.status == RoundStatus.DRAFT else Capability.ISSUE
    post = require(actor, right, at=held.organizer)
    initial = {name: getattr(held, name) for name in CONTENT}
    initial["chosen"] = list(held.chosen.values_list("pk", flat=True))
    form = RoundForm(
        request.POST or None, actor=actor, bodies=[held.organizer], round=held, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        done: Round | None = None
        with refusals(request, form=form):
            done = edit_round(round=held, content=form.content, actor=actor)
        if done is not None:
            messages.success(request, "已保存，修改前后的内容留痕可查。")
            return redirect("inspections:round_detail", pk=pk)
    return drawn(
        request,
        form,
        title="修改体检",
        lead=f"{held.organizer.name}：{held.name}",
        submit="保存",
        back_url=reverse("inspections:round_detail", args=[pk]),
        back_label="体检轮次",
        draft_key=f"round-{pk}",
        article="第十二条",
        post=post,
        helps=_HELP,
    )


@login_required
@require_http_methods(FORM_METHODS)
def round_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """One move of a round, asked for once more before it happens."""
    if verb not in VERBS:
        raise Http404
    held, one = round_or_404(request, pk), VERBS[verb]
    require(request.actor, Capability.ISSUE, at=held.organizer)
    back = reverse("inspections:round_detail", args=[pk])

    def act(given: dict[str, Any]) -> Done:
        moved = one.run(round=held, actor=request.actor, **given)
        if one.send is not None:
            one.send(moved)
        return Done(OPENING if moved.is_opening else one.done, back)

    warning = f"{_early(held, verb, request.actor)}{one.warning}"
    page = FormPage(
        title=f"{one.label}：{held.name}",
        lead=warning,
        submit=one.label,
        back_url=back,
        back_label="体检轮次",
        confirm=warning,
        article="第十二条",
    )
    form_class = ReasonForm if one.needs_reason else SureForm
    form = form_class(request.POST if request.method == "POST" else None)
    return answer(request, page=page, form=form, act=act)


def _early(held: Round, verb: str, actor: Actor) -> str:
    """Who would lose days of the self-check that they were given; nothing where nobody would."""
    if verb != "start_scoring" or actor.on > held.self_check_until:
        return ""
    sheets = Inspection.objects.visible_to(actor).filter(round=held)
    silent = sheets.filter(status=InspectionStatus.SELF_CHECK).count()
    if not silent:
        return ""
    until = chinese_date(held.self_check_until)
    return f"自查到 {until}截止，今天还没有过期，尚有 {silent} 个单位没有提交自查。"


def round_or_404(request: ActorRequest, pk: int) -> Round:
    """The round, where the reader sees it."""
    rows = Round.objects.visible_to(request.actor).select_related(
        "organizer__tenant", "organizer__parent", "scheme__owner", "tenant"
    )
    held: Round = get_object_or_404(rows, pk=pk)
    return held


def available_verbs(held: Round, actor: Actor) -> list[dict[str, str]]:
    """The moves that this person may make now, as buttons."""
    keys = [move.verb for move in ROUND_MOVES.available(held, actor)]
    if held.is_opening and "start_scoring" in keys:
        keys.remove("start_scoring")
    if held.status == RoundStatus.SCORING and can(actor, Capability.ISSUE, at=held.organizer):
        keys.insert(len(keys) - 1, RETAKE)
    if _is_short(held, actor):
        keys.insert(len(keys) - 1, TAKE_OVER)
    return [
        {
            "key": key,
            "label": VERBS[key].label,
            "url": reverse("inspections:round_move", args=[held.pk, key]),
        }
        for key in keys
    ]


def _is_next(held: Round, key: str, standing: Standing, actor: Actor) -> bool:
    """Whether a move is the one thing to do now, and would not be refused as too early."""
    if key == "tell":
        is_read = held.read_at is not None and not held.reading_ticket
        return is_read and standing.checked == standing.whole
    if key == "publish":
        is_over = held.reply_until is None or actor.on > held.reply_until
        return is_over and not standing.appealed
    return key not in ASIDE


def _is_short(held: Round, actor: Actor) -> bool:
    """Whether sheets wait that nobody would look at, and the person may take them over."""
    if held.status not in (RoundStatus.SELF_CHECK, RoundStatus.SCORING):
        return False
    if not can(actor, Capability.ISSUE, at=held.organizer):
        return False
    sheets = Inspection.objects.visible_to(actor).filter(round=held)
    return unattended(sheets, on=actor.on).exists()


def _may_edit(held: Round, actor: Actor) -> bool:
    if held.status == RoundStatus.DRAFT:
        return can(actor, Capability.DRAFT, at=held.organizer)
    under_way = held.status in (RoundStatus.SELF_CHECK, RoundStatus.SCORING)
    return under_way and can(actor, Capability.ISSUE, at=held.organizer)


def _chosen(held: Round, actor: Actor) -> list[str]:
    """The bodies that were named for the round, by name, for the organizer's side alone."""
    if held.choice != Choice.CHOSEN or not _may_read_history(held, actor):
        return []
    named = Organization.objects.visible_to(actor).filter(pk__in=held.chosen.values("pk"))
    return [body.label for body in named.by_name()]


def _may_hand_over(held: Round, actor: Actor) -> bool:
    """Whether the sheet for the departments can be drawn up (article 17)."""
    is_done = held.status == RoundStatus.PUBLISHED and held.scheme.subject == Subject.COMMITTEE
    return is_done and can(actor, Capability.HANDLE, at=held.organizer)


def _may_read_history(held: Round, actor: Actor) -> bool:
    return can(actor, Capability.VIEW_WORK, at=held.organizer)
