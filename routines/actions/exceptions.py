"""Named, dated exceptions: exempting, opening a closed period again, postponing (例外办理).

Each is the direct superior's to give, never the body's own; the city's own duties are the
city's. Each says who, as which post, when and why, and holds at once.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actors import Actor, Post
from hierarchy.models import Organization, Tenant
from hierarchy.roles import require
from hierarchy.terms import Capability
from routines.actions.generating import renew
from routines.models import Exemption, Obligation, ObligationRule, Postponement, Reopening
from routines.rules import latest_postponement
from routines.terms import Event, Standing
from workflow import audit

REOPEN_DAYS = 31
"""The longest that a closed period may be opened again at a time."""


@transaction.atomic
def exempt(
    *,
    organization: Organization,
    starts_on: dt.date,
    reason: str,
    actor: Actor,
    rule_code: str = "",
    ends_on: dt.date | None = None,
) -> Exemption:
    """Let a body off one rule, or all of them, for some days (豁免).

    A period whose due day lies in those days leaves the denominator, unless it is closed.
    Raises ``PermissionDenied``, ``reason_needed``, ``no_such_rule`` and of the constraint.
    """
    post = require(actor, Capability.REVIEW, at=decider_of(organization))
    _check_rule(organization, rule_code)
    row = Exemption(
        organization=organization,
        rule_code=rule_code,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=_reason(reason, "豁免"),
        **_signed(actor, post),
    )
    row.full_clean(exclude=["organization", "by"])
    row.save(force_insert=True)
    audit.record(
        verb="exemption.give",
        target=row,
        actor=actor,
        organization=organization,
        after={"rule_code": rule_code or "全部规则", "starts_on": starts_on, "ends_on": ends_on},
        reason=row.reason,
        post=post,
    )
    _renew(organization, actor)
    return row


@transaction.atomic
def end_exemption(*, exemption: Exemption, ends_on: dt.date, actor: Actor) -> Exemption:
    """Let an exemption end on a day (终止豁免); what falls due afterwards counts again.

    Raises ``PermissionDenied``, ``ended`` when it ends by then anyway, and of the constraint.
    """
    row = (
        Exemption.objects.select_for_update(of=("self",))
        .select_related("organization__parent", "organization__tenant")
        .get(pk=exemption.pk)
    )
    post = require(actor, Capability.REVIEW, at=decider_of(row.organization))
    if row.ends_on is not None and row.ends_on <= ends_on:
        raise ValidationError(
            f"这项豁免本来就到 {chinese_date(row.ends_on)} 为止，不需要再终止。", code="ended"
        )
    before, row.ends_on = row.ends_on, ends_on
    row.full_clean(exclude=["organization", "by"])
    row.save(update_fields=["ends_on"])
    audit.record(
        verb="exemption.end",
        target=row,
        actor=actor,
        organization=row.organization,
        before={"ends_on": before},
        after={"ends_on": ends_on},
        reason=row.reason,
        post=post,
    )
    _renew(row.organization, actor)
    return row


@transaction.atomic
def reopen(*, obligation: Obligation, until: dt.date, reason: str, actor: Actor) -> Reopening:
    """Open one closed period of one body again until a day (重新开放).

    Raises ``PermissionDenied``, ``reason_needed``, ``not_frozen``, ``until_past``,
    ``too_long``.
    """
    row = locked(obligation)
    post = require(actor, Capability.REVIEW, at=decider_of(row.organization))
    _check_reopening(row, until, actor.on)
    made = Reopening.objects.create(
        obligation=row,
        froze_on=row.freezes_on,
        until=until,
        reason=_reason(reason, "重新开放"),
        **_signed(actor, post),
    )
    row.freezes_on = until
    row.save(update_fields=["freezes_on"])
    audit.record(
        verb="obligation.reopen",
        target=row,
        actor=actor,
        organization=row.organization,
        before={"freezes_on": made.froze_on},
        after={"freezes_on": until},
        reason=made.reason,
        post=post,
    )
    return made


@transaction.atomic
def postpone(
    *,
    obligation: Obligation,
    until: dt.date,
    document_no: str,
    approved_by: str,
    approved_on: dt.date,
    actor: Actor,
) -> Postponement:
    """Register that the superior party committee has approved a later election (登记延期批复).

    The approval is that committee's; here it is written down, with its number. Raises
    ``PermissionDenied``, ``not_postponable``, ``met``, ``not_later``, ``too_long``,
    ``approved_later`` and of the fields.
    """
    # The city first, as a refresh and a call from outside do: else each could wait for the other.
    Tenant.objects.select_for_update(no_key=True).get(pk=obligation.tenant_id)
    row = locked(obligation)
    post = require(actor, Capability.REVIEW, at=decider_of(row.organization))
    first_due = row.original_due_on or row.due_on
    _check_postponable(row, actor)
    _check_until(row, until, latest_postponement(first_due))
    if approved_on > actor.on:
        raise ValidationError("批复日期晚于今天，请按批复文件填写实际日期。", code="approved_later")
    made = Postponement(
        obligation=row,
        until=until,
        document_no=document_no.strip(),
        approved_by=approved_by.strip(),
        approved_on=approved_on,
        **_signed(actor, post),
    )
    made.full_clean(exclude=["obligation", "by"])
    made.save(force_insert=True)
    before = row.due_on
    _put_off(row, until, first_due)
    _told_postponed(made, before=before, actor=actor, post=post)
    _renew(row.organization, actor)
    return made


def _told_postponed(
    made: Postponement, *, before: dt.date, actor: Actor, post: Post | None
) -> None:
    audit.record(
        verb="obligation.postpone",
        target=made.obligation,
        actor=actor,
        organization=made.obligation.organization,
        before={"due_on": before},
        after={
            "due_on": made.until,
            "document_no": made.document_no,
            "approved_by": made.approved_by,
            "approved_on": made.approved_on,
        },
        post=post,
    )


def decider_of(organization: Organization) -> Organization:
    """Whose it is to make an exception for a body: the direct superior's."""
    return organization.parent or organization


