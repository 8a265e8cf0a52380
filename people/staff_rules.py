"""Pure judgements about full-time workers: who may employ them, and a total of marks."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from hierarchy.terms import Tier

EMPLOYERS: Final[tuple[str, ...]] = (Tier.CITY, Tier.COMMITTEE, Tier.COUNTY)
"""Bodies that take on full-time workers: article 6 asks it of each committee."""
CONTRACT_WARNING: Final = dt.timedelta(days=30)
"""So long before its end a contract is a to-do."""
_CENT: Final = Decimal("0.01")
_WHOLE: Final = 100


def total_mark(
    written: Decimal | None, oral: Decimal | None, *, written_share: int
) -> Decimal | None:
    """The total of 100 (总成绩): the written mark counts ``written_share`` per cent, oral the rest.

    Half up to two places; ``None`` while a mark that counts is missing.
    """
    oral_share = _WHOLE - written_share
    if (written_share and written is None) or (oral_share and oral is None):
        return None
    weighed = (written or Decimal()) * written_share + (oral or Decimal()) * oral_share
    return (weighed / _WHOLE).quantize(_CENT, rounding=ROUND_HALF_UP)


def contract_ends_soon(contract_until: dt.date | None, *, on: dt.date) -> bool:
    """Whether a contract ends within 30 days, or has ended."""
    return contract_until is not None and contract_until - on <= CONTRACT_WARNING
