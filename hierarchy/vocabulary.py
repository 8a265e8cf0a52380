"""What this city calls its tiers and lists on a given day (用语)."""

from __future__ import annotations

import datetime as dt

from hierarchy.models import Tenant, Term
from hierarchy.terms import Tier

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


class Vocabulary:
    """The words of one tenant on one day; falls back to the 2018 document's words."""

    def __init__(self, *, tenant: Tenant | None, on: dt.date) -> None:
        self._tenant = tenant
        self._on = on
        self._words: dict[str, str] | None = None

    def __getitem__(self, key: str) -> str:
        if self._words is None:
            self._words = DEFAULT_TERMS | self._own_words()
        return self._words[key]

    def tier(self, tier: Tier | str) -> str:
        """The name of a tier."""
        return self[f"tier.{Tier(tier).value}"]

    def _own_words(self) -> dict[str, str]:
        if self._tenant is None:
            return {}
        rows = Term.objects.filter(tenant=self._tenant).effective(self._on)
        return dict(rows.order_by("effective_from").values_list("key", "name"))
