"""The protocol of undertakings: which projects there are, for whoever took part in one (第十四条).

The room that keeps projects implements ``UndertakingSource`` and is named in
``settings.UNDERTAKING_SOURCE``. Other rooms keep the id and the name of that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from hierarchy.actors import Actor


@dataclass(frozen=True, slots=True)
class Undertaking:
    """One project as another room shows it: its id, what it is called, its page."""

    pk: int
    title: str
    path: str


class UndertakingSource(Protocol):
    """Who keeps projects. Each question is one query and tells what the person may read."""

    def choices(self, actor: Actor, text: str) -> Iterable[Undertaking]:
        """Projects to choose from whose name or number bears ``text``, the latest first."""

    def named(self, actor: Actor, ids: Iterable[int]) -> Mapping[int, Undertaking]:
        """Those of the ids that the person reads."""


@cache
def _source() -> UndertakingSource:
    found: UndertakingSource = import_string(settings.UNDERTAKING_SOURCE)()
    return found


def choices(actor: Actor, text: str = "") -> list[Undertaking]:
    """Projects to choose from, the latest first; a bounded number."""
    return list(_source().choices(actor, text))


def named(actor: Actor, ids: Iterable[int]) -> dict[int, Undertaking]:
    """Projects by their ids, where the person reads them; no query for no id."""
    wanted = list(ids)
    return dict(_source().named(actor, wanted)) if wanted else {}
