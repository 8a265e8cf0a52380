"""What a city decided about its people, in force on a day (队伍规则)."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError

from hierarchy.models import Tenant
from people.models import PeoplePolicy


def policy_of(tenant: Tenant, on: dt.date) -> PeoplePolicy:
    """The numbers and switches in force that day; where a city set none, the proposals."""
    rows = PeoplePolicy.objects.filter(tenant=tenant).effective(on)
    found: PeoplePolicy | None = rows.order_by("-effective_from").first()
    return found or PeoplePolicy(tenant=tenant, effective_from=on)


def refuse_without_register(tenant: Tenant, on: dt.date) -> PeoplePolicy:
    """The policy of the day; raises ``register_off`` where the city keeps counts only."""
    policy = policy_of(tenant, on)
    if not policy.register_on:
        raise ValidationError(
            "本市没有启用党员名册，只登记党员人数，不能办理。"
            "需要启用的，由市委两新工委在管理页面的“队伍规则”中设定。",
            code="register_off",
        )
    return policy
