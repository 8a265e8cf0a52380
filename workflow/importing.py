"""The import protocol: what a room says of one kind of spreadsheet, for the engine to carry out.

Rooms implement ``ImportKind`` and are named in ``settings.IMPORT_KINDS``. The engine
(``workflow.actions.imports`` and beside it) reads and maps the file, asks the kind to plan every
row, keeps the plan in ``ImportRow``, shows it, and on the user's word asks the kind to write, or
later to undo. A kind never touches the file; the engine never touches a model of a room.

The system actor (commands without ``--as``) has an empty scope: to a kind, ``actor.is_system``
means the whole city.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from documents.intake.fields import Field
from documents.intake.rows import CellError, ReadRow
from hierarchy.actors import Actor
from hierarchy.models import Tenant
from hierarchy.terms import Capability
from workflow.models import ImportRow, ImportRun

Progress = Callable[[int], None]
"""Told now and then how many rows are done so far; cheap, may be called for every row."""


@dataclass(slots=True)
class PlannedRow:
    """What one row will do.

    ``values`` is what ``write`` needs, ``before`` what ``undo`` needs, both JSON-able and kept of
    new and changed rows only; ``changes`` maps a column's label to [old, new] as people read
    them. ``verdict`` is one of ``ImportRow.Verdict``; a row with errors is refused. ``notes``
    are shown and stop nothing. ``target_id`` is the object of a known row; a kind that writes very
    many may keep an id for each new one already, which is no part of what makes two plans equal.
    """

    number: int
    verdict: str
    title: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    target_id: int | None = None
    before: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, list[str]] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class ImportKind(Protocol):
    """One kind of spreadsheet: its columns, its judgement, its writing."""

    key: str
    label: str
    """What the rows are, as in 「导入两新组织」."""
    capability: Capability
    """What one must hold somewhere to have to do with it at all: to export it, to see runs."""
    writer: Capability
    """What one must hold somewhere, besides, to import it."""
    guide: Sequence[str]
    """What to prepare, a sentence each, for the page where an import begins."""
    url_name: str
    """The page that lists what was imported, an address without arguments; may be empty."""

    def fields(self, *, tenant: Tenant, actor: Actor) -> Sequence[Field]:
        """The columns as they are on the actor's day, with the choices of that city."""

    def stamp(self, *, tenant: Tenant) -> str:
        """A short text that differs once anything was written that plans of this city look at.

        The ids that the ledger's history has reached, say. One or two quick queries: it is asked
        before every check and again before writing. Empty means: always plan again.
        """

    def plan(
        self, rows: Iterable[ReadRow], *, tenant: Tenant, actor: Actor
    ) -> Iterator[PlannedRow]:
        """Judge every row against what is there now and against the other rows; writes nothing.

        One planned row for each row read, in the same order. Rows that could not be read come
        with their errors and must come out refused. What lies outside the actor's scope is
        refused in words that tell no more than the file. The same rows over the same ledger
        give the same plan.
        """

    def write(
        self, rows: Iterator[ImportRow], *, run: ImportRun, actor: Actor, progress: Progress
    ) -> None:
        """Write the new and changed rows; called inside the engine's one transaction.

        ``rows`` are only the new and changed ones, by row number; ``run.counts`` says how many.
        Sets ``target_id`` of new rows by itself, unless the plan kept ids for them (the engine
        saves nothing afterwards).
        Raises ``ValidationError`` when something changed since the plan; the engine then plans
        again and shows the new preview. Must not lock or write the run's own row: the engine
        tells its progress there from a second connection.
        """

    def obstacles(self, run: ImportRun, *, on: dt.date) -> list[str]:
        """What stands in the way of undoing a run on a day, in words; empty when nothing does."""

    def undo(self, run: ImportRun, *, actor: Actor) -> int:
        """Take a run back, inside the engine's transaction; how many rows it concerned."""

    def export(self, *, tenant: Tenant, actor: Actor) -> Iterator[Mapping[str, object]]:
        """What the actor sees, as rows of ``fields``; imported again it changes nothing."""


@cache
def kinds() -> dict[str, ImportKind]:
    """Every kind there is, by key, in the order of the settings."""
    found: list[ImportKind] = [import_string(path)() for path in settings.IMPORT_KINDS]
    return {kind.key: kind for kind in found}


def kinds_of(actor: Actor) -> list[ImportKind]:
    """The kinds that the person may import or export at all."""
    return [kind for kind in kinds().values() if actor.may(kind.capability)]
