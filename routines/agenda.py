"""What a meeting talks about and what it gives to others to do, while it is being put together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hierarchy.models import Organization


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an agenda; ``key`` and ``path`` name what it was drawn from."""

    title: str
    key: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """One thing that a meeting gives to a body to do by a day."""

    text: str
    responsible: Organization
    due_on: dt.date
