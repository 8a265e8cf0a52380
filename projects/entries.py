"""Names out of a city's lists (目录项): what a form offers, and what an action takes."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError

from projects.models import CatalogueEntry
from projects.querysets import CityListQuerySet
from projects.terms import Catalogue


def entries_of(
    *, tenant_id: int, catalogue: Catalogue, on: dt.date
) -> CityListQuerySet[CatalogueEntry]:
    """The names of one list in force on a day, in the city's own order."""
    rows: CityListQuerySet[CatalogueEntry] = CatalogueEntry.objects.filter(
        tenant_id=tenant_id, catalogue=catalogue
    )
    return rows.effective(on).order_by("sort_order", "pk")


def check_entry(entry: CatalogueEntry, *, tenant_id: int, catalogue: Catalogue, field: str) -> None:
    """That a name is of this city's list; raises ``foreign_entry`` otherwise."""
    if entry.tenant_id != tenant_id or entry.catalogue != catalogue:
        raise ValidationError(
            {
                field: ValidationError(
                    f"所选名称不在本市的“{catalogue.label}”目录中，请重新选择。",
                    code="foreign_entry",
                )
            }
        )


def latest_of(entry: CatalogueEntry, *, on: dt.date) -> CatalogueEntry:
    """The same name as the list has it on a day; the entry itself where it is in no list now."""
    rows = entries_of(
        tenant_id=entry.tenant_id, catalogue=Catalogue(entry.catalogue), on=on
    ).filter(code=entry.code)
    return rows.first() or entry
