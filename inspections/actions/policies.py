"""The numbers of inspections as tenant data (体检规则): changed by a version from a later day."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier
from inspections.models import InspectionPolicy
from inspections.policy import POLICY_FIELDS, check_days
from workflow import audit

_DAY: Final = dt.timedelta(days=1)


@transaction.atomic
def add_policy(*, row: InspectionPolicy, actor: Actor) -> InspectionPolicy:
    """Set an unsaved row down from its day on (登记体检规则), in place of the version before.

    The version before ends the day before; where a later one is written already, this one ends
    before it. What was told by the rules of an earlier day keeps its days.
    Raises ``PermissionDenied``, ``ValidationError`` of the fields and of ``check_days``.
    """
    post = require(actor, Capability.MANAGE_ORGANIZATIONS, at=_root(row.tenant))
    row.clean_fields(exclude=["effective_to"])
    check_days(row)
    versions = InspectionPolicy.objects.select_for_update().filter(tenant=row.tenant)
    old = versions.filter(effective_from__lte=row.effective_from).order_by("effective_from").last()
    if old is not None and old.effective_from < row.effective_from:
        _end_before(old, row.effective_from)
    later = versions.filter(effective_from__gt=row.effective_from).order_by("effective_from")
    if (following := later.first()) is not None and row.effective_to is None:
        row.effective_to = following.effective_from - _DAY
    row.full_clean()
    row.save(force_insert=True)
    was, new = _plain(old), _plain(row)
    changed = [name for name in new if new[name] != was.get(name)]
    audit.record(
        verb="inspectionpolicy.add",
        target=row,
        actor=actor,
        tenant=row.tenant,
        before={name: was[name] for name in changed if name in was},
        after={**{name: new[name] for name in changed}, "effective_from": row.effective_from},
        post=post,
    )
    return row


@transaction.atomic
def stop_policy(
    *, row: InspectionPolicy, effective_to: dt.date, reason: str, actor: Actor
) -> InspectionPolicy:
    """Let the last version end (停用体检规则): from then on the proposals hold again.

    Raises ``PermissionDenied``, ``ValidationError`` ``reason_needed``, ``stopped`` and of the
    days' order.
    """
    fresh = InspectionPolicy.objects.select_for_update(of=("self",)).get(pk=row.pk)
    post = require(actor, Capability.MANAGE_ORGANIZATIONS, at=_root(fresh.tenant))
    if not reason.strip():
        raise ValidationError("请写明停用的原因，以便日后查阅。", code="reason_needed")
    if fresh.effective_to is not None:
        raise ValidationError(f"“{fresh}”已经停用或已有新版，请停用最新的一版。", code="stopped")
    fresh.effective_to = effective_to
    fresh.full_clean()
    fresh.save(update_fields=["effective_to"])
    audit.record(
        verb="inspectionpolicy.stop",
        target=fresh,
        actor=actor,
        tenant=fresh.tenant,
        before={"effective_to": None},
        after={"effective_to": effective_to},
        reason=reason.strip(),
        post=post,
    )
    return fresh


def _end_before(old: InspectionPolicy, day: dt.date) -> None:
    if old.effective_to is None or old.effective_to >= day:
        old.effective_to = day - _DAY
        old.save(update_fields=["effective_to"])


def _plain(row: InspectionPolicy | None) -> dict[str, Any]:
    return {name: getattr(row, name) for name in POLICY_FIELDS} if row else {}


def _root(tenant: Tenant) -> Organization:
    return Organization.objects.get(tenant=tenant, tier=Tier.CITY)
