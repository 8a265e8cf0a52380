"""What an applicant asks for, before it is checked and written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from projects.models import CatalogueEntry, FundSource


@dataclass(frozen=True, slots=True)
class BudgetWish:
    """What one source is to pay for one category (预算科目)."""

    source: FundSource
    category: CatalogueEntry
    amount: Decimal
    basis: str = ""
