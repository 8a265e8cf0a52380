"""That a committee's report was handed to a department (送达记录, article 17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.models import Inspection, ReportDelivery
from inspections.terms import InspectionStatus, Subject
from workflow import audit

CONTENT: Final = ("department", "delivered_on", "receiver", "document_number", "purpose")


@transaction.atomic
def record_delivery(
    *, inspection: Inspection, content: Mapping[str, Any], actor: Actor
) -> ReportDelivery:
    """Record that a committee's published report was handed to a department (登记送达).

    Once a department. Raises ``PermissionDenied``, ``ValidationError`` of the fields,
    ``not_committee``, ``not_published``, ``before_publication``, ``in_future``, ``delivered``.
    """
    fresh = (
        Inspection.objects.select_for_update(of=("self",))
        .select_related("round__organizer__tenant", "round__scheme", "organization__tenant")
        .get(pk=inspection.pk)
    )
    organizer = fresh.round.organizer
    post = require(actor, Capability.HANDLE, at=organizer)
    _refuse_unfit(fresh)
    row = ReportDelivery(inspection=fresh, recorded_by=actor.user, recorded_at=actor.at)
    for name in CONTENT:
        value = content.get(name, "")
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.clean_fields(exclude=["recorded_by"])
    _refuse_days(row, fresh, actor)
    if ReportDelivery.objects.filter(inspection=fresh, department=row.department).exists():
        raise ValidationError(
            {
                "department": ValidationError(
                    f"“{row.department}”已有送达记录，每个部门登记一次。", code="delivered"
                )
            }
        )
    row.save(force_insert=True)
    audit.record(
        verb="inspection.deliver",
        target=fresh,
        actor=actor,
        organization=organizer,
        after={name: getattr(row, name) for name in CONTENT},
        post=post,
    )
    return row


def _refuse_unfit(inspection: Inspection) -> None:
    if inspection.round.scheme.subject != Subject.COMMITTEE:
        raise ValidationError(
            "送达登记的是行业党建专委会（党委）的年度体检报告，两新党组织的报告不送达部门。",
            code="not_committee",
        )
    if inspection.status != InspectionStatus.PUBLISHED:
        raise ValidationError(
            f"这份体检报告“{inspection.get_status_display()}”，公布后才能送达。",
            code="not_published",
        )


def _refuse_days(row: ReportDelivery, inspection: Inspection, actor: Actor) -> None:
    if row.delivered_on > actor.on:
        words = "送达日期不能晚于今天，请核对。"
        raise ValidationError({"delivered_on": ValidationError(words, code="in_future")})
    published = inspection.round.published_at
    if published is not None and row.delivered_on < timezone.localdate(published):
        day = chinese_date(timezone.localdate(published))
        words = f"报告于 {day}公布，送达日期不能早于公布日期，请核对。"
        raise ValidationError({"delivered_on": ValidationError(words, code="before_publication")})
