"""The protocol of applicants: who of a unit is on the way into the party (源泉工程, 发展党员).

The room that keeps development files implements ``ApplyingSource`` and is named in
``settings.APPLYING_SOURCE``; the room that keeps units asks here, so that neither knows the other.
Numbers alone, and only of files that the reader may see by name or mask: that the head of one
unit applied tells of a person even without a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from hierarchy.actors import Actor


@dataclass(frozen=True, slots=True)
class Applying:
    """Of one unit's people with a running file: heads, key staff, all."""

    heads: int = 0
    key_staff: int = 0
    whole: int = 0


class ApplyingSource(Protocol):
    """The room that keeps development files."""

    def of_units(self, names: Sequence[str], *, actor: Actor) -> Mapping[str, Applying] | None:
        """By the name of the unit; ``None`` for whoever sees no file. One query at most."""

    def begin_path(self, *, actor: Actor) -> str:
        """Where an application is begun, to which a unit's name is added; empty for others."""


@cache
def _source() -> ApplyingSource:
    return cast("ApplyingSource", import_string(settings.APPLYING_SOURCE)())


def applying_of(names: Sequence[str], *, actor: Actor) -> Mapping[str, Applying] | None:
    """Who of these units is on the way; units without anybody are missing."""
    return _source().of_units(names, actor=actor)


def begin_path(*, actor: Actor) -> str:
    """The page on which this person registers an application, ending in ``work_place=``."""
    return _source().begin_path(actor=actor)
