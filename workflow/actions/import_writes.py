"""Writing what was confirmed, and taking it back: one transaction each, all or nothing."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from workflow.actions.import_checks import (
    in_words_of_a_fault,
    mapped,
    open_grid,
    plan,
    settled_plan,
    stamp_of,
    told,
)
from workflow.actions.import_leases import Lease, LeaseLostError, Sideline
from workflow.models import ImportRow, ImportRun

Status = ImportRun.Status
ROUNDS: Final = 3
"""How often it is planned again when the ledger changes under the very writing."""

REPLANNED: Final = "校验之后台账有变动，已重新校验，还没有写入。请再次核对后确认。"
INTERRUPTED: Final = "上次写入中途停止，没有写入任何内容。请再次确认导入。"
KEPT: Final = "撤销中途停止，导入的内容没有变动。请再次撤销。"


class _MovedUnderneathError(Exception):
    """The ledger is not as it was when the rows were planned."""


def write_import(*, run: ImportRun, actor: Actor) -> ImportRun:
    """Write the rows of a confirmed run; when the plan no longer holds, show the new one instead.

    Ends in 已导入, or without having written anything in 待确认 or 有错误待更正.
    """
    lease = Lease.take(run, Status.WRITING, actor=actor)
    if lease is None:
        run.refresh_from_db()
        return run
    try:
        return _stopped(lease, INTERRUPTED) if lease.is_hopeless else _write_or_plan(lease)
    except LeaseLostError:
        run.refresh_from_db()
        return run
    except Exception:
        _stopped(lease, in_words_of_a_fault(actor))
        raise


def revert_import(*, run: ImportRun, actor: Actor) -> ImportRun:
    """Take back what a run wrote; ends in 已撤销, or with what stands in the way in 已导入."""
    lease = Lease.take(run, Status.UNDOING, actor=actor)
    if lease is None:
        run.refresh_from_db()
        return run
    try:
        return _kept(lease, KEPT) if lease.is_hopeless else _revert(lease)
    except LeaseLostError:
        run.refresh_from_db()
        return run
    except ValidationError as obstacle:
        return _kept(lease, " ".join(obstacle.messages))
    except Exception:
        _kept(lease, in_words_of_a_fault(actor))
        raise


def _write_or_plan(lease: Lease) -> ImportRun:
    reason = REPLANNED
    for _ in range(ROUNDS):
        if (shown := _planned_again(lease, reason)) is not None:
            return shown
        try:
            settled = _write(lease)
        except _MovedUnderneathError:
            continue
        except ValidationError as changed:
            reason = f"{' '.join(changed.messages)}{REPLANNED}"
            lease.run.stamp = ""
            continue
        return told(settled, f"“{settled.file_name}”已导入 {settled.writes:,} 行", lease.actor)
    return _stopped(lease, reason)


def _planned_again(lease: Lease, reason: str) -> ImportRun | None:
    """Plan again if the ledger has changed; the run, when the plan is not the one confirmed."""
    run, kind = lease.run, lease.kind
    if run.stamp and run.stamp == stamp_of(kind, run, lease.actor):
        return None
    fields = kind.fields(tenant=run.tenant, actor=lease.actor)
    grid = open_grid(run)
    mapping = mapped(run, grid, fields)
    if not mapping.ready:
        facts = {"mapping": mapping.to_dict(), "notes": [reason, *run.notes]}
        return lease.settle("ask", facts=facts)
    confirmed = run.digest
    staging = plan(lease, grid, mapping, fields)
    if staging.facts()["digest"] != confirmed:
        return settled_plan(lease, staging, note=reason)
    run.refresh_from_db()
    return None


@transaction.atomic
def _write(lease: Lease) -> ImportRun:
    run, kind = lease.run, lease.kind
    if run.stamp and run.stamp != stamp_of(kind, run, lease.actor):
        raise _MovedUnderneathError
    lines = ImportRow.objects.filter(
        run=run, verdict__in=(ImportRow.Verdict.NEW, ImportRow.Verdict.CHANGED)
    ).order_by("number")
    with Sideline(lease) as progress:
        kind.write(lines.iterator(chunk_size=2000), run=run, actor=lease.actor, progress=progress)
    new, changed = (run.counts.get(name, 0) for name in ("new", "changed"))
    return lease.settle(
        "write",
        facts={"written_at": lease.actor.at, "progress_done": run.writes},
        reason=f"新增 {new:,} 行，变更 {changed:,} 行",
    )


@transaction.atomic
def _revert(lease: Lease) -> ImportRun:
    run, kind = lease.run, lease.kind
    if obstacles := kind.obstacles(run, on=lease.actor.on):
        raise ValidationError(obstacles)
    count = kind.undo(run, actor=lease.actor)
    settled = lease.settle(
        "revert", facts={"undone_at": lease.actor.at}, reason=f"撤销 {count:,} 行"
    )
    return told(settled, f"“{settled.file_name}”已撤销", lease.actor)


def _stopped(lease: Lease, why: str) -> ImportRun:
    """Back to be confirmed: nothing was written."""
    settled = lease.settle("interrupt", facts={"notes": [why, *lease.run.notes]}, reason=why)
    return told(settled, f"“{settled.file_name}”没有写入，请再次确认", lease.actor)


def _kept(lease: Lease, why: str) -> ImportRun:
    """Back to what was imported: nothing was taken back."""
    settled = lease.settle("keep", facts={"notes": [why, *lease.run.notes]}, reason=why)
    return told(settled, f"“{settled.file_name}”没有撤销", lease.actor)
