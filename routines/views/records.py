"""活动记录: what was held, found by filters, as a sheet, and one record with all about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from documents.filetypes import FileType
from documents.spreadsheets.writer import Column, ColumnKind, write_workbook
from documents.word.branch_minutes import branch_minutes
from documents.word.names import filename
from hierarchy.actors import Actor
from hierarchy.downloads import download
from hierarchy.models import Organization
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from routines.actions.balloting import ballots_of
from routines.forms.filters import RecordFilter
from routines.history import history_of
from routines.kinds import DRAFTED_ELSEWHERE, SHAPES
from routines.matching import is_frozen, proposals, words_of
from routines.minutes import facts_of_record, paper_of, votes_of
from routines.models import Ballot, Fulfilment, Record, Talk
from routines.new_terms import offer_for
from routines.rights import may_record
from routines.rules import light_of
from routines.terms import BallotKind, RecordKind, RecordStatus
from routines.views.surroundings import routine_tabs
from workflow.history import pictures

PAGE = "routines:record_list"
EXPORT_MOST = 30_000
SHEET = (
    Column("organization", "组织", 30),
    Column("kind", "类别", 14),
    Column("also", "同时开展", 18),
    Column("marks", "内容", 18),
    Column("title", "主题", 30),
    Column("happened_on", "开展日期", 12, kind=ColumnKind.DATE),
    Column("place", "地点", 20),
    Column("chair", "主持人", 10),
    Column("expected_count", "应到", 8, kind=ColumnKind.INTEGER),
    Column("present_count", "实到", 8, kind=ColumnKind.INTEGER),
    Column("answers", "完成的应办事项", 34),
    Column("status", "状态", 10),
    Column("source", "来源", 14),
    Column("entered_as", "以何岗位", 26),
    Column("entered_at", "录入时间", 18, kind=ColumnKind.DATETIME),
    Column("late", "补录晚几天", 10, kind=ColumnKind.INTEGER),
)


@login_required
@require_safe
def record_list(request: ActorRequest) -> HttpResponse:
    """The records in scope, the latest first."""
    actor = request.actor
    search = RecordFilter(request.GET, actor=actor)
    page = keyset_page(_ready(search), keys=("-happened_on", "-id"), query=request.GET)
    chosen = search.chosen()
    context = {
        "form": search,
        "chosen": chosen,
        "page": page,
        "rows": page.rows,
        "is_filtered": bool(chosen),
        "query": _kept(request.GET).urlencode(),
        "tabs": routine_tabs(actor, current="records"),
        "may_enter": actor.may(Capability.HANDLE),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "routines/record_list.html", context, status=status)


@login_required
@require_GET
def record_excel(request: ActorRequest) -> HttpResponse:
    """The same records as a workbook; of talks never what was said."""
    search = RecordFilter(request.GET, actor=request.actor)
    rows = list(_ready(search).order_by("-happened_on", "-id")[: EXPORT_MOST + 1])
    if len(rows) > EXPORT_MOST:
        messages.error(
            request, f"符合条件的记录超过 {EXPORT_MOST:,} 条，一次导不完。请增加筛选条件后再导出。"
        )
        return redirect(f"{reverse(PAGE)}?{_kept(request.GET).urlencode()}")
    content = write_workbook(title="活动记录", columns=SHEET, rows=_sheet_rows(rows))
    return download(content, f"活动记录_{request.actor.on:%Y%m%d}.xlsx")


@login_required
@require_safe
def record_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One record: what was held, what it answers, its votes, its history."""
    actor = request.actor
    record = record_or_404(request, pk)
    may_change = _may_change(record, actor)
    answered = _answered(record, actor)
    is_kept = record.status == RecordStatus.KEPT
    open_offers = proposals(record, on=actor.on) if may_change and is_kept else []
    known = {link.obligation_id for link, _, _ in answered}
    votes = votes_of(_ballots(record, actor))
    context = {
        "record": record,
        "facts": facts_of_record(record),
        "sections": [part for part in paper_of(record, [], None).sections if part[1]],
        "answered": answered,
        "offers": [one for one in open_offers if one.pk not in known],
        "ballots": votes,
        "term_offer": offer_for(record, votes, actor),
        "ballot_kinds": [
            (kind, BallotKind(kind).label) for kind in (ballots_of(record) if may_change else [])
        ],
        "is_talk": record.kind == RecordKind.TALK,
        "talk": _talk(record, actor),
        "files": pictures(record.attachments.all()),
        "entries": history_of(record),
        "may_change": may_change,
        "may_copy": record.kind not in DRAFTED_ELSEWHERE
        and not record.origin_path
        and may_record(actor, at=record.organization),
        "takes_files": SHAPES[record.kind].takes_files,
        "today": actor.on,
    }
    return render(request, "routines/record_detail.html", context)