def locked(obligation: Obligation) -> Obligation:
    """The row as it stands now, held until the transaction ends."""
    return (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("rule", "organization__parent", "organization__tenant")
        .get(pk=obligation.pk)
    )


def _check_rule(organization: Organization, rule_code: str) -> None:
    known = ObligationRule.objects.filter(
        tenant_id=organization.tenant_id, code=rule_code, tier=organization.tier
    )
    if rule_code and not known.exists():
        raise ValidationError(
            f"没有适用于“{organization.name}”的规则“{rule_code}”，请重新选择规则。",
            code="no_such_rule",
        )


def _check_reopening(row: Obligation, until: dt.date, on: dt.date) -> None:
    if not row.is_frozen(on):
        raise ValidationError(
            f"这一期到 {chinese_date(row.freezes_on)} 才封存，现在可以直接登记，不需要重新开放。",
            code="not_frozen",
        )
    if until < on:
        raise ValidationError("开放至的日期已过，请填写今天或以后的日期。", code="until_past")
    if (until - on).days > REOPEN_DAYS:
        raise ValidationError(
            f"一次最多开放 {REOPEN_DAYS} 天，请改填 "
            f"{chinese_date(on + dt.timedelta(days=REOPEN_DAYS))} 或以前的日期。",
            code="too_long",
        )


def _put_off(row: Obligation, until: dt.date, first_due: dt.date) -> None:
    """Due later, and so later with its grace and its closing; what it was due first is kept."""
    row.original_due_on, row.due_on = first_due, until
    row.grace_until = max(row.grace_until, until + dt.timedelta(days=row.rule.grace_days))
    row.freezes_on = max(row.freezes_on, row.grace_until + dt.timedelta(days=row.rule.freeze_days))
    row.save(update_fields=["original_due_on", "due_on", "grace_until", "freezes_on"])


def _check_postponable(row: Obligation, actor: Actor) -> None:
    if row.rule.event != Event.TERM_END:
        raise ValidationError(
            "只有换届可以登记延期批复。其他事项确有特殊情况的，请由上级办理豁免。",
            code="not_postponable",
        )
    if row.met_on is not None or row.standing != Standing.EXPECTED:
        raise ValidationError("这一届换届已经办结或不再计入，不需要延期。", code="met")
    if row.is_frozen(actor.on):
        raise ValidationError(
            "这一事项已经封存，请先办理“重新开放”，再登记延期批复。", code="frozen"
        )


def _check_until(row: Obligation, until: dt.date, latest: dt.date) -> None:
    if until <= row.due_on:
        raise ValidationError(
            f"延至的日期须晚于现在的截止日期 {chinese_date(row.due_on)}，请核对批复。",
            code="not_later",
        )
    if until > latest:
        raise ValidationError(
            f"延期一般不超过一年（选举条例第三条），最晚到 {chinese_date(latest)}，请核对批复。",
            code="too_long",
        )


def _reason(reason: str, what: str) -> str:
    tidy = reason.strip()
    if not tidy:
        raise ValidationError(f"请写明{what}的原因，以便日后查阅。", code="reason_needed")
    return tidy


def _signed(actor: Actor, post: Post | None) -> dict[str, object]:
    label = post.label if post else actor.post_label
    return {"by": actor.user, "post": label[:200], "at": actor.at}


def _renew(organization: Organization, actor: Actor) -> None:
    renew(tenant=organization.tenant, on=actor.on, organizations=[organization.pk])
