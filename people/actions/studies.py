"""Hours studied without a course of the system (学时记录), certificates, and what was wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor, Post
from hierarchy.roles import require
from hierarchy.terms import Capability
from people.actions.enclosing import check_file
from people.free_words import facts_for_the_trail, for_the_trail
from people.learners import COLUMN, kind_of, learner_of, name_of, writing_body
from people.models import Member, OfficerFile, StudyRecord, Worker
from people.policy import refuse_without_register
from workflow import audit
from workflow.models import Attachment
from workflow.once import once_key

CONTENT: Final = ("title", "kind", "studied_on", "hours")
MOST: Final = Decimal(200)
"""More hours than this at once are a slip of the pen."""


@transaction.atomic
def record_study(
    *,
    learner: Member | Worker | OfficerFile,
    content: Mapping[str, Any],
    actor: Actor,
    certificate: Attachment | None = None,
) -> StudyRecord:
    """Set down what one learner studied elsewhere (登记学时), with the certificate.

    A form sent again (its key is ``once``) sets nothing down and finds the first. Raises
    ``PermissionDenied``, ``ValidationError`` of the fields, ``not_yet``, ``too_many_hours``,
    ``register_off``, ``foreign_file``.
    """
    post = _required(learner, actor)
    if isinstance(learner, Member):
        refuse_without_register(learner.tenant, actor.on)
    key = once_key(content.get("once"), learner, *(content[name] for name in CONTENT))
    if (first := _sent_before(learner, key)) is not None:
        return first
    record = _filled(learner, content, actor)
    record.once_key, record.certificate = key, certificate
    record.clean_fields()
    _check(record, actor.on)
    if certificate is not None:
        check_file(certificate, tenant_id=learner.tenant_id, actor=actor)
    record.full_clean()
    record.save(force_insert=True)
    audit.record(
        verb="study.record",
        target=record,
        actor=actor,
        organization=learner.organization,
        after=facts_for_the_trail(_told(record), name_of(learner)),
        post=post,
    )
    return record


@transaction.atomic
def attach_certificate(
    *, record: StudyRecord, certificate: Attachment, actor: Actor
) -> StudyRecord:
    """Put a certificate to hours that stand already (补充证明材料), in place of an earlier one.

    Raises ``PermissionDenied``, ``ValidationError`` ``foreign_file``.
    """
    fresh, learner = _locked(record)
    body, post = learner.organization, _required(learner, actor)
    check_file(certificate, tenant_id=fresh.tenant_id, actor=actor)
    before, name = fresh.certificate.name if fresh.certificate else "", name_of(learner)
    fresh.certificate = certificate
    fresh.save(update_fields=["certificate"])
    audit.record(
        verb="study.certify",
        target=fresh,
        actor=actor,
        organization=body,
        before=facts_for_the_trail({"certificate": before}, name),
        after=facts_for_the_trail({"certificate": certificate.name}, name),
        post=post,
    )
    return fresh


@transaction.atomic
def withdraw_study(*, record: StudyRecord, reason: str, actor: Actor) -> None:
    """Take hours off that were entered wrongly (撤销学时); the trail keeps what they were.

    Raises ``PermissionDenied``, ``ValidationError`` ``reason_needed``.
    """
    fresh, learner = _locked(record)
    post = _required(learner, actor)
    if not reason.strip():
        raise ValidationError("请写明撤销学时的原因，以便日后查阅。", code="reason_needed")
    audit.record(
        verb="study.withdraw",
        target=fresh,
        actor=actor,
        organization=learner.organization,
        before={name: getattr(fresh, name) for name in CONTENT},
        reason=for_the_trail(reason.strip(), name_of(learner)),
        post=post,
    )
    fresh.delete()


def _required(learner: Member | Worker | OfficerFile, actor: Actor) -> Post | None:
    return require(actor, Capability.HANDLE, at=writing_body(learner, actor))


def _sent_before(learner: Member | Worker | OfficerFile, key: UUID | None) -> StudyRecord | None:
    """The hours that the same form set down before, also a moment ago."""
    if key is None:
        return None
    # One at a time a learner: the second sees the first.
    type(learner).objects.select_for_update(of=("self",), no_key=True).get(pk=learner.pk)
    return StudyRecord.objects.filter(once_key=key).first()


def _filled(
    learner: Member | Worker | OfficerFile, content: Mapping[str, Any], actor: Actor
) -> StudyRecord:
    record = StudyRecord(
        tenant_id=learner.tenant_id,
        organization_id=learner.organization_id,
        recorded_by=actor.user,
        **{COLUMN[kind_of(learner)]: learner},
        **{name: content[name] for name in CONTENT},
    )
    # What the trail calls it by.
    record.title = for_the_trail(record.title, name_of(learner))
    return record


def _check(record: StudyRecord, on: dt.date) -> None:
    if record.studied_on > on:
        raise ValidationError(
            {"studied_on": ValidationError("学习日期还没有到，请在学习之后登记。", code="not_yet")}
        )
    if record.hours > MOST:
        raise ValidationError(
            {
                "hours": ValidationError(
                    f"一次登记不超过 {MOST} 学时，请核对后填写。", code="too_many_hours"
                )
            }
        )


def _told(record: StudyRecord) -> dict[str, Any]:
    told = {name: getattr(record, name) for name in CONTENT}
    return told | ({"certificate": record.certificate.name} if record.certificate else {})


def _locked(record: StudyRecord) -> tuple[StudyRecord, Any]:
    """The locked hours, and whose they are: the body that writes is the learner's of today."""
    rows = StudyRecord.objects.select_for_update(of=("self",)).select_related(
        *("certificate", "member__organization", "worker__organization"),
        *("officer_file__user", "officer_file__organization__parent"),
    )
    fresh = rows.get(pk=record.pk)
    return fresh, learner_of(fresh)
