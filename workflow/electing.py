"""The electing protocol: what an election decided, written where party organisations are kept.

The room that keeps terms and committees implements ``TermKeeper`` and is named in
``settings.TERM_KEEPER``; the room that keeps records of elections asks here, so that a result
is entered once and neither room knows the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from hierarchy.actors import Actor
from hierarchy.models import Organization


@dataclass(frozen=True, slots=True)
class Elected:
    """One person and the duty that the person takes up."""

    name: str
    duty: str


@dataclass(frozen=True, slots=True)
class Seated:
    """One duty that is held on a day, by whom and since when."""

    name: str
    duty: str
    since: dt.date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on record of one body on a day: its term, and who held which duty in it.

    ``seats`` are those held that day, ``past`` those that ended before.
    """

    term_from: dt.date | None = None
    term_to: dt.date | None = None
    seats: tuple[Seated, ...] = ()
    past: tuple[Seated, ...] = ()


class TermKeeper(Protocol):
    """The room that keeps terms and committees."""

    def duties(self) -> Sequence[tuple[str, str]]:
        """The duties of a committee, each with its Chinese name, in their order."""

    def standing(self, *, organization: Organization, on: dt.date) -> Standing:
        """What is on record of one body on a day. One query."""

    def begin_term(
        self,
        *,
        organization: Organization,
        starts_on: dt.date,
        ends_on: dt.date,
        members: Sequence[Elected],
        reason: str,
        actor: Actor,
    ) -> None:
        """Write a new term and its committee; whoever held a duty before leaves that day.

        Raises PermissionDenied, and ValidationError where the room's own rules refuse.
        """

    def seat_members(
        self,
        *,
        organization: Organization,
        starts_on: dt.date,
        members: Sequence[Elected],
        reason: str,
        actor: Actor,
    ) -> None:
        """Add members to the committee of this term; raises as ``begin_term`` does."""


@cache
def term_keeper() -> TermKeeper:
    """The room that keeps terms and committees, as the settings name it."""
    return cast("TermKeeper", import_string(settings.TERM_KEEPER)())
