"""What other rooms keep on an organisation, so that structure never loses work.

Rooms above implement ``OpenWork`` and are named in ``settings.OPEN_WORK_SOURCES``;
structural actions ask them before closing, and tell them after moving.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from hierarchy.actors import Actor
from hierarchy.models import Organization


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One piece of open work, as a handover sheet prints it."""

    kind: str
    title: str
    organization: str
    due: str
    state: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Naming:
    """How pieces of one kind are counted in words, and what to do about them and where."""

    counted: str
    advice: str


class OpenWork(Protocol):
    """One room's open work on organisations."""

    namings: Mapping[str, Naming]
    """By the kinds that ``pieces`` tells."""

    def pieces(self, organization_ids: Sequence[int]) -> Sequence[QuerySet[Any, Any]]:
        """What is open on these organisations, each piece once as (kind, id).

        Unordered querysets, so that the pieces of all rooms are counted in one query.
        """

    def lines(self, organization_ids: Sequence[int]) -> Iterable[WorkLine]:
        """Each open piece in words."""

    def transfer(self, *, source: Organization, target: Organization, actor: Actor) -> int:
        """Give every open piece of ``source`` to ``target``; how many went."""

    def reanchor(self, organization_ids: Sequence[int]) -> None:
        """Copy the ancestors' ids of these organisations anew, after a move."""


@cache
def _sources() -> tuple[OpenWork, ...]:
    return tuple(import_string(path)() for path in settings.OPEN_WORK_SOURCES)


def count_open(organization_ids: Sequence[int]) -> int:
    """Open pieces over all rooms: one query, however many rooms there are."""
    parts = [part for source in _sources() for part in source.pieces(organization_ids)]
    return parts[0].union(*parts[1:]).count() if parts else 0


def remaining(organization_ids: Sequence[int]) -> list[str]:
    """What is open, kind by kind: its number, and what to do about it and where. One query."""
    return [f"{counted}{naming.advice}" for counted, naming in _counted(organization_ids)]


def in_words(organization_ids: Sequence[int]) -> str:
    """The numbers alone, as 「3 项未销号任务、2 家归口单位」; empty when nothing is open."""
    return "、".join(counted for counted, _ in _counted(organization_ids))


def _counted(organization_ids: Sequence[int]) -> list[tuple[str, Naming]]:
    parts = [part for source in _sources() for part in source.pieces(organization_ids)]
    if not parts:
        return []
    counts = Counter(kind for kind, _ in parts[0].union(*parts[1:]))
    namings = {kind: each for source in _sources() for kind, each in source.namings.items()}
    return [
        (naming.counted.format(count=f"{counts[kind]:,}"), naming)
        for kind, naming in namings.items()
        if counts[kind]
    ]


def open_lines(organization_ids: Sequence[int]) -> list[WorkLine]:
    """Every open piece over all rooms."""
    return [line for source in _sources() for line in source.lines(organization_ids)]


def transfer(*, source: Organization, target: Organization, actor: Actor) -> int:
    """Give all open work of one organisation to another; how many pieces went."""
    return sum(room.transfer(source=source, target=target, actor=actor) for room in _sources())


def reanchor(organization_ids: Sequence[int]) -> None:
    """Tell every room that these organisations now stand elsewhere."""
    for source in _sources():
        source.reanchor(organization_ids)
