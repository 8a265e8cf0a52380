"""What is worth points in a city (积分项目), as dated versions kept by its keepers."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier
from people.models import PointsRule
from people.points_rules import EXAMPLES
from workflow import audit
from workflow.actions.versions import add_version, stop_version


@transaction.atomic
def add_points_rule(*, row: PointsRule, actor: Actor) -> PointsRule:
    """Set an unsaved rule down from its day on; one of the same name ends the day before.

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``no_points``, ``most_too_low``.
    """
    key = {"name": row.name.strip()}
    return add_version(row=row, verb="pointsrule.add", actor=actor, key=key, check=_check)


@transaction.atomic
def stop_points_rule(
    *, row: PointsRule, effective_to: dt.date, reason: str, actor: Actor
) -> PointsRule:
    """Let a rule end (停用积分项目); what was claimed by it stands.

    Raises ``PermissionDenied``, ``ValidationError`` ``reason_needed``, ``stopped``.
    """
    return stop_version(
        row=row, effective_to=effective_to, reason=reason, verb="pointsrule.stop", actor=actor
    )


@transaction.atomic
def seed_points_rules(*, tenant: Tenant, on: dt.date, actor: Actor) -> int:
    """Set the examples down as the city's own (写入示例积分项目), marked as examples.

    A city that has any rule keeps what it has. Returns how many were made. Raises
    ``PermissionDenied``.
    """
    root = Organization.objects.get(tenant=tenant, tier=Tier.CITY)
    post = require(actor, Capability.MANAGE_ORGANIZATIONS, at=root)
    if PointsRule.objects.filter(tenant=tenant).exists():
        return 0
    rows = [
        PointsRule(
            tenant=tenant,
            side=side,
            name=name,
            points=points,
            most=most,
            is_example=True,
            effective_from=on,
        )
        for side, name, points, most in EXAMPLES
    ]
    PointsRule.objects.bulk_create(rows)
    audit.record(
        verb="pointsrule.seed",
        target=root,
        actor=actor,
        organization=root,
        after={"examples": len(rows)},
        post=post,
    )
    return len(rows)


def _check(row: PointsRule) -> None:
    if row.points <= 0:
        raise ValidationError(
            {
                "points": ValidationError(
                    "每次分值应大于 0；扣分项目也填正数，由类别决定加减。", code="no_points"
                )
            }
        )
    if row.most < row.points:
        raise ValidationError(
            {"most": ValidationError("年度上限不能小于每次分值，请改正。", code="most_too_low")}
        )
