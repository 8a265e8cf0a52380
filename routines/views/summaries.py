"""Quarterly summaries and annual reports (季度小结、年度述职报告): drafted, edited, handed up,
answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from documents.filetypes import FileType
from documents.word.names import filename
from documents.word.report import report_document
from hierarchy.actors import Actor
from hierarchy.downloads import download
from hierarchy.paging import keyset_page
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.views.formpage import Done, FormPage, answer
from routines.actions import summaries as acts
from routines.forms.summaries import AnswerForm, DraftForm, EditForm, PlainForm
from routines.models import Obligation, Summary
from routines.papers import summary_paper
from routines.rights import may_record, require_recording
from routines.summary_moves import SUMMARY_MOVES
from routines.summary_periods import Span, days_of
from routines.summary_text import SOURCES, read_back
from routines.terms import SummaryKind
from routines.views.surroundings import routine_tabs

FORM_METHODS = ["GET", "HEAD", "POST"]
PAGE = "routines:summary_list"


@dataclass(frozen=True, slots=True)
class Verb:
    """One move as the page shows it: what it runs, what it asks, what it says afterwards."""

    run: Callable[[Summary, str, Actor], Any]
    done: str
    confirm: str
    asks_words: bool = False


VERBS: dict[str, Verb] = {
    "submit": Verb(
        lambda summary, _, actor: acts.submit_summary(summary=summary, actor=actor),
        "已报送，上级会收到待办。",
        "报送后不能修改，数据按取数时的固定。上级退回后可再改。",
    ),
    "comment": Verb(
        lambda summary, words, actor: acts.comment_summary(
            summary=summary, words=words, actor=actor
        ),
        "已点评，报送单位会收到消息。可以归档。",
        "点评后报送单位可以看到。",
        asks_words=True,
    ),
    "send_back": Verb(
        lambda summary, words, actor: acts.send_back_summary(
            summary=summary, words=words, actor=actor
        ),
        "已退回，报送单位会收到消息；再次报送前不计完成。",
        "退回后这一期重新计为未完成，再次报送时仍按首次报送日期计。",
        asks_words=True,
    ),
    "archive": Verb(
        lambda summary, _, actor: acts.archive_summary(summary=summary, actor=actor),
        "已归档。",
        "归档后不再变动。",
    ),
}


@login_required
@require_safe
def summary_list(request: ActorRequest) -> HttpResponse:
    """The papers in scope, the newest first, and for committees the way to begin one."""
    rows = Summary.objects.visible_to(request.actor).select_related("organization")
    page = keyset_page(rows, keys=("-year", "-quarter", "-id"), query=request.GET)
    form = DraftForm(
        actor=request.actor, initial={name: request.GET.get(name) for name in ("body", "span")}
    )
    context = {
        "page": page,
        "form": form if form.offers_any else None,
        "tabs": routine_tabs(request.actor, current="summaries"),
        "today": request.actor.on,
    }
    return render(request, "routines/summary_list.html", context)


@login_required
@require_POST
def summary_draft(request: ActorRequest) -> HttpResponse:
    """Begin a paper from the data."""
    form = DraftForm(request.POST, actor=request.actor)
    if not form.offers_any:
        raise PermissionDenied(
            "小结和述职报告由行业党建专委会（党委）起草，您现在没有这样的岗位。请切换岗位后再试。"
        )
    if not form.is_valid():
        messages.error(request, "请选择单位和期间，再起草。")
        return redirect(PAGE)
    with refusals(request) as attempt:
        made = acts.draft_summary(
            organization=form.cleaned_data["body"], span=form.chosen, actor=request.actor
        )
    if attempt.refused:
        return redirect(PAGE)
    messages.success(request, "已按当前数据起草。请核对数据，修改文字后报送。")
    return redirect("routines:summary_detail", pk=made.pk)


@login_required
@require_safe
def summary_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One paper: figures with what changed, parts, the superior's words, what may be done."""
    summary = _summary_or_404(request, pk)
    moves = SUMMARY_MOVES.available(summary, request.actor)
    context = {
        "summary": summary,
        "span": Span(summary.kind, summary.year, summary.quarter),
        "lines": read_back(summary.figures),
        "sources": SOURCES,
        "is_writer": summary.is_open and may_record(request.actor, at=summary.organization),
        "moves": [(move, VERBS[move.verb]) for move in moves],
        "today": request.actor.on,
    }
    return render(request, "routines/summary_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def summary_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Write the parts anew."""
    summary = _summary_or_404(request, pk)
    require_recording(request.actor, at=summary.organization)
    form = EditForm(request.POST or None, summary=summary)
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form) as attempt:
            acts.edit_summary(
                summary=summary,
                title=form.cleaned_data["title"],
                texts=form.texts,
                actor=request.actor,
            )
        if not attempt.refused:
            messages.success(request, "已保存。核对无误后请报送。")
            return redirect("routines:summary_detail", pk=pk)
    context = {
        "summary": summary,
        "form": form,
        "today": request.actor.on,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "routines/summary_edit.html", context, status=status)


