"""How long a brand stands, and what of a case goes into another body's draft (品牌、借鉴)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.core.exceptions import ValidationError

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from projects.models import BrandPack, CatalogueEntry

RENEWAL_DAYS: Final = 183
"""A brand may be looked at again in its last half year, not before."""
_COPIED: Final = ("background", "goals", "measures", "outcomes")


def brand_end(start: dt.date, years: int) -> dt.date:
    """The same day some years later; of 29 February the 28th where there is none."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, day=28)


def refuse_early_renewal(until: dt.date, *, on: dt.date) -> None:
    """Raise ``ValidationError`` ``too_early`` while more than half a year is left."""
    if (until - on).days > RENEWAL_DAYS:
        raise ValidationError(
            f"品牌有效期至 {chinese_date(until)}，期满前半年内再复核。", code="too_early"
        )


def borrowed_content(pack: BrandPack, actor: Actor) -> dict[str, Any]:
    """The texts of a case as the content of a draft of this year.

    Days keep their length and end with the year at the latest; the category is its name in
    force. Budget, milestones, people and bodies are for the borrower to say.
    """
    project = pack.project
    length = project.ends_on - project.starts_on
    last = dt.date(actor.on.year, 12, 31)
    return {
        **{name: getattr(project, name) for name in _COPIED},
        "name": project.name,
        "category": _in_force(project.category, on=actor.on),
        "lead": actor.user,
        "year": actor.on.year,
        "starts_on": actor.on,
        "ends_on": min(actor.on + length, last),
    }


def _in_force(entry: CatalogueEntry, *, on: dt.date) -> CatalogueEntry:
    rows = CatalogueEntry.objects.filter(
        tenant_id=entry.tenant_id, catalogue=entry.catalogue
    ).effective(on)
    own: CatalogueEntry | None = rows.filter(code=entry.code).order_by("-effective_from").first()
    return own or rows.order_by("sort_order", "pk").first() or entry
