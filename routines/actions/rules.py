"""The rules as tenant data: set down once, then changed by versions with a later day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.models import Tenant
from hierarchy.roles import require_keeping
from hierarchy.terms import Tier
from routines.models import ObligationRule
from routines.rulebook import content_of, default_rules
from routines.terms import Counting
from workflow import audit
from workflow.actions.versions import stop_version
from workflow.terms import Force


@transaction.atomic
def seed_rules(*, tenant: Tenant, on: dt.date, actor: Actor) -> list[ObligationRule]:
    """Set the default rules down as the city's own from a day on (写入默认履职规则).

    A rule that the city has already, in whatever version, stays as it is.
    """
    post = require_keeping(actor, tenant=tenant)
    known = set(ObligationRule.objects.filter(tenant=tenant).values_list("code", flat=True))
    rows = [rule for rule in default_rules() if rule.code not in known]
    for rule in rows:
        rule.tenant, rule.effective_from = tenant, on
    made = ObligationRule.objects.bulk_create(rows)
    if made:
        audit.record(
            verb="obligationrule.seed",
            target=tenant,
            actor=actor,
            tenant=tenant,
            after={"rules": len(made), "effective_from": on},
            post=post,
        )
    return made


@transaction.atomic
def change_rule(
    *, tenant: Tenant, content: Mapping[str, Any], effective_from: dt.date, actor: Actor
) -> ObligationRule:
    """Set a rule down anew from a day on (调整履职规则); earlier periods keep the old version.

    ``content`` says what is asked (``CONTENT``); what it leaves out is as in the version
    before, or the default for a rule that is new. Rules the periods that begin on or after
    the day; no period that was closed changes. Raises ``PermissionDenied``,
    ``ValidationError`` of the fields, ``article_needed``, ``groups_by_branch``.
    """
    post = require_keeping(actor, tenant=tenant)
    before = (
        ObligationRule.objects.filter(
            tenant=tenant, code=content["code"], effective_from__lte=effective_from
        )
        .order_by("-effective_from")
        .first()
    )
    old = content_of(before) if before else {}
    row = ObligationRule(tenant=tenant, effective_from=effective_from, **{**old, **content})
    _check(row)
    row.full_clean()
    row.save(force_insert=True)
    new = content_of(row)
    changed = [name for name in new if new[name] != old.get(name)]
    audit.record(
        verb="obligationrule.change",
        target=row,
        actor=actor,
        tenant=tenant,
        before={name: old[name] for name in changed if name in old},
        after={**{name: new[name] for name in changed}, "effective_from": effective_from},
        reason=row.article,
        post=post,
    )
    return row


@transaction.atomic
def stop_rule(
    *, row: ObligationRule, effective_to: dt.date, reason: str, actor: Actor
) -> ObligationRule:
    """Let a rule end (停用履职规则): no period that begins after the day is asked any more.

    Raises ``PermissionDenied``, ``reason_needed``, ``stopped``, and of the constraint.
    """
    return stop_version(
        row=row,
        effective_to=effective_to,
        reason=reason,
        verb="obligationrule.stop",
        actor=actor,
        has_later=_has_later,
    )


def _has_later(row: ObligationRule) -> bool:
    """Versions before the last one stay open: which holds is told by the day alone."""
    versions = ObligationRule.objects.filter(tenant_id=row.tenant_id, code=row.code)
    return versions.filter(effective_from__gt=row.effective_from).exists()


def _check(row: ObligationRule) -> None:
    if row.force == Force.MUST and not row.article.strip():
        raise ValidationError("“应当”的规则须写明依据，请填写文件和条款。", code="article_needed")
    if row.counting == Counting.GROUP and row.tier != Tier.BRANCH:
        raise ValidationError(
            "只有党支部划分党小组，按党小组计数的规则请将对象层级设为第五级。",
            code="groups_by_branch",
        )
