"""Sending a rectification out (下发), taking it back (撤销), and what was said aloud (口头指正)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actions.locks import locked
from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.actions.rectifications.telling import tell
from inspections.deadlines import due_day
from inspections.models import Finding, Rectification
from inspections.policy import policy_of
from inspections.privacy import refuse_personal
from inspections.rectification_moves import RECTIFICATION_MOVES
from inspections.rectification_rules import (
    refuse_body,
    refuse_issue,
    refuse_issuer,
    refuse_taken,
    refuse_wording,
    sayable_findings,
)
from inspections.terms import RectificationKind, RectificationStatus, Urgency
from workflow import audit
from workflow.models import Notice
from workflow.moves import perform
from workflow.numbers import take_number

MOST_AT_ONCE: Final = 100
"""So many letters are issued by one click: each is read, numbered and told apart."""


@transaction.atomic
def issue_rectification(*, rectification: Rectification, actor: Actor) -> Rectification:
    """Number it, set its day and send it to the body (下发, article 12).

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``result_open``,
    ``nothing_to_tell``, ``body_closed``.
    """

    def issued(fresh: Rectification) -> Mapping[str, Any]:
        refuse_issue(fresh, on=actor.on)
        tenant = fresh.tenant
        return {
            "number": next_number(tenant, on=actor.on),
            "issued_on": actor.on,
            "issued_by": actor.user,
            "due_on": due_day(
                fresh.kind,
                fresh.urgency,
                on=actor.on,
                policy=policy_of(tenant, actor.on),
                tenant=tenant,
            ),
        }

    done = perform(rectification, "issue", table=RECTIFICATION_MOVES, actor=actor, changes=issued)
    _tell_issued(done, actor=actor)
    return done


@transaction.atomic
def issue_rectifications(*, rectifications: Iterable[Rectification], actor: Actor) -> int:
    """Issue several drafts at once (批量下发), each with its number and entry; how many went out.

    What is no draft any more is passed over. Raises ``PermissionDenied``, ``ValidationError``
    ``too_many_letters``, and as ``issue_rectification``.
    """
    chosen = list(rectifications)
    if len(chosen) > MOST_AT_ONCE:
        raise ValidationError(
            f"一次最多下发 {MOST_AT_ONCE} 份，现选了 {len(chosen)} 份。请分批下发。",
            code="too_many_letters",
        )
    ids = [letter.pk for letter in chosen]
    rows = Rectification.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    drafts = list(rows.filter(status=RectificationStatus.DRAFT).order_by("pk"))
    for letter in drafts:
        issue_rectification(rectification=letter, actor=actor)
    return len(drafts)


@transaction.atomic
def revoke_rectification(
    *, rectification: Rectification, reason: str, actor: Actor
) -> Rectification:
    """Take a draft or an issued letter back (撤销); its findings may be told by another.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``reason_needed``,
    ``personal_data``.
    """

    def revoking(_: Rectification) -> Mapping[str, Any]:
        refuse_personal(reason=reason)
        return {}

    done = perform(
        rectification,
        "revoke",
        table=RECTIFICATION_MOVES,
        actor=actor,
        reason=reason,
        changes=revoking,
    )
    if done.issued_on is not None:
        tell(
            done,
            kind=Notice.Kind.STOPPED,
            title=f"{done.get_kind_display()}已撤销：{done}",
            body=f"不需要再办理。理由：{reason.strip()}",
            to=done.organization,
            actor=actor,
        )
    return done


@transaction.atomic
def note_verbal(
    *,
    organization: Organization,
    issuer: Organization,
    content: Mapping[str, Any],
    actor: Actor,
    findings: Iterable[Finding] = (),
    due_on: dt.date | None = None,
    closed: bool = False,
) -> Rectification:
    """Keep what was said to a body on the spot (登记口头指正); it is numbered like a letter.

    ``closed``: it was put right before one's eyes. Otherwise the body explains by ``due_on``,
    by the days of its urgency where no day is given. Raises ``PermissionDenied``,
    ``ValidationError`` of the fields, ``no_inspection_here``, ``body_closed``, ``not_above``,
    ``finding_taken``, ``due_in_past``, ``noted_already``, ``personal_data``.
    """
    post = require(actor, Capability.HANDLE, at=issuer)
    refuse_body(organization, on=actor.on)
    refuse_issuer(organization, issuer, None)
    days = _days_of(organization.tenant, content, due_on, closed=closed, on=actor.on)
    letter = _spoken(organization, issuer, content, days, actor=actor)
    ids = [finding.pk for finding in findings]
    _refuse_unsayable(organization, issuer, ids)
    _refuse_again(letter)
    letter.number = next_number(organization.tenant, on=actor.on)
    letter.save(force_insert=True)
    _hold_spoken(letter, ids, settled_on=actor.on if closed else None)
    facts = ("number", "title", "demands", "due_on", "status")
    audit.record(
        verb="rectification.note_verbal",
        target=letter,
        actor=actor,
        organization=issuer,
        after={name: getattr(letter, name) for name in facts} | {"findings": len(ids)},
        post=post,
    )
    if not closed:
        _tell_issued(letter, actor=actor)
    return letter


def _refuse_unsayable(organization: Organization, issuer: Organization, ids: list[int]) -> None:
    """Ask it of locked rows: two letters at once cannot hold the same finding."""
    list(Finding.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    refuse_taken(sayable_findings(organization, issuer), ids)


def _hold_spoken(letter: Rectification, ids: list[int], *, settled_on: dt.date | None) -> None:
    """The findings are this letter's; put right on the spot they are settled, too."""
    settled = {"settled_on": settled_on} if settled_on else {}
    Finding.objects.filter(pk__in=ids).update(rectification=letter, **settled)


