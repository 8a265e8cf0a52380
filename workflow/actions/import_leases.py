"""Who works on an import: one at a time, seen to be alive, and replaced when it is not.

A message only wakes a worker. Whoever takes the lease owns the run until it settles it; every
write of the engine asks for its own claim, so that a worker thought dead which wakes up again
changes nothing. The lease is told by the database's own clock.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Any, Final, Self

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.models import F
from django.db.models.functions import Now

from hierarchy.actors import Actor
from workflow.import_moves import import_moves
from workflow.importing import ImportKind, kinds
from workflow.models import ImportRun
from workflow.moves import MoveTable, perform

LEASE: Final = dt.timedelta(minutes=5)
"""Without a sign of life for so long, work counts as given up."""
MOST_ATTEMPTS: Final = 3
STEP: Final = 1000
"""Rows between two signs of life."""
PATIENCE: Final = 2.0
"""Seconds after which slow rows are told even if they are few."""

_FREE: Final = {"claim": "", "seen_at": None, "working_since": None, "attempts": 0}


class LeaseLostError(Exception):
    """Somebody else has taken the run over; whatever was being done must be left."""


@dataclass(slots=True)
class Lease:
    """The right to work on one run."""

    run: ImportRun
    actor: Actor
    token: str
    kind: ImportKind = field(init=False)

    def __post_init__(self) -> None:
        self.kind = kinds()[self.run.kind]

    @property
    def table(self) -> MoveTable:
        """The moves of the run."""
        return import_moves(self.kind.capability)

    @classmethod
    @transaction.atomic
    def take(cls, run: ImportRun, *statuses: str, actor: Actor) -> Self | None:
        """The lease, when the run is in one of these states and nobody alive works on it."""
        rows = ImportRun.objects.select_related("tenant", "organization", "user")
        fresh = rows.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
        if fresh.status not in statuses or (fresh.claim and not is_abandoned(fresh)):
            return None
        token = uuid.uuid4().hex
        ImportRun.objects.filter(pk=fresh.pk).update(
            claim=token, seen_at=Now(), attempts=F("attempts") + 1
        )
        fresh.claim, fresh.attempts = token, fresh.attempts + 1
        return cls(fresh, actor, token)

    @property
    def is_hopeless(self) -> bool:
        """Whether earlier workers died over it so often that it is better left."""
        return self.run.attempts > MOST_ATTEMPTS

    def tell(self, **facts: Any) -> None:
        """Write facts or progress, and that somebody is alive; raises ``LeaseLostError``."""
        own = ImportRun.objects.filter(pk=self.run.pk, claim=self.token)
        if not own.update(seen_at=Now(), **facts):
            raise LeaseLostError

    @transaction.atomic
    def go_on(self, verb: str, **facts: Any) -> None:
        """Make a move and keep the lease."""
        self.tell(**facts)
        perform(self.run, verb, table=self.table, actor=self.actor)
        self.run.refresh_from_db()

    @transaction.atomic
    def settle(
        self, verb: str, *, reason: str = "", facts: Mapping[str, Any] | None = None
    ) -> ImportRun:
        """Make the last move of this work and give the lease back."""
        self.tell(**(facts or {}))
        ImportRun.objects.filter(pk=self.run.pk).update(**_FREE)
        return perform(self.run, verb, table=self.table, actor=self.actor, reason=reason)


class Sideline:
    """Tells progress from a second connection while the first one's transaction is open.

    Never waits and never fails: progress is worth neither.
    """

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._told = 0
        self._told_at = monotonic()
        self._connection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            self._connection.close()

    def __call__(self, done: int) -> None:
        if done - self._told < STEP and monotonic() - self._told_at < PATIENCE:
            return
        self._told, self._told_at = done, monotonic()
        try:
            self._tell(done)
        except DatabaseError:
            return

    def _tell(self, done: int) -> None:
        if self._connection is None:
            self._connection = connections.create_connection(DEFAULT_DB_ALIAS)
            with self._connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '100ms'")
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {ImportRun._meta.db_table} SET progress_done = %s,"  # noqa: S608
                " seen_at = clock_timestamp() WHERE id = %s AND claim = %s",
                [done, self._lease.run.pk, self._lease.token],
            )


def is_abandoned(run: ImportRun) -> bool:
    """Whether somebody took the run and gave no sign of life since."""
    return ImportRun.objects.filter(pk=run.pk, seen_at__lt=Now() - LEASE).exists()


def waiting_runs(*, at: dt.datetime) -> list[int]:
    """Runs that nobody works on although there is something to do: never taken, or given up."""
    working = ImportRun.objects.filter(working_since__isnull=False)
    never = working.filter(claim="", working_since__lt=at - dt.timedelta(minutes=1))
    given_up = working.exclude(claim="").filter(seen_at__lt=Now() - LEASE)
    return sorted({*never.values_list("pk", flat=True), *given_up.values_list("pk", flat=True)})