@login_required
@require_safe
def record_word(request: ActorRequest, pk: int) -> HttpResponse:
    """The minutes as Word; what was said in a talk only for who may read it."""
    record = record_or_404(request, pk)
    ballots = _ballots(record, request.actor)
    paper = paper_of(record, ballots, _talk(record, request.actor))
    name = filename(number=f"{record.happened_on:%Y%m%d}", title=paper.title)
    return download(branch_minutes(paper), name, kind=FileType.DOCX)


def record_or_404(request: ActorRequest, pk: int) -> Record:
    """The record, where the reader sees it."""
    rows = Record.objects.visible_to(request.actor).select_related("organization__tenant", "group")
    record: Record = get_object_or_404(rows, pk=pk)
    return record


def _may_change(record: Record, actor: Actor) -> bool:
    organization: Organization = record.organization
    return (
        not record.is_from_outside
        and record.status != RecordStatus.WITHDRAWN
        and record.kind not in DRAFTED_ELSEWHERE
        and may_record(actor, at=organization)
    )


def _answered(record: Record, actor: Actor) -> list[tuple[Fulfilment, Any, str]]:
    links = (
        Fulfilment.objects.visible_to(actor)
        .filter(record=record)
        .select_related("obligation__rule")
        .order_by("obligation__due_on", "pk")
    )
    found = []
    for link in links:
        row = link.obligation
        light = light_of(row, rule=row.rule, on=actor.on)
        frozen = is_frozen(row, on=actor.on)
        found.append((link, light, "" if frozen else words_of(row)))
        link.words = words_of(row)  # type: ignore[attr-defined]
    return found


def _ballots(record: Record, actor: Actor) -> list[Ballot]:
    if not ballots_of(record):
        return []
    rows = Ballot.objects.visible_to(actor).filter(record=record)
    return list(rows.with_people().order_by("pk"))


def _talk(record: Record, actor: Actor) -> Talk | None:
    if record.kind != RecordKind.TALK:
        return None
    return Talk.objects.visible_to(actor).filter(record=record).first()


def _ready(search: RecordFilter) -> Any:
    return (
        search.rows()
        .select_related("organization")
        .prefetch_related("fulfilments__obligation__rule")
    )


def _sheet_rows(rows: Iterable[Record]) -> Iterator[dict[str, Any]]:
    for record in rows:
        yield {
            **{
                name: getattr(record, name)
                for name in (
                    *("title", "happened_on", "place", "chair", "expected_count"),
                    *("present_count", "entered_as", "entered_at"),
                )
            },
            "organization": record.organization.name,
            "kind": record.get_kind_display(),
            "also": "、".join(record.also_labels),
            "marks": "、".join(record.mark_labels),
            "answers": "、".join(words_of(link.obligation) for link in record.fulfilments.all()),
            "status": record.get_status_display(),
            "source": record.get_source_display(),
            "late": record.typed_late_days or None,
        }


def _kept(query: QueryDict) -> QueryDict:
    """The search alone, without the place in the list and without empty fields."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in ("after", "before"):
            kept.setlist(name, [value for value in values if value])
    return kept
