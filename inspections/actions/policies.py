"""The numbers of inspections as tenant data (体检规则): changed by a version from a later day."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from hierarchy.actors import Actor
from inspections.models import InspectionPolicy
from inspections.policy import check_days
from workflow.actions.versions import add_version, stop_version


@transaction.atomic
def add_policy(*, row: InspectionPolicy, actor: Actor) -> InspectionPolicy:
    """Set an unsaved row down from its day on (登记体检规则), in place of the version before.

    What was told by the rules of an earlier day keeps its days. Raises ``PermissionDenied``,
    ``ValidationError`` of the fields and of ``check_days``.
    """
    return add_version(row=row, verb="inspectionpolicy.add", actor=actor, check=check_days)


@transaction.atomic
def stop_policy(
    *, row: InspectionPolicy, effective_to: dt.date, reason: str, actor: Actor
) -> InspectionPolicy:
    """Let the last version end (停用体检规则): from then on the proposals hold again.

    Raises ``PermissionDenied``, ``ValidationError`` ``reason_needed``, ``stopped`` and of the
    days' order.
    """
    return stop_version(
        row=row, effective_to=effective_to, reason=reason, verb="inspectionpolicy.stop", actor=actor
    )
