"""Quarterly summaries and annual reports: drafted from the data, handed up, answered, filed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from hierarchy.actions.locks import locked
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from routines.actions.fulfilling import confirm_answers, recount, refuse_frozen
from routines.actions.recording import register_record
from routines.kinds import COMMITTEES
from routines.matching import proposals
from routines.models import Fulfilment, Record, Summary
from routines.record_moves import RECORD_MOVES
from routines.rights import require_recording
from routines.summary_moves import SUMMARY_MOVES
from routines.summary_periods import Span, spans
from routines.summary_text import (
    SIGNS,
    Line,
    drafted_parts,
    lines,
    read_back,
    refreshed_parts,
    stored,
)
from routines.terms import RecordKind, SummaryKind, SummaryStatus
from workflow import audit
from workflow.actions import send_notices
from workflow.figures import Figure, Matter, figures_of, matters_of
from workflow.models import Notice
from workflow.moves import perform

RECORD_KIND: Final = {
    SummaryKind.QUARTERLY: RecordKind.QUARTERLY_SUMMARY,
    SummaryKind.ANNUAL: RecordKind.ANNUAL_REPORT,
}


@transaction.atomic
def draft_summary(*, organization: Organization, span: Span, actor: Actor) -> Summary:
    """Begin a paper from what the data say of its days (起草小结、述职报告).

    Raises ``PermissionDenied``; ``ValidationError`` ``not_committee``, ``not_now``,
    ``drafted``.
    """
    post = require_recording(actor, at=organization)
    # Two of one body at once: the second sees that the first is drafted.
    locked(organization)
    _refuse_unfit(organization, span, on=actor.on)
    kept, parts = _drafted(organization, span, actor)
    summary = Summary(
        tenant=organization.tenant,
        organization=organization,
        kind=span.kind,
        year=span.year,
        quarter=span.quarter,
        title=f"{organization.name}{span.paper}"[:120],
        sections=parts,
        figures=stored(kept),
        drafted_at=actor.at,
    )
    summary.full_clean(validate_unique=False, exclude=["record"])
    summary.save(force_insert=True)
    audit.record(
        verb="summary.draft",
        target=summary,
        actor=actor,
        organization=organization,
        after={"figures": len(kept)},
        post=post,
    )
    return summary


@transaction.atomic
def refetch_figures(*, summary: Summary, actor: Actor) -> Summary:
    """Read the data again while it is a draft (重新取数); what people wrote stays.

    Raises ``PermissionDenied``; ``ValidationError`` ``not_open``.
    """
    fresh = _lock_open(summary)
    post = require_recording(actor, at=fresh.organization)
    span = Span(fresh.kind, fresh.year, fresh.quarter)
    kept, parts = _drafted(fresh.organization, span, actor)
    fresh.figures, fresh.drafted_at = stored(kept), actor.at
    fresh.sections = refreshed_parts(fresh.sections, parts)
    fresh.save(update_fields=["figures", "sections", "drafted_at"])
    audit.record(
        verb="summary.refetch",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        after={"figures": len(kept)},
        post=post,
    )
    return fresh


@transaction.atomic
def edit_summary(
    *, summary: Summary, title: str, texts: Mapping[int, str], actor: Actor
) -> Summary:
    """Write its parts anew (修改小结、述职报告); the figures stay as of the draft.

    Raises ``PermissionDenied``; ``ValidationError`` ``not_open``, ``title_needed``,
    ``too_long``.
    """
    fresh = _lock_open(summary)
    post = require_recording(actor, at=fresh.organization)
    if len(title.strip()) < 2:
        raise ValidationError("请填写标题。", code="title_needed")
    parts = []
    for place, part in enumerate(fresh.sections):
        text = texts.get(place, part["text"]).strip()
        if len(text) > SIGNS:
            raise ValidationError(
                f"“{part['heading']}”有 {len(text)} 字，最多 {SIGNS} 字，请精简。", code="too_long"
            )
        parts.append({**part, "text": text})
    fresh.title, fresh.sections = title.strip()[:120], parts
    fresh.save(update_fields=["title", "sections"])
    audit.record(
        verb="summary.edit",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        after={"parts": len(parts)},
        post=post,
    )
    return fresh


@transaction.atomic
def submit_summary(*, summary: Summary, actor: Actor) -> Summary:
    """Hand it up (报送): it becomes a record that answers what was owed.

    It counts from the day on which it was handed up first. Raises ``PermissionDenied``;
    ``ValidationError`` ``wrong_status``, ``empty_part``.
    """
    fresh = _lock(summary)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    record, first = fresh.record, fresh.first_submitted_on or actor.on
    if fresh.is_open:
        _refuse_empty(fresh)
        record = _recorded(fresh, actor)
    done = perform(
        fresh,
        "submit",
        table=SUMMARY_MOVES,
        actor=actor,
        changes={
            "submitted_at": actor.at,
            "submitted_as": (post.label if post else actor.post_label)[:200],
            "first_submitted_on": first,
            "record": record,
        },
    )
    if done.superior is not None:
        _tell(done, [done.superior], Notice.Kind.REPORTED, f"请点评：{done.title}", "", actor)
    return done


@transaction.atomic
def send_back_summary(*, summary: Summary, words: str, actor: Actor) -> Summary:
    """The body above wants it changed (退回修改): until it comes again, it answers nothing.

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``reason_needed``,
    ``frozen``.
    """
    fresh = _lock(summary)
    record = fresh.record
    done = perform(
        fresh,
        "send_back",
        table=SUMMARY_MOVES,
        actor=actor,
        reason=words,
        changes={**_answered(words, fresh, actor), "record": None},
    )
    if record is not None:
        _take_back(record, done, actor)
    _tell(done, [done.organization], Notice.Kind.RETURNED, f"退回修改：{done.title}", words, actor)
    return done


@transaction.atomic
def comment_summary(*, summary: Summary, words: str, actor: Actor) -> Summary:
    """The body above says what it thinks of it (点评).

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``reason_needed``.
    """
    fresh = _lock(summary)
    done = perform(
        fresh,
        "comment",
        table=SUMMARY_MOVES,
        actor=actor,
        reason=words,
        changes=_answered(words, fresh, actor),
    )
    _tell(done, [done.organization], Notice.Kind.COMMENTED, f"已点评：{done.title}", words, actor)
    return done


@transaction.atomic
def archive_summary(*, summary: Summary, actor: Actor) -> Summary:
    """File it away (归档). Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``."""
    return perform(_lock(summary), "archive", table=SUMMARY_MOVES, actor=actor)


def _drafted(
    organization: Organization, span: Span, actor: Actor
) -> tuple[list[Line], list[dict[str, str]]]:
    """Lines and parts of a paper as the data have them now."""
    start, end = span.days
    now = figures_of(organization=organization, start=start, end=end, actor=actor)
    kept = lines(now, _before(organization, span, actor))
    matters = matters_of(organization=organization, actor=actor)
    late = [one for one in matters if _is_late(one, actor.on)]
    ahead = [one for one in matters if not _is_late(one, actor.on)]
    return kept, drafted_parts(span.kind, kept, ahead, late=late)


def _before(organization: Organization, span: Span, actor: Actor) -> Sequence[Figure | Line]:
    """What the paper of the period before said; reckoned now where there is none."""
    past = span.before
    earlier = Summary.objects.filter(
        organization=organization, kind=past.kind, year=past.year, quarter=past.quarter
    ).exclude(status=SummaryStatus.DRAFT)
    told = earlier.first()
    if told is not None:
        return read_back(told.figures)
    start, end = past.days
    return figures_of(organization=organization, start=start, end=end, actor=actor)


def _is_late(matter: Matter, on: dt.date) -> bool:
    return matter.due is not None and matter.due < on


def _refuse_unfit(organization: Organization, span: Span, *, on: dt.date) -> None:
    if organization.tier not in COMMITTEES:
        raise ValidationError(
            "季度小结和述职报告由行业党建专委会（党委）起草。", code="not_committee"
        )
    if span not in spans(on):
        raise ValidationError(
            "只能起草本期和前两期的小结、本年度和上年度的述职报告，请重新选择。", code="not_now"
        )
    exists = Summary.objects.filter(
        organization=organization, kind=span.kind, year=span.year, quarter=span.quarter
    ).exists()
    if exists:
        raise ValidationError(f"{span.paper}已经起草，请在列表中打开继续修改。", code="drafted")


def _lock(summary: Summary) -> Summary:
    return (
        Summary.objects.select_for_update(of=("self",))
        .select_related("organization__parent", "organization__tenant", "tenant", "record")
        .get(pk=summary.pk)
    )


def _lock_open(summary: Summary) -> Summary:
    fresh = _lock(summary)
    if not fresh.is_open:
        raise ValidationError(
            f"已是“{fresh.get_status_display()}”，不能再修改。如需修改，请上级退回。",
            code="not_open",
        )
    return fresh


def _refuse_empty(summary: Summary) -> None:
    empty = [part["heading"] for part in summary.sections if not part["text"].strip()]
    if empty:
        raise ValidationError(
            f"“{'”、“'.join(empty)}”还没有内容，请填写后再报送。", code="empty_part"
        )


def _recorded(summary: Summary, actor: Actor) -> Record:
    """The record of handing it up, answering the row of its own period where that is open."""
    span = Span(summary.kind, summary.year, summary.quarter)
    text = "\n".join(f"{part['heading']}\n{part['text']}" for part in summary.sections)
    record = register_record(
        organization=summary.organization,
        kind=RECORD_KIND[SummaryKind(summary.kind)],
        content={
            "title": span.paper,
            "happened_on": summary.first_submitted_on or actor.on,
            "minutes": text[:20000],
        },
        actor=actor,
    )
    start, _ = span.days
    fitting = [
        one.pk for one in proposals(record, on=actor.on) if one.obligation.period_start == start
    ]
    confirm_answers(record=record, obligations=fitting[:1], actor=actor)
    return record


def _take_back(record: Record, summary: Summary, actor: Actor) -> None:
    """The record of a paper that went back stays to be read, and answers nothing."""
    refuse_frozen(record, on=actor.on)
    superior = summary.superior
    post = require(actor, Capability.REVIEW, at=superior) if superior else None
    answered = list(record.fulfilments.values_list("obligation_id", flat=True))
    perform(
        record,
        "withdraw",
        table=RECORD_MOVES,
        actor=actor,
        reason="上级退回修改",
        changes={"withdrawn_reason": "上级退回修改"},
        allowed_as=post,
    )
    Fulfilment.objects.filter(record=record).delete()
    recount(answered)


def _answered(words: str, summary: Summary, actor: Actor) -> dict[str, Any]:
    superior = summary.superior
    post = actor.post_for(Capability.REVIEW, at=superior) if superior else None
    return {
        "comment": words.strip()[:2000],
        "commented_as": (post.label if post else actor.post_label)[:200],
        "commented_at": actor.at,
    }


def _tell(
    summary: Summary,
    bodies: Sequence[Organization],
    kind: Notice.Kind,
    title: str,
    words: str,
    actor: Actor,
) -> None:
    send_notices(
        tenant=summary.tenant,
        kind=kind,
        title=title,
        body=words,
        key=f"summary:{summary.pk}:{kind}:{actor.at.isoformat()}",
        path=reverse("routines:summary_detail", args=[summary.pk]),
        organizations=bodies,
        actor=actor,
    )
