"""What meetings resolved (议定事项): given to a body with a day, done with words, or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from documents.word.names import chinese_date
from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from routines.agenda import Resolved
from routines.models import Record, Resolution
from routines.rights import require_recording
from routines.terms import RecordStatus
from workflow import audit
from workflow.actions import send_notices
from workflow.models import Notice

MOST: Final = 30


@transaction.atomic
def add_resolutions(
    *, record: Record, resolved: Sequence[Resolved], actor: Actor
) -> list[Resolution]:
    """Give what a held meeting resolved to the bodies responsible (登记议定事项).

    Raises ``PermissionDenied``; ``ValidationError`` ``not_held``, ``too_many``,
    ``text_needed``, ``past_day``, ``foreign_body``.
    """
    post = require_recording(actor, at=record.organization)
    fresh = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if fresh.status != RecordStatus.KEPT:
        raise ValidationError("会议登记后才能布置议定事项，请先登记会议。", code="not_held")
    if fresh.resolutions.count() + len(resolved) > MOST:
        raise ValidationError(f"一次会议最多 {MOST} 条议定事项，请合并后再登记。", code="too_many")
    for one in resolved:
        _check(fresh, one)
    made = Resolution.objects.bulk_create(
        Resolution(
            record=fresh,
            text=one.text.strip(),
            responsible=one.responsible,
            due_on=one.due_on,
        )
        for one in resolved
    )
    for row in made:
        _told(row, fresh, actor=actor, post=post)
    return made


@transaction.atomic
def finish_resolution(*, resolution: Resolution, words: str, actor: Actor) -> Resolution:
    """The responsible body says that it is done, and how (办结议定事项).

    Raises ``PermissionDenied``; ``ValidationError`` ``words_needed``, ``settled``.
    """
    fresh = _lock(resolution)
    post = require_recording(actor, at=fresh.responsible)
    _refuse_settled(fresh)
    if len(words.strip()) < 2:
        raise ValidationError("请写明完成情况，以便例会通报。", code="words_needed")
    fresh.done_on, fresh.done_words = actor.on, words.strip()[:1000]
    fresh.done_as = (post.label if post else actor.post_label)[:200]
    fresh.save(update_fields=["done_on", "done_words", "done_as"])
    _trail("finish", fresh, at=fresh.responsible, reason=words, actor=actor, post=post)
    send_notices(
        tenant=fresh.record.tenant,
        kind=Notice.Kind.REPORTED,
        title=f"议定事项已办结：{fresh.text}",
        body=f"{fresh.responsible.name}：{fresh.done_words}",
        key=f"resolution:{fresh.pk}:done",
        path=reverse("routines:resolution_detail", args=[fresh.pk]),
        organizations=[fresh.record.organization],
        actor=actor,
    )
    return fresh


@transaction.atomic
def drop_resolution(*, resolution: Resolution, reason: str, actor: Actor) -> Resolution:
    """The body of the meeting takes it back with the reason (撤销议定事项).

    Raises ``PermissionDenied``; ``ValidationError`` ``reason_needed``, ``settled``.
    """
    fresh = _lock(resolution)
    post = require_recording(actor, at=fresh.record.organization)
    _refuse_settled(fresh)
    if len(reason.strip()) < 2:
        raise ValidationError("请写明撤销的原因，以后可以据此核对。", code="reason_needed")
    fresh.dropped_on, fresh.dropped_reason = actor.on, reason.strip()[:200]
    fresh.save(update_fields=["dropped_on", "dropped_reason"])
    _trail("drop", fresh, at=fresh.record.organization, reason=reason, actor=actor, post=post)
    return fresh


@transaction.atomic
def hand_resolutions(*, source: Organization, target: Organization, actor: Actor) -> list[int]:
    """Let a body carry out what another one was to do (移交议定事项); the ids that went.

    Part of a handover or a merge, which asks for the right; leaves an entry where any went.
    """
    rows = Resolution.objects.open().filter(responsible=source).order_by("pk")
    ids = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    if ids:
        Resolution.objects.filter(pk__in=ids).update(responsible=target)
        audit.record(
            verb="resolution.transfer",
            target=source,
            actor=actor,
            organization=target,
            before={"holder": source.name},
            after={"holder": target.name, "resolutions": len(ids)},
        )
    return ids


def _check(record: Record, one: Resolved) -> None:
    if len(one.text.strip()) < 2:
        raise ValidationError("请写明议定事项的内容。", code="text_needed")
    if one.due_on < record.happened_on:
        raise ValidationError(
            f"“{one.text[:20]}”的完成时限早于会议日期，请重新选择。", code="past_day"
        )
    body = record.organization
    if one.responsible.pk != body.pk and one.responsible.parent_id != body.pk:
        raise ValidationError(
            f"“{one.responsible.name}”不是本单位或直接下级，请重新选择责任单位。",
            code="foreign_body",
        )


def _told(row: Resolution, record: Record, *, actor: Actor, post: Post | None) -> None:
    audit.record(
        verb="resolution.give",
        target=row,
        actor=actor,
        organization=record.organization,
        after={"responsible": row.responsible_id, "due_on": f"{row.due_on}"},
        post=post,
    )
    send_notices(
        tenant=record.tenant,
        kind=Notice.Kind.ISSUED,
        title=f"例会议定事项：{row.text}",
        body=f"{record.organization.name} {chinese_date(record.happened_on)} 会议议定，"
        f"{chinese_date(row.due_on)} 前完成。",
        key=f"resolution:{row.pk}:given",
        path=reverse("routines:resolution_detail", args=[row.pk]),
        organizations=[row.responsible],
        actor=actor,
    )


def _lock(resolution: Resolution) -> Resolution:
    return (
        Resolution.objects.select_for_update(of=("self",))
        .select_related("responsible", "record__organization", "record__tenant")
        .get(pk=resolution.pk)
    )


def _refuse_settled(row: Resolution) -> None:
    if row.done_on is not None:
        raise ValidationError(
            f"已于 {chinese_date(row.done_on)} 办结，请刷新后查看。", code="settled"
        )
    if row.dropped_on is not None:
        raise ValidationError(
            f"已于 {chinese_date(row.dropped_on)} 撤销，请刷新后查看。", code="settled"
        )


def _trail(
    verb: str, row: Resolution, *, at: Organization, reason: str, actor: Actor, post: Post | None
) -> None:
    audit.record(
        verb=f"resolution.{verb}",
        target=row,
        actor=actor,
        organization=at,
        reason=reason,
        post=post,
    )
