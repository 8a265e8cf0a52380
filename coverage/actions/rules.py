"""The rule set as tenant data: set down once, then changed by rows with a later day."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from coverage.models import CoverageRule
from coverage.rulebook import DEFAULTS, rules_on
from hierarchy.actors import Actor
from hierarchy.models import Tenant
from hierarchy.roles import require_keeping
from workflow import audit
from workflow.terms import Force


@transaction.atomic
def seed_rules(*, tenant: Tenant, on: dt.date, actor: Actor) -> list[CoverageRule]:
    """Set the default rules down as the city's own from a day on (写入默认规则).

    A rule that the city has set down already stays as it is.
    """
    post = require_keeping(actor, tenant=tenant)
    known = set(CoverageRule.objects.filter(tenant=tenant).values_list("key", flat=True))
    rows = [
        CoverageRule(
            tenant=tenant,
            key=rule.key,
            value=rule.value,
            force=rule.force,
            article=rule.article,
            effective_from=on,
        )
        for rule in DEFAULTS.by_key.values()
        if rule.key not in known
    ]
    made = CoverageRule.objects.bulk_create(rows)
    if made:
        audit.record(
            verb="coveragerule.seed",
            target=tenant,
            actor=actor,
            tenant=tenant,
            after={"rules": len(made), "effective_from": on},
            post=post,
        )
    return made


@transaction.atomic
def change_rule(
    *,
    tenant: Tenant,
    key: str,
    value: int,
    force: str,
    article: str,
    effective_from: dt.date,
    actor: Actor,
) -> CoverageRule:
    """Set a rule to another number from a day on (调整覆盖规则); earlier days keep the old one.

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``article_needed``.
    """
    post = require_keeping(actor, tenant=tenant)
    if force == Force.MUST and not article.strip():
        raise ValidationError("“应当”的规则须写明依据，请填写文件和条款。", code="article_needed")
    before = rules_on(tenant=tenant, on=effective_from)
    row = CoverageRule(
        tenant=tenant,
        key=key,
        value=value,
        force=force,
        article=article.strip(),
        effective_from=effective_from,
    )
    row.full_clean()
    row.save(force_insert=True)
    audit.record(
        verb="coveragerule.change",
        target=row,
        actor=actor,
        tenant=tenant,
        before={"value": before.value(key), "force": before.force(key)},
        after={"value": value, "force": force, "effective_from": effective_from},
        reason=article,
        post=post,
    )
    return row
