"""Entering what was held: a draft, a record, its correction, its withdrawal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from routines.actions.fulfilling import (
    recount,
    refuse_frozen,
    refuse_of_paper,
    refuse_of_round,
    release,
    write_answers,
)
from routines.kinds import CONTENT, SHAPES, UNTITLED, default_title, fields_of, marks_of
from routines.matching import proposals
from routines.models import Fulfilment, Obligation, Record, Resolution
from routines.record_moves import RECORD_MOVES
from routines.rights import require_recording
from routines.terms import Mark, RecordKind, RecordStatus, Source
from workflow import audit
from workflow.duties import HEALTH_CHECK, Performed
from workflow.models import Attachment
from workflow.moves import perform

# What may change although an answered row is frozen: words, not what the figures rest on.
WORDS = frozenset(CONTENT) - {"also", "marks", "happened_on", "group"}
MOST_FILES = 30
# By what another room calls it, the mark that a rule asks for.
MARK_OF_SORT: Final = {HEALTH_CHECK: Mark.HEALTH_CHECK}
_LABELS: dict[str, Any] = {"also": RecordKind, "marks": Mark}


@transaction.atomic
def draft_record(
    *,
    organization: Organization,
    kind: str,
    content: Mapping[str, Any],
    actor: Actor,
    files: Iterable[Attachment] = (),
    once: UUID | None = None,
) -> Record:
    """Begin a record without counting it (存为草稿); its day may still lie ahead.

    Raises ``PermissionDenied``, ``ValidationError`` as ``register_record``.
    """
    post = require_recording(actor, at=organization)
    record = _new(organization, kind, RecordStatus.DRAFT, actor, post)
    record.once_key = once
    _fill(record, content)
    return _keep_new(record, files, actor, post, verb="record.draft")


@transaction.atomic
def register_record(
    *,
    organization: Organization,
    kind: str,
    content: Mapping[str, Any],
    actor: Actor,
    files: Iterable[Attachment] = (),
    once: UUID | None = None,
) -> Record:
    """Enter what was held (登记); ``once`` is what is kept of the sending of its form.

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``kind_unfit``,
    ``mark_unfit``, ``also_unfit``, ``group_needed``, ``foreign_group``, ``in_future``,
    ``foreign_file``, ``too_many_files``.
    """
    post = require_recording(actor, at=organization)
    record = _new(organization, kind, RecordStatus.KEPT, actor, post)
    record.once_key = once
    _fill(record, content)
    check_held(record, on=actor.on)
    return _keep_new(record, files, actor, post, verb="record.keep")


@transaction.atomic
def record_performed(*, performed: Performed, actor: Actor) -> Obligation | None:
    """Enter what another room did for good, answering the duty of its period (随办理登记).

    Without a duty that it could answer, nothing is entered. Where the windows of two periods
    overlap, that of the period it is about counts, also when it was met before. Raises
    ``PermissionDenied``.
    """
    body = performed.organization
    post = require(actor, Capability.ISSUE, at=body)
    record = _new(body, RecordKind.OTHER, RecordStatus.KEPT, actor, post)
    record.source, record.external_id = Source.INSPECTION, performed.path
    content = {
        "marks": [MARK_OF_SORT[performed.sort]],
        "title": performed.title,
        "happened_on": performed.done_on,
        "topics": performed.words,
    }
    _fill(record, content)
    row = _row_asking(record, until=performed.until, on=actor.on)
    if row is None:
        return None
    _keep_new(record, (), actor, post, verb="record.keep")
    return write_answers(record=record, obligations=[row.pk], actor=actor, post=post)[0]


@transaction.atomic
def keep_record(*, record: Record, actor: Actor) -> Record:
    """Let a draft count (登记草稿). Raises what ``register_record`` does, ``wrong_status``."""
    post = require_recording(actor, at=record.organization)
    check_held(record, on=actor.on)
    written = {
        "entered_at": actor.at,
        "entered_by": actor.user,
        "entered_as": _label(actor, post),
    }
    return perform(
        record, "keep", table=RECORD_MOVES, actor=actor, changes=written, allowed_as=post
    )


@transaction.atomic
def amend_record(
    *,
    record: Record,
    content: Mapping[str, Any],
    actor: Actor,
    files: Iterable[Attachment] | None = None,
) -> Record:
    """Correct a record (更正); what it answers is counted again.

    Raises ``PermissionDenied``, ``ValidationError`` as ``register_record``, ``from_outside``,
    ``of_paper``, ``of_round``, ``wrong_status``, ``frozen``, ``nothing_changed``.
    """
    fresh, post = lock_record(record, actor)
    before = {name: getattr(fresh, name) for name in CONTENT}
    _fill(fresh, content)
    changed = {name for name in CONTENT if before[name] != getattr(fresh, name)}
    if changed - WORDS:
        refuse_frozen(fresh, on=actor.on)
    if fresh.status == RecordStatus.KEPT:
        check_held(fresh, on=actor.on)
    names = _set_files(fresh, files, actor) if files is not None else None
    if not changed and names is None:
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    fresh.full_clean(exclude=["entered_by"], validate_unique=False)
    fresh.save(update_fields=sorted(changed))
    if changed - WORDS:
        release(fresh)
        recount(_answered(fresh))
    audit.record(
        verb="record.amend",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        before=_plain({name: before[name] for name in sorted(changed)}),
        after=_plain({name: getattr(fresh, name) for name in sorted(changed)})
        | ({"files": names} if names is not None else {}),
        post=post,
    )
    return fresh


@transaction.atomic
def withdraw_record(*, record: Record, reason: str, actor: Actor) -> Record:
    """Take a record back with the reason (撤回): it stays to be read, and counts no more.

    Raises ``PermissionDenied``, ``ValidationError`` ``from_outside``, ``of_paper``, ``of_round``,
    ``frozen``, ``resolutions_open``, ``reason_needed``, ``wrong_status``.
    """
    fresh, post = lock_record(record, actor)
    refuse_frozen(fresh, on=actor.on)
    _refuse_resolved(fresh)
    answered = _answered(fresh)
    withdrawn = perform(
        fresh,
        "withdraw",
        table=RECORD_MOVES,
        actor=actor,
        reason=reason,
        changes={"withdrawn_reason": reason.strip()[:200]},
        allowed_as=post,
    )
    Fulfilment.objects.filter(record=withdrawn).delete()
    recount(answered)
    return withdrawn


def _refuse_resolved(record: Record) -> None:
    """What a meeting gave to others is theirs to do, and would hang on nothing."""
    if left := Resolution.objects.open().filter(record=record).count():
        raise ValidationError(
            f"这次会议还有 {left} 项议定事项在办理中，撤回后无所依据。"
            "请先在例会页面逐项撤销，或待责任单位办结，再撤回。",
            code="resolutions_open",
        )


def lock_record(record: Record, actor: Actor) -> tuple[Record, Post | None]:
    """The row locked, for who may record there; what comes from outside is not touched."""
    fresh = (
        Record.objects.select_for_update(of=("self",))
        .select_related("organization__tenant", "group")
        .get(pk=record.pk)
    )
    post = require_recording(actor, at=fresh.organization)
    refuse_of_round(fresh)
    if fresh.is_from_outside:
        raise ValidationError(
            f"这条记录来自{fresh.get_source_display()}，请在原系统更正，下次同步后这里随之更新。",
            code="from_outside",
        )
    refuse_of_paper(fresh)
    if fresh.status == RecordStatus.WITHDRAWN:
        raise ValidationError("这条记录已撤回，不能再改动。请重新登记一条。", code="wrong_status")
    return fresh, post


def check_held(record: Record, *, on: dt.date) -> None:
    """What counts was held, by the body's own kinds and groups."""
    if record.happened_on > on:
        raise ValidationError(
            {
                "happened_on": ValidationError(
                    "登记的活动应已开展，日期不能晚于今天。尚未开展的请存为草稿。",
                    code="in_future",
                )
            }
        )
    if "group" in SHAPES[record.kind].asks and record.group_id is None:
        raise ValidationError(
            {
                "group": ValidationError(
                    "请选择是哪个党小组。尚未登记党小组的，请先到“党小组”中登记。",
                    code="group_needed",
                )
            }
        )


