"""What this city calls its tiers and lists on a given day (用语)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from hierarchy.models import Tenant, Term
from hierarchy.terms import Kind, Tier

# Used until a city enters its own words: those of 苏组通〔2018〕57号, articles 5 and 7.
DEFAULT_TERMS: dict[str, str] = {
    "tier.city": "市委两新工委",
    "tier.committee": "行业党建专委会（党委）",
    "tier.county": "县级行业党委",
    "tier.station": "区域党建工作站",
    "tier.officer": "两新党建指导员",
    "tier.branch": "两新党组织",
    "list.key_points": "工作要点清单",
    "list.responsibilities": "工作责任清单",
    "list.tasks": "工作任务清单",
    "list.breakdown": "工作分解清单",
}


# Kinds that are called as their tier is; the others say what a body is in law.
_TIER_OF_KIND: dict[str, Tier] = {
    Kind.CITY_COMMITTEE: Tier.CITY,
    Kind.STATION: Tier.STATION,
    Kind.OFFICER_POST: Tier.OFFICER,
}


class Vocabulary:
    """A city's words; those of the 2018 document where it has none of its own."""

    def __init__(self, own: Iterable[tuple[str, str]] = ()) -> None:
        self._words = DEFAULT_TERMS | dict(own)

    def __getitem__(self, key: str) -> str:
        return self._words[key]

    def tier(self, tier: Tier | str) -> str:
        """The name of a tier."""
        return self[f"tier.{Tier(tier).value}"]

    def kind(self, kind: Kind | str) -> str:
        """What a body is: the tier's name where the kind is the tier's only one."""
        tier = _TIER_OF_KIND.get(kind)
        return self.tier(tier) if tier else str(Kind(kind).label)

    def checklist(self, kind: str) -> str:
        """The name of a list, by its kind (``key_points``)."""
        return self[f"list.{kind}"]


def words_of(*, tenant: Tenant, on: dt.date) -> Vocabulary:
    """What a city calls its tiers and lists on a day, for who has no actor at hand. One query."""
    rows = Term.objects.filter(tenant=tenant).effective(on)
    return Vocabulary(rows.order_by("effective_from").values_list("key", "name"))
