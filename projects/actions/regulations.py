"""Regulations of a committee (制度文本, article 10): set down, replaced by a version, ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier
from projects.actions.enclosing import enclose
from projects.models import Regulation
from workflow import audit
from workflow.models import Attachment

CONTENT: Final = ("kind", "title", "version", "issued_on", "document_number")
TIERS: Final = (Tier.COMMITTEE, Tier.COUNTY)


@transaction.atomic
def issue_regulation(
    *,
    organization: Organization,
    content: Mapping[str, Any],
    files: Iterable[Attachment],
    actor: Actor,
) -> Regulation:
    """Set a regulation down with its text (登记制度文本); it ends the version before.

    Raises ``PermissionDenied``; ``ValidationError`` of the fields, ``not_committee``,
    ``text_needed``, ``in_future``, ``not_later``, ``foreign_file``.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    texts = list(files)
    _refuse_unfit(organization, texts)
    # The body first, so that two versions registered at once follow one another.
    Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    row = Regulation(
        tenant_id=organization.tenant_id,
        organization=organization,
        created_at=actor.at,
        **{name: content[name] for name in CONTENT},
    )
    ended = _replaced(row, on=actor.on)
    row.full_clean(exclude=["tenant", "organization"], validate_constraints=False)
    row.save(force_insert=True)
    names = enclose(row, texts, actor=actor)
    audit.record(
        verb="regulation.issue",
        target=row,
        actor=actor,
        organization=organization,
        before={"version": ended.version} if ended else {},
        after={**{name: content[name] for name in CONTENT}, "files": names},
        post=post,
    )
    return row


@transaction.atomic
def end_regulation(
    *, regulation: Regulation, ended_on: dt.date, reason: str, actor: Actor
) -> Regulation:
    """A regulation holds no more, and no version follows it yet (废止制度).

    Raises ``PermissionDenied``; ``ValidationError`` ``ended``, ``reason_needed``, ``in_future``,
    ``not_later``.
    """
    fresh = Regulation.objects.select_for_update(of=("self",)).get(pk=regulation.pk)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    if fresh.ended_on is not None:
        raise ValidationError(
            f"这项制度已于 {chinese_date(fresh.ended_on)} 废止，请刷新后查看。", code="ended"
        )
    if len(reason.strip()) < 2:
        raise ValidationError("请写明废止的原因。", code="reason_needed")
    _refuse_day(ended_on, after=fresh.issued_on, on=actor.on, what="废止日期")
    fresh.ended_on = ended_on
    fresh.save(update_fields=["ended_on"])
    audit.record(
        verb="regulation.end",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        after={"ended_on": ended_on},
        reason=reason,
        post=post,
    )
    return fresh


def _refuse_unfit(organization: Organization, texts: Sequence[Attachment]) -> None:
    if organization.tier not in TIERS:
        raise ValidationError(
            "第十条的三项制度由行业党建专委会（党委）制定，请由专委会经办人登记。",
            code="not_committee",
        )
    if not texts:
        raise ValidationError("请上传制度文本，再登记。", code="text_needed")


def _replaced(row: Regulation, *, on: dt.date) -> Regulation | None:
    """The version in force, ended on the day of the new one; ``None`` where there is none."""
    known = Regulation.objects.filter(organization=row.organization, kind=row.kind)
    latest = known.order_by("-issued_on", "-pk").first()
    _refuse_day(row.issued_on, after=latest.issued_on if latest else None, on=on, what="印发日期")
    before = known.in_force().first()
    if before is not None:
        before.ended_on = row.issued_on
        before.save(update_fields=["ended_on"])
    return before


def _refuse_day(day: dt.date, *, after: dt.date | None, on: dt.date, what: str) -> None:
    if day > on:
        raise ValidationError(f"{what}晚于今天，请填写实际日期。", code="in_future")
    if after is not None and day < after:
        raise ValidationError(
            f"{what}不能早于现有版本的印发日期 {chinese_date(after)}，请核对。", code="not_later"
        )
