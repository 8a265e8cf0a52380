"""The dues table as tenant data (党费标准, R-26): a whole new table from a day on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier
from people.dues_rules import DEFAULT_BANDS, Band, check_bands
from people.models import DuesRate
from workflow import audit

_DAY = dt.timedelta(days=1)


@transaction.atomic
def set_dues_rates(
    *, tenant: Tenant, effective_from: dt.date, bands: Sequence[Band], actor: Actor
) -> list[DuesRate]:
    """Set a table down from a day on (登记党费标准), in place of the one before.

    What was owed for earlier months keeps its numbers. Raises ``PermissionDenied``,
    ``ValidationError`` of ``check_bands`` and ``later_table``.
    """
    root = Organization.objects.get(tenant=tenant, tier=Tier.CITY)
    post = require(actor, Capability.MANAGE_ORGANIZATIONS, at=root)
    check_bands(bands)
    rows = DuesRate.objects.select_for_update().filter(tenant=tenant)
    _refuse_earlier(list(rows), effective_from)
    still = rows.filter(Q(effective_to__isnull=True) | Q(effective_to__gte=effective_from))
    still.update(effective_to=effective_from - _DAY)
    made = [
        DuesRate(
            tenant=tenant,
            effective_from=effective_from,
            up_to=band.up_to,
            percent=band.percent,
        )
        for band in bands
    ]
    for row in made:
        row.full_clean(exclude=["tenant"])
        row.save(force_insert=True)
    audit.record(
        verb="duesrate.set",
        target=made[0],
        actor=actor,
        tenant=tenant,
        after={"effective_from": effective_from, "dues_bands": "；".join(str(row) for row in made)},
        post=post,
    )
    return made


def seed_dues_rates(*, tenant: Tenant, on: dt.date, actor: Actor) -> int:
    """Set down the regulation's table where a city has none (初始党费标准); how many bands."""
    if DuesRate.objects.filter(tenant=tenant).exists():
        return 0
    made = set_dues_rates(tenant=tenant, effective_from=on, bands=DEFAULT_BANDS, actor=actor)
    return len(made)


def _refuse_earlier(rows: Sequence[DuesRate], day: dt.date) -> None:
    latest = max((row.effective_from for row in rows), default=None)
    if latest is not None and day <= latest:
        raise ValidationError(
            {
                "effective_from": ValidationError(
                    f"最新一版自 {chinese_date(latest)} 起生效，新的一版应在此之后。"
                    "请改正生效日期。",
                    code="later_table",
                )
            }
        )
