"""Which row of a dated list an account is kept under (目录版本).

A source or a category that the city changes gets a new row with the same code from a day on. The
money stays one pot: accounts hang on the first row, whichever version a paper names. The first is
the one set down first, not the one with the earliest day: a version that is added for days gone by
must not leave the money behind with another.
"""

from __future__ import annotations

from projects.models import CatalogueEntry, FundSource


def first_source(source: FundSource) -> FundSource:
    """The first version of a source of money."""
    rows = FundSource.objects.filter(tenant_id=source.tenant_id, code=source.code)
    return rows.order_by("pk")[0]


def first_category(category: CatalogueEntry) -> CatalogueEntry:
    """The first version of an expense category."""
    rows = CatalogueEntry.objects.filter(
        tenant_id=category.tenant_id, catalogue=category.catalogue, code=category.code
    )
    return rows.order_by("pk")[0]
