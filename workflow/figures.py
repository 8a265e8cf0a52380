"""The figures protocol: what each room can say in a summary about a body and some days.

Rooms implement ``FigureSource`` and are named in ``settings.FIGURE_SOURCES``; the quarterly
summary and the annual report ask them all. A rate always comes with numerator and
denominator. Rooms also offer open matters for the agenda of a meeting (``MatterSource``,
``settings.MATTER_SOURCES``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from hierarchy.actors import Actor
from hierarchy.models import Organization


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: what is counted, how much, of how many, and the rule of the denominator."""

    section: str
    label: str
    value: int
    of: int | None = None
    note: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something open that a meeting could talk about; ``key`` names it for good."""

    key: str
    title: str
    hint: str
    path: str
    due: dt.date | None = None


class FigureSource(Protocol):
    """One room's figures of a body and everything below it."""

    def figures(
        self, *, organization: Organization, start: dt.date, end: dt.date, actor: Actor
    ) -> Iterable[Figure]:
        """The figures over some days, both included, in the order people expect."""


class MatterSource(Protocol):
    """One room's open matters of a body."""

    def matters(self, *, organization: Organization, actor: Actor) -> Iterable[Matter]:
        """What is open now, the most urgent first; a bounded number."""


@cache
def _figure_sources() -> tuple[FigureSource, ...]:
    return tuple(import_string(path)() for path in settings.FIGURE_SOURCES)


@cache
def _matter_sources() -> tuple[MatterSource, ...]:
    return tuple(import_string(path)() for path in settings.MATTER_SOURCES)


def figures_of(
    *, organization: Organization, start: dt.date, end: dt.date, actor: Actor
) -> list[Figure]:
    """Every room's figures of a body over some days."""
    return [
        figure
        for source in _figure_sources()
        for figure in source.figures(organization=organization, start=start, end=end, actor=actor)
    ]


def matters_of(*, organization: Organization, actor: Actor) -> list[Matter]:
    """Every room's open matters of a body, by the day they are due."""
    found = [
        matter
        for source in _matter_sources()
        for matter in source.matters(organization=organization, actor=actor)
    ]
    return sorted(found, key=lambda matter: (matter.due or dt.date.max, matter.key))
