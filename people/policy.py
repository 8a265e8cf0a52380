"""What a city decided about its people, in force on a day (队伍规则)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery

from hierarchy.models import Tenant
from people.models import PeoplePolicy


def policy_of(tenant: Tenant, on: dt.date) -> PeoplePolicy:
    """The numbers and switches in force that day; where a city set none, the proposals."""
    rows = PeoplePolicy.objects.filter(tenant=tenant).effective(on)
    found: PeoplePolicy | None = rows.order_by("-effective_from").first()
    return found or PeoplePolicy(tenant=tenant, effective_from=on)


def newest_policy(on: dt.date) -> Any:
    """The policy in force on a day of an outer row's city, for a subquery."""
    policies = PeoplePolicy.objects.filter(tenant=OuterRef("tenant")).effective(on)
    return policies.order_by("-effective_from")


def where_register_on(rows: Any, on: dt.date) -> Any:
    """The rows of cities that keep the register on a day; no query of its own."""
    switched = Subquery(newest_policy(on).values("register_on")[:1])
    return rows.alias(keeps_register=switched).filter(keeps_register=True)


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
