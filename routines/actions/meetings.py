"""The monthly meeting of a committee (月度例会, article 10): prepared, held, kept as a record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.models import Organization
from routines.actions.fulfilling import confirm_answers
from routines.actions.recording import amend_record, draft_record, keep_record, lock_record
from routines.actions.resolutions import add_resolutions
from routines.agenda import Item, Resolved
from routines.matching import proposals
from routines.models import AgendaItem, Record
from routines.terms import RecordKind, RecordStatus
from workflow import audit

MOST: Final = 19
"""Items of one agenda."""
SIGNS: Final = 1000


@transaction.atomic
def prepare_meeting(
    *,
    organization: Organization,
    happened_on: dt.date,
    content: Mapping[str, Any],
    agenda: Sequence[Item],
    actor: Actor,
) -> Record:
    """Call a meeting with its agenda (筹备例会); its day may still lie ahead.

    Raises what ``draft_record`` and ``set_agenda`` do.
    """
    record = draft_record(
        organization=organization,
        kind=RecordKind.MONTHLY_MEETING,
        content={**content, "happened_on": happened_on},
        actor=actor,
    )
    return set_agenda(record=record, agenda=agenda, actor=actor)


@transaction.atomic
def set_agenda(*, record: Record, agenda: Sequence[Item], actor: Actor) -> Record:
    """Write the agenda of a meeting that has not been held yet (编排议题).

    Raises ``PermissionDenied``; ``ValidationError`` ``held``, ``agenda_needed``, ``too_many``.
    """
    fresh, post = lock_record(record, actor)
    _refuse_held(fresh)
    wanted = [item for item in agenda if item.title.strip()]
    if not wanted:
        raise ValidationError("请至少选择或填写一个议题。", code="agenda_needed")
    if len(wanted) > MOST:
        raise ValidationError(
            f"议题 {len(wanted)} 个，一次例会最多 {MOST} 个，请留下最要紧的。", code="too_many"
        )
    fresh.agenda.all().delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(
            record=fresh,
            order=place,
            title=item.title.strip()[:200],
            key=item.key[:64],
            path=item.path[:200],
        )
        for place, item in enumerate(wanted, start=1)
    )
    audit.record(
        verb="record.agenda",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        after={"agenda": "；".join(item.title for item in wanted)[:1000]},
        post=post,
    )
    return fresh


@transaction.atomic
def hold_meeting(
    *,
    record: Record,
    content: Mapping[str, Any],
    words: Mapping[int, str],
    resolved: Sequence[Resolved],
    actor: Actor,
) -> Record:
    """Register a meeting that took place (登记例会): what was agreed, what was resolved.

    It answers what it fits, the month's meeting first of all. Raises ``PermissionDenied``;
    ``ValidationError`` ``held``, ``agenda_needed`` and what registering and resolving raise.
    """
    fresh, _ = lock_record(record, actor)
    _refuse_held(fresh)
    items = list(fresh.agenda.all())
    if not items:
        raise ValidationError("还没有议题，请先编排议题再登记。", code="agenda_needed")
    for item in items:
        item.words = words.get(item.pk, "").strip()[:SIGNS]
    AgendaItem.objects.bulk_update(items, ["words"])
    told = {
        "topics": "\n".join(f"{item.order}. {item.title}" for item in items),
        "minutes": "\n".join(f"{item.order}. {item.words}" for item in items if item.words),
        "decisions": "\n".join(
            f"{one.text}（{one.responsible.label}，{chinese_date(one.due_on)} 前）"
            for one in resolved
        )[:4000],
    }
    amend_record(record=fresh, content={**content, **told}, actor=actor)
    kept = keep_record(record=fresh, actor=actor)
    add_resolutions(record=kept, resolved=resolved, actor=actor)
    fitting = [one.pk for one in proposals(kept, on=actor.on) if one.likely]
    confirm_answers(record=kept, obligations=fitting, actor=actor)
    return kept


def _refuse_held(record: Record) -> None:
    if record.status != RecordStatus.DRAFT:
        raise ValidationError("这次例会已经登记，不能再改议题。请刷新后查看。", code="held")
    if record.kind != RecordKind.MONTHLY_MEETING:
        raise ValidationError("这不是例会记录，请在记录页面办理。", code="held")