def _row_asking(record: Record, *, until: dt.date, on: dt.date) -> Obligation | None:
    """Of the rows that a record could answer that of the period about which it is."""
    offers = proposals(record, on=on)
    own = [one for one in offers if one.obligation.period_start <= until]
    own = [one for one in own if until <= one.obligation.period_end] or offers
    return own[0].obligation if own else None


def _new(
    organization: Organization, kind: str, status: str, actor: Actor, post: Post | None
) -> Record:
    shape = SHAPES.get(kind)
    if shape is None or organization.tier not in shape.tiers:
        raise ValidationError("该组织不开展这一类活动，请重新选择类别。", code="kind_unfit")
    return Record(
        tenant=organization.tenant,
        organization=organization,
        kind=kind,
        status=status,
        source=Source.HERE,
        entered_by=actor.user,
        entered_as=_label(actor, post),
        entered_at=actor.at,
    )


def _fill(record: Record, content: Mapping[str, Any]) -> None:
    """Write what is given; a field that none of its kinds has is emptied."""
    for name, value in content.items():
        if name in CONTENT:
            setattr(record, name, value)
    _check_kinds(record)
    known = fields_of(record.kinds)
    for name in set(CONTENT) - known - {"also", "marks", "title", "happened_on"}:
        field = Record._meta.get_field(name)
        setattr(record, name, None if field.null else "")
    if record.kind in UNTITLED or not record.title.strip():
        day = record.happened_on
        record.title = default_title(record.kind, year=day.year, month=day.month)
    record.title = record.title.strip()