def next_number(tenant: Tenant, *, on: dt.date) -> str:
    """「ZG-2026-0001」: one series a city and year (domain.md §9). Takes the number."""
    return f"ZG-{on.year}-{take_number(tenant=tenant, series=f'ZG-{on.year}'):04d}"


def _spoken(
    organization: Organization,
    issuer: Organization,
    content: Mapping[str, Any],
    days: Mapping[str, Any],
    *,
    actor: Actor,
) -> Rectification:
    letter = Rectification(
        tenant_id=organization.tenant_id,
        organization=organization,
        issuer=issuer,
        kind=RectificationKind.VERBAL,
        urgency=_urgency_of(content),
        issued_on=actor.on,
        issued_by=actor.user,
        created_at=actor.at,
        **days,
        **{
            name: str(content.get(name, "")).strip()
            for name in ("title", "demands", "responsible", "contact")
        },
    )
    refuse_wording(letter)
    return letter


def _urgency_of(content: Mapping[str, Any]) -> str:
    return str(content.get("urgency") or Urgency.AT_ONCE)


def _days_of(
    tenant: Tenant,
    content: Mapping[str, Any],
    due_on: dt.date | None,
    *,
    closed: bool,
    on: dt.date,
) -> dict[str, Any]:
    """Where a spoken word begins: closed that day, or to be answered by a day."""
    if closed:
        return {"status": RectificationStatus.CLOSED, "due_on": on, "closed_on": on}
    if due_on is not None and due_on < on:
        raise ValidationError(
            {"due_on": ValidationError("整改期限不能早于今天，请核对。", code="due_in_past")}
        )
    until = due_on or due_day(
        RectificationKind.VERBAL,
        _urgency_of(content),
        on=on,
        policy=policy_of(tenant, on),
        tenant=tenant,
    )
    return {"status": RectificationStatus.ISSUED, "due_on": until}


def _refuse_again(letter: Rectification) -> None:
    """The same word of the same day is kept once: a button pressed twice."""
    # One at a time a body: the second sees the first.
    locked(letter.organization)
    same = Rectification.objects.filter(
        organization_id=letter.organization_id,
        issuer_id=letter.issuer_id,
        kind=letter.kind,
        issued_on=letter.issued_on,
        title=letter.title,
        demands=letter.demands,
    )
    if told := same.exclude(status=RectificationStatus.REVOKED).first():
        raise ValidationError(
            f"同样的口头指正今天已经登记（{told.number}），不必重复登记。",
            code="noted_already",
        )


def _tell_issued(letter: Rectification, *, actor: Actor) -> None:
    asked = "签收并报送整改方案" if letter.kind == RectificationKind.ORDER else "签收并报送说明"
    assert letter.due_on is not None  # noqa: S101 - narrows the type
    tell(
        letter,
        kind=Notice.Kind.ISSUED,
        title=f"{letter.get_kind_display()}：{letter}",
        body=f"由{letter.issuer.label}下发，期限 {chinese_date(letter.due_on)}。请{asked}。",
        to=letter.organization,
        actor=actor,
    )
