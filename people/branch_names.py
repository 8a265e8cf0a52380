"""A party organisation of the city as somebody writes it: by its full name or its code."""

from __future__ import annotations

import datetime as dt
from typing import Final

from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier

NO_BRANCH: Final = (
    "系统内没有这个名称或代码的党组织，或者有重名。请填写全称或组织代码；"
    "不在本系统的，填写在“系统外”一栏。"
)


def branch_called(text: str, *, tenant_id: int | None, on: dt.date) -> Organization | None:
    """The one branch open on a day called so; ``None`` where there is none, or more than one."""
    rows = Organization.objects.filter(tenant=tenant_id, tier=Tier.BRANCH).open(on)
    rows = rows.exclude(kind=Kind.UNIT).select_related("tenant")
    for condition in ({"name": text}, {"code": text}):
        found = list(rows.filter(**condition)[:2])
        if len(found) == 1:
            return found[0]
    return None