def _check_kinds(record: Record) -> None:
    tier = record.organization.tier
    shape = SHAPES[record.kind]
    if strange := set(record.also) - set(shape.also):
        raise ValidationError(
            f"“{record.get_kind_display()}”不能与{_named(strange)}合并登记，请分别登记。",
            code="also_unfit",
        )
    if set(record.marks) - set(marks_of(record.kinds, tier=tier)):
        raise ValidationError("所选“同时属于”与类别不符，请重新勾选。", code="mark_unfit")
    group = record.group
    if group is not None and group.organization_id != record.organization_id:
        raise ValidationError(
            {"group": ValidationError("这个党小组不属于该组织，请重新选择。", code="foreign_group")}
        )


def _named(kinds: Iterable[str]) -> str:
    return "、".join(
        f"“{label}”" for kind, label in Record._meta.get_field("kind").flatchoices if kind in kinds
    )


def _keep_new(
    record: Record, files: Iterable[Attachment], actor: Actor, post: Post | None, *, verb: str
) -> Record:
    record.full_clean(exclude=["entered_by"], validate_unique=False)
    record.save(force_insert=True)
    names = _set_files(record, files, actor)
    told = {name: getattr(record, name) for name in ("kind", "also", "marks", "happened_on")}
    audit.record(
        verb=verb,
        target=record,
        actor=actor,
        organization=record.organization,
        after=_plain(told) | ({"files": names} if names else {}),
        post=post,
    )
    return record


def _set_files(record: Record, files: Iterable[Attachment], actor: Actor) -> str | None:
    """Cite files that the actor may read; their names where they changed."""
    wanted = {file.pk: file for file in files}
    if len(wanted) > MOST_FILES:
        raise ValidationError(
            f"一条记录最多 {MOST_FILES} 个附件，请减少后再保存。", code="too_many_files"
        )
    known = set(record.attachments.values_list("pk", flat=True))
    new = wanted.keys() - known
    if new and not actor.is_system:
        readable = Attachment.objects.visible_to(actor).filter(tenant_id=record.tenant_id)
        if readable.filter(pk__in=new).count() < len(new):
            raise ValidationError(
                "所选文件不存在或不在您的范围内，请重新选择。", code="foreign_file"
            )
    if wanted.keys() == known:
        return None
    record.attachments.set(wanted.values())
    return "、".join(file.name for file in wanted.values())


def _answered(record: Record) -> list[int]:
    return list(record.fulfilments.values_list("obligation_id", flat=True))


def _label(actor: Actor, post: Post | None) -> str:
    return (post.label if post else actor.post_label)[:200]


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """For the trail: a group by its name, long words by how long they are."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name in ("minutes", "topics", "decisions"):
            found[name] = f"{len(value)} 字"
        elif name in _LABELS:
            found[name] = "、".join(_LABELS[name](each).label for each in value)
        else:
            found[name] = str(value) if name in ("group", "hours") and value else value
    return found
