"""The workbook marked in colour (标色表格): at once for a small file, by a task for a large one.

A large one is ordered, built outside any request, kept beside the run's file and told by its
progress. It belongs to one plan, by the plan's sum: checked anew, the run asks for another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.functions import Now

from documents.intake.mapping import ColumnMapping
from documents.intake.marking import marked_workbook
from documents.intake.rows import CellError
from documents.spreadsheets.grid import GridRow
from hierarchy.actors import Actor
from workflow import audit
from workflow.actions.import_checks import open_grid
from workflow.models import ImportRow, ImportRun

AT_ONCE: Final = 5_000
"""Rows up to which the workbook is made while the reader waits."""
GIVEN_UP_AFTER: Final = dt.timedelta(minutes=5)
"""Without a sign of progress for so long, it may be ordered again."""
STEP: Final = 2_000


def is_large(run: ImportRun) -> bool:
    """Whether its marked workbook is made by a task."""
    return run.progress_total > AT_ONCE


def is_being_marked(run: ImportRun, *, at: dt.datetime) -> bool:
    """Whether a task is at it: ordered for this plan, not ready, and seen alive."""
    seen = run.marked_seen_at
    ordered = bool(run.digest) and run.marked_of == run.digest and not run.marked
    return ordered and seen is not None and at - seen < GIVEN_UP_AFTER


@transaction.atomic
def order_marked(*, run: ImportRun, actor: Actor) -> bool:
    """Ask for the marked workbook of a large file; whether a task has to be set on it now.

    Raises ``ValidationError`` ``nothing_to_mark`` where the check found no errors.
    """
    fresh = ImportRun.objects.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
    if fresh.status != ImportRun.Status.HAS_ERRORS:
        raise ValidationError(
            f"这次导入现为“{fresh.get_status_display()}”，没有需要标色的错误。请刷新后查看。",
            code="nothing_to_mark",
        )
    if fresh.is_marked or is_being_marked(fresh, at=actor.at):
        return False
    before = str(fresh.marked.name) if fresh.marked else ""
    if before:
        storage = fresh.marked.storage
        transaction.on_commit(lambda: storage.delete(before))
    fresh.marked, fresh.marked_of = "", fresh.digest
    fresh.marked_done, fresh.marked_seen_at = 0, actor.at
    fresh.save(update_fields=["marked", "marked_of", "marked_done", "marked_seen_at"])
    audit.record(
        verb="import.mark",
        target=fresh,
        actor=actor,
        tenant=fresh.tenant,
        organization=fresh.organization,
        after={"rows": fresh.progress_total},
    )
    return True


def build_marked(*, run: ImportRun, digest: str) -> bool:
    """Build what was ordered for the plan of that sum; does nothing when it is no longer wanted."""
    if run.digest != digest or run.marked_of != digest or run.marked:
        return False
    try:
        content = marked_content(run, is_told=True)
    except Exception:
        _tell(run, marked_of="", marked_done=0)
        raise
    return _keep(run, digest, content)


def marked_content(run: ImportRun, *, is_told: bool = False) -> bytes:
    """The uploaded rows with every error marked; ``is_told`` writes the progress down."""
    grid = open_grid(run)
    if is_told:
        grid = replace(grid, rows=_Counted(run, grid.rows))
    refused = ImportRow.objects.filter(run=run, verdict=ImportRow.Verdict.REFUSED)
    rows = refused.order_by("number").iterator()
    return marked_workbook(
        grid=grid,
        mapping=ColumnMapping.from_dict(run.mapping),
        errors=(CellError(**error) for row in rows for error in row.errors),
    )


class _Counted(list[GridRow]):
    """The rows, which tell how many have been written as they go by."""

    def __init__(self, run: ImportRun, rows: object) -> None:
        super().__init__(rows)  # type: ignore[call-overload]
        self._run = run

    def __iter__(self) -> Iterator[GridRow]:
        for count, row in enumerate(super().__iter__()):
            if count % STEP == 0:
                _tell(self._run, marked_done=count)
            yield row


def _tell(run: ImportRun, **facts: object) -> None:
    rows = ImportRun.objects.filter(pk=run.pk, marked_of=run.marked_of)
    rows.update(marked_seen_at=Now(), **facts)


@transaction.atomic
def _keep(run: ImportRun, digest: str, content: bytes) -> bool:
    fresh = ImportRun.objects.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
    if (fresh.digest, fresh.marked_of) != (digest, digest) or fresh.marked:
        return False
    fresh.marked.save("marked.xlsx", ContentFile(content), save=False)
    fresh.marked_done = fresh.progress_total
    fresh.save(update_fields=["marked", "marked_done"])
    return True
