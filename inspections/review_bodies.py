"""Whom a judge hears in the yearly review (述职对象; domain.md §5.4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError

from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier


def judged_by(judge: Organization, *, on: dt.date) -> Any:
    """The city hears its committees, a committee its branches; units without one never.

    Raises ``ValidationError`` ``no_judge`` for a body that hears nobody.
    """
    rows = Organization.objects.open(on)
    if judge.tier == Tier.CITY:
        return rows.filter(tenant_id=judge.tenant_id, tier=Tier.COMMITTEE)
    if judge.tier == Tier.COMMITTEE:
        return rows.filter(committee_id=judge.pk, tier=Tier.BRANCH).exclude(kind=Kind.UNIT)
    raise ValidationError(
        "述职评议由市委两新工委、行业党建专委会（党委）组织，本单位不组织。请切换到相应岗位。",
        code="no_judge",
    )
