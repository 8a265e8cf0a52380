"""Which row of a dated list an account is kept under (目录版本).

A source or a category that the city changes gets a new row with the same code from a day on. The
money stays one pot: accounts hang on the first row, whichever version a paper names.
"""

from __future__ import annotations

from collections.abc import Iterable

from projects.models import CatalogueEntry, FundSource


def first_source(source: FundSource) -> FundSource:
    """The first version of a source of money."""
    rows = FundSource.objects.filter(tenant_id=source.tenant_id, code=source.code)
    return rows.order_by("effective_from", "pk")[0]


def first_category(category: CatalogueEntry) -> CatalogueEntry:
    """The first version of an expense category."""
    rows = CatalogueEntry.objects.filter(
        tenant_id=category.tenant_id, catalogue=category.catalogue, code=category.code
    )
    return rows.order_by("effective_from", "pk")[0]


def first_sources(sources: Iterable[FundSource]) -> dict[int, FundSource]:
    """By id of each version: the first version."""
    return {source.pk: first_source(source) for source in sources}
