"""Change notices (信息变更单): seen in the field, confirmed or asked back by the station."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from coverage.actions.notices import answer_notice, ask_back, confirm_notice
from coverage.forms.notices import MOST_AT_ONCE, NoticeWordsForm
from coverage.models import ChangeNotice
from coverage.rules import NOTICE_MOVES
from coverage.terms import NoticeStatus
from coverage.views.surroundings import looks_after_units, unit_tabs
from hierarchy.actors import Actor
from hierarchy.numbers import row_id
from hierarchy.paging import keyset_page
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from workflow.models import AuditEntry

ROWS = 20
QUEUES = (
    ("waiting", "待本单位核实"),
    ("asked", "待我答复"),
    ("all", "全部"),
)


@login_required
@require_safe
def notice_queue(request: ActorRequest) -> HttpResponse:
    """What waits for the reader's own station, or was asked back from the reader."""
    actor = request.actor
    rows = ChangeNotice.objects.visible_to(actor)
    queue = request.GET.get("queue") or _usual_queue(actor)
    found = _with_parties(_in_queue(rows, queue, actor))
    page = keyset_page(found, keys=("-id",), query=request.GET, size=ROWS)
    context = {
        "rows": [(notice, _verbs(notice, actor)) for notice in page.rows],
        "page": page,
        "queue": queue,
        "queues": [
            {
                "label": label,
                "url": f"{reverse('coverage:notice_queue')}?queue={key}",
                "count": None,
                "is_current": key == queue,
            }
            for key, label in QUEUES
        ],
        "has_own": looks_after_units(actor),
        "tabs": unit_tabs(actor, current="notices"),
        "today": actor.on,
    }
    return render(request, "coverage/notice_queue.html", context)


@login_required
@require_safe
def notice_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One notice: old and new, what was asked and answered, and what one may do."""
    notice = _notice_or_404(request, pk)
    context = {
        "notice": notice,
        "verbs": _verbs(notice, request.actor),
        "opinion": _opinion(notice),
        "today": request.actor.on,
    }
    return render(request, "coverage/notice_detail.html", context)


@login_required
@require_POST
def notice_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """Confirm, ask back or answer; the words come along where they are needed."""
    notice = _notice_or_404(request, pk)
    acts = {"confirm": _confirm, "ask_back": _ask_back, "answer": _answer}
    if verb not in acts:
        return redirect("coverage:notice_detail", pk=pk)
    move = NOTICE_MOVES[verb]
    form = NoticeWordsForm(request.POST, label=f"{move.label}内容")
    form.fields["words"].required = False
    form.is_valid()
    with refusals(request) as attempt:
        told = acts[verb](notice, form.cleaned_data.get("words", ""), request.actor)
    if not attempt.refused:
        messages.success(request, told)
    still_seen = ChangeNotice.objects.visible_to(request.actor).filter(pk=pk).exists()
    if request.POST.get("next") == "queue" or not still_seen:
        return redirect("coverage:notice_queue")
    return redirect("coverage:notice_detail", pk=pk)


@login_required
@require_POST
def notice_confirm(request: ActorRequest) -> HttpResponse:
    """Confirm several at once; each by itself, and what was refused is told."""
    ids = [pk for sent in request.POST.getlist("ids") if (pk := row_id(sent))]
    rows = _with_parties(ChangeNotice.objects.visible_to(request.actor)).filter(
        pk__in=ids[:MOST_AT_ONCE]
    )
    if not ids:
        messages.error(request, "没有选择信息变更单。请勾选要核实的，再点批量核实。")
    done = 0
    for notice in rows.order_by("pk"):
        try:
            confirm_notice(notice=notice, actor=request.actor)
        except ValidationError as refused:
            messages.warning(request, f"{notice.unit.name}：{' '.join(refused.messages)}")
        else:
            done += 1
    if done:
        messages.success(request, f"已核实 {done} 份信息变更单，核实日期记为今天。")
    return redirect("coverage:notice_queue")


def _confirm(notice: ChangeNotice, words: str, actor: Actor) -> str:
    was = notice.unit.place
    now = confirm_notice(notice=notice, actor=actor, words=words).unit.place
    moved = f"该单位现归口到“{now.name}”，对方已收到消息。" if now != was else ""
    return f"已核实“{notice.unit.name}”的信息变更，核实日期记为今天。{moved}"


def _ask_back(notice: ChangeNotice, words: str, actor: Actor) -> str:
    ask_back(notice=notice, question=words, actor=actor)
    return "已问回，提交人会收到消息，答复后再来核实。"


def _answer(notice: ChangeNotice, words: str, actor: Actor) -> str:
    answer_notice(notice=notice, answer=words, actor=actor)
    return "已答复，送工作站核实。"


def _opinion(notice: ChangeNotice) -> str:
    """What was said with the confirmation; only the trail keeps it."""
    if notice.status != NoticeStatus.CONFIRMED:
        return ""
    entries = AuditEntry.objects.about(notice).filter(verb="changenotice.confirm")
    return entries.values_list("reason", flat=True).order_by("-id").first() or ""


def _notice_or_404(request: ActorRequest, pk: int) -> ChangeNotice:
    rows = _with_parties(ChangeNotice.objects.visible_to(request.actor))
    notice: ChangeNotice = get_object_or_404(rows, pk=pk)
    return notice


def _with_parties(rows: Any) -> Any:
    return rows.select_related("unit__place", "unit__tenant", "station", "submitted_by")


def _verbs(notice: ChangeNotice, actor: Actor) -> dict[str, str]:
    """What the reader may do now, by verb."""
    return {move.verb: move.label for move in NOTICE_MOVES.available(notice, actor)}


def _in_queue(rows: Any, queue: str, actor: Actor) -> Any:
    if queue == "waiting":
        own = actor.organization_ids(Capability.REVIEW)
        here = Q(station_id__in=own) | Q(station__isnull=True, unit__place_id__in=own)
        return rows.filter(here, status=NoticeStatus.SUBMITTED)
    if queue == "asked":
        own = actor.organization_ids(Capability.HANDLE)
        mine = Q(unit__officer_id__in=own) | Q(unit__place_id__in=own) | Q(submitted_by=actor.user)
        return rows.filter(mine, status=NoticeStatus.ASKED_BACK)
    return rows


def _usual_queue(actor: Actor) -> str:
    """The station confirms, the officer answers, others look."""
    stations = any(grant.tier == "station" for grant in actor.scope(Capability.REVIEW).nodes)
    if stations:
        return "waiting"
    return "asked" if looks_after_units(actor) else "all"
