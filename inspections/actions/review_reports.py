"""The report of a yearly review (述职报告): drafted from data as of a day, then rewritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.actions.review_telling import lock_review
from inspections.models import DutyReview
from inspections.privacy import refuse_personal
from inspections.review_text import read_back, redrafted, stored
from inspections.terms import ReviewStatus
from workflow import audit
from workflow.figures import Figure, Matter, figures_of, matters_of
from workflow.models import Attachment

CONTENT: Final = ("reporter", "report")
MOST_FILES: Final = 30


@transaction.atomic
def draft_report(*, review: DutyReview, actor: Actor) -> DutyReview:
    """Take the figures of the year as of today and draft the report from them (按数据起草).

    The figures are kept as they are now. Words that a person rewrote stay. Raises
    ``PermissionDenied``, ``ValidationError`` ``not_open``.
    """
    fresh = lock_review(review)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    _refuse_settled(fresh)
    figures, matters = _taken(fresh, actor)
    known, fresh.figures = read_back(fresh.figures), stored(figures)
    fresh.report = redrafted(fresh.report, known, read_back(fresh.figures), matters)[:20000]
    fresh.save(update_fields=["figures", "report"])
    audit.record(
        verb="duty_review.draft",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        after={"figures": len(fresh.figures), "taken_on": actor.on},
        post=post,
    )
    return fresh


@transaction.atomic
def edit_report(
    *,
    review: DutyReview,
    content: Mapping[str, Any],
    actor: Actor,
    files: Iterable[Attachment] | None = None,
) -> DutyReview:
    """Write the report anew while it is a draft (修改报告): ``reporter``, ``report``, files.

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``not_open``,
    ``personal_data``, ``nothing_changed``, ``too_many_files``, ``foreign_file``.
    """
    fresh = lock_review(review)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    _refuse_settled(fresh)
    before = {name: getattr(fresh, name) for name in CONTENT}
    for name in CONTENT:
        if name in content:
            setattr(fresh, name, content[name].strip())
    fresh.clean_fields()
    refuse_personal(reporter=fresh.reporter, report=fresh.report)
    changed = [name for name in CONTENT if before[name] != getattr(fresh, name)]
    names = _enclose(fresh, files, actor=actor)
    if not changed and names is None:
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    fresh.save(update_fields=changed)
    audit.record(
        verb="duty_review.edit",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        before={name: before[name] for name in changed},
        after={name: getattr(fresh, name) for name in changed}
        | ({"files": names} if names is not None else {}),
        post=post,
    )
    return fresh


def _taken(review: DutyReview, actor: Actor) -> tuple[list[Figure], list[Matter]]:
    """Every room's figures of the year as of today, and what is open."""
    body, year = review.organization, review.year
    end = min(actor.on, dt.date(year, 12, 31))
    figures = figures_of(organization=body, start=dt.date(year, 1, 1), end=end, actor=actor)
    return figures, matters_of(organization=body, actor=actor)


def _refuse_settled(review: DutyReview) -> None:
    if review.status != ReviewStatus.DRAFT:
        raise ValidationError(
            f"报告“{review.get_status_display()}”，不能再修改。如需修改，请上级先退回。",
            code="not_open",
        )


def _enclose(review: DutyReview, files: Iterable[Attachment] | None, *, actor: Actor) -> str | None:
    """Let these be the files of a report; ``None`` where nothing changed."""
    if files is None:
        return None
    wanted = {file.pk: file for file in files}
    known = set(review.attachments.values_list("pk", flat=True))
    if len(wanted) > MOST_FILES:
        raise ValidationError(
            f"附件最多 {MOST_FILES} 个，现有 {len(wanted)} 个。请减少后再保存。",
            code="too_many_files",
        )
    new = wanted.keys() - known
    readable = Attachment.objects.visible_to(actor).filter(tenant_id=review.tenant_id)
    if new and readable.filter(pk__in=new).count() < len(new):
        raise ValidationError("所选文件不存在或不在您的范围内，请重新选择。", code="foreign_file")
    if wanted.keys() == known:
        return None
    review.attachments.set(wanted.values())
    return "、".join(file.name for file in wanted.values()) or "无"
