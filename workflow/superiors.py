"""The protocol of 隶属党委: which committee approves for a branch, and which branches it has.

The room that keeps the particulars of party organisations implements ``SuperiorSource`` and is
named in ``settings.SUPERIOR_SOURCE``. It is not the industry line: a 专委会 approves nothing
(第四条, domain.md §0-3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from hierarchy.models import Organization


@dataclass(frozen=True, slots=True)
class Superior:
    """A branch's 隶属党委: a body of the system, or a name alone, or neither."""

    organization: Organization | None = None
    name: str = ""

    @property
    def label(self) -> str:
        """Its name, wherever it stands."""
        return str(self.organization) if self.organization else self.name


class SuperiorSource(Protocol):
    """Who knows the affiliation of branches."""

    def branches_of(self, superiors: Sequence[int]) -> Iterable[int]:
        """The ids of the branches affiliated to these bodies, as a subquery where possible."""

    def superior_of(self, organization: Organization) -> Superior:
        """The 隶属党委 of one branch. One query."""


@cache
def _source() -> SuperiorSource:
    found: SuperiorSource = import_string(settings.SUPERIOR_SOURCE)()
    return found


def branches_of(superiors: Sequence[int]) -> Iterable[int]:
    """The branches affiliated to these bodies; no query of its own."""
    return _source().branches_of(superiors)


def superior_of(organization: Organization) -> Superior:
    """The 隶属党委 of one branch."""
    return _source().superior_of(organization)
