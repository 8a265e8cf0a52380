"""What kinds that write into the ledger have in common: writing, and taking back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps
from django.db.models import Max

from coverage.actions.bulk import write_units
from coverage.actions.undoing import obstacles, undo_units
from coverage.models import Unit, UnitState
from hierarchy.actors import Actor
from hierarchy.models import OrganizationChange, Tenant
from hierarchy.terms import Capability
from workflow.importing import Progress
from workflow.models import ImportRow, ImportRun


class LedgerKind:
    """The half of a kind that is the same whatever its columns."""

    capability: Final = Capability.KEEP_LEDGER
    writer: Final = Capability.KEEP_LEDGER
    url_name: Final = "coverage:unit_list"

    def stamp(self, *, tenant: Tenant) -> str:
        """What the ledger's and the tree's histories have reached."""
        reached = (
            Unit.objects.filter(tenant=tenant).aggregate(reached=Max("pk")),
            UnitState.objects.aggregate(reached=Max("pk")),
            _events().aggregate(reached=Max("pgh_id")),
            OrganizationChange.objects.filter(tenant=tenant).aggregate(reached=Max("pk")),
        )
        return ".".join(str(each["reached"] or 0) for each in reached)

    def write(
        self, rows: Iterator[ImportRow], *, run: ImportRun, actor: Actor, progress: Progress
    ) -> None:
        """New and changed units with their states; see ``write_units``."""
        write_units(run=run, actor=actor, progress=progress)

    def obstacles(self, run: ImportRun, *, on: dt.date) -> list[str]:
        """What was built upon the units of a run."""
        return obstacles(run=run)

    def undo(self, run: ImportRun, *, actor: Actor) -> int:
        """New units go, changed ones are as they were."""
        return undo_units(run=run, actor=actor)


def _events() -> Any:
    """Every change of a unit's row, as the database's own triggers keep it."""
    return apps.get_model("coverage", "UnitEvent")._default_manager.all()
