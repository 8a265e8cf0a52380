"""What the child process is asked: the limits, and which sheet and rows are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from documents.spreadsheets.limits import Limits


@dataclass(frozen=True, slots=True)
class Request:
    """One reading.

    ``title`` prefers a sheet over the first one, or with ``exact`` allows no other; the sheet
    ``avoid`` is taken only if there is no other. Without ``hidden_sheets`` and ``hidden_rows``
    those are left out.
    """

    limits: Limits
    title: str = ""
    exact: bool = False
    avoid: str = ""
    hidden_sheets: bool = False
    hidden_rows: bool = True

    def as_dict(self) -> dict[str, Any]:
        """The request as JSON data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Request:
        """The request that ``as_dict`` says."""
        return cls(**{**data, "limits": Limits(**data["limits"])})