@login_required
@require_POST
def summary_refetch(request: ActorRequest, pk: int) -> HttpResponse:
    """Read the data again while it is a draft."""
    summary = _summary_or_404(request, pk)
    require_recording(request.actor, at=summary.organization)
    with refusals(request) as attempt:
        acts.refetch_figures(summary=summary, actor=request.actor)
    if not attempt.refused:
        messages.success(request, "已重新取数。您改写过的段落没有变动。")
    return redirect("routines:summary_detail", pk=pk)


@login_required
@require_http_methods(FORM_METHODS)
def summary_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """Hand it up, answer it, send it back or file it: the page that asks, and the act."""
    summary = _summary_or_404(request, pk)
    if verb not in VERBS:
        raise Http404
    move, shown = SUMMARY_MOVES[verb], VERBS[verb]
    require(request.actor, move.capability, at=getattr(summary, move.at) or summary.organization)
    back = reverse("routines:summary_detail", args=[pk])

    def act(given: dict[str, Any]) -> Done:
        shown.run(summary, given.get("words", ""), request.actor)
        return Done(shown.done, back)

    page = FormPage(
        title=f"{move.label}：{summary.title}",
        lead=shown.confirm + (_too_early(summary, request.actor) if verb == "submit" else ""),
        submit=move.label,
        back_url=back,
        back_label="返回",
        draft_key=f"summary-{verb}-{pk}" if shown.asks_words else "",
    )
    given = request.POST if request.method == "POST" else None
    form = AnswerForm(given) if shown.asks_words else PlainForm(given)
    return answer(request, page=page, form=form, act=act)


def _too_early(summary: Summary, actor: Actor) -> str:
    """Said to whoever hands a paper up before the day from which it counts."""
    start, _ = days_of(summary.kind, summary.year, summary.quarter)
    owed = (
        Obligation.objects.visible_to(actor)
        .open()
        .filter(
            organization=summary.organization_id,
            period_start=start,
            opens_on__gt=actor.on,
            rule__answered_by__contains=[acts.RECORD_KIND[SummaryKind(summary.kind)]],
        )
    )
    opens = owed.order_by("opens_on").values_list("opens_on", flat=True).first()
    if opens is None:
        return ""
    return (
        f"本期自 {date_format(opens, 'Y年n月j日')} 起报送才计入应办事项，"
        "现在报送，这一期仍显示未办。"
    )


@login_required
@require_GET
def summary_word(request: ActorRequest, pk: int) -> HttpResponse:
    """The paper as Word, with its figures and where they come from."""
    summary = _summary_or_404(request, pk)
    name = filename(number="", title=summary.title)
    return download(report_document(summary_paper(summary)), name, kind=FileType.DOCX)


def _summary_or_404(request: ActorRequest, pk: int) -> Summary:
    seen = Summary.objects.visible_to(request.actor)
    return get_object_or_404(seen.select_related("organization__parent", "tenant"), pk=pk)
