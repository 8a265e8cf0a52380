"""Checking an import: read the file, map its columns, plan every row, keep the plan."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.urls import reverse

from documents.intake.fields import Field
from documents.intake.mapping import ColumnMapping, map_columns
from documents.intake.rows import read
from documents.spreadsheets.collector import collector_at_rest
from documents.spreadsheets.grid import Grid
from documents.spreadsheets.reader import read_grid
from hierarchy.actors import Actor
from workflow.actions.import_leases import MOST_ATTEMPTS, Lease, LeaseLostError
from workflow.actions.import_staging import Staging
from workflow.actions.notices import notify_person
from workflow.importing import ImportKind
from workflow.models import ImportRun, Notice

Status = ImportRun.Status
WORTH_A_NOTICE: Final = 2000
"""Rows from which on the importer is told when the work is done: nobody waits for less."""

HOPELESS: Final = (
    f"处理这个文件时中断了 {MOST_ATTEMPTS} 次，没有写入任何内容。"
    "请把文件分成几份后分别上传；仍不行请联系管理员。"
)
NO_ROWS: Final = "表头下面没有可导入的数据行。请填写数据并保存后重新上传。"


def check_import(*, run: ImportRun, actor: Actor) -> ImportRun:
    """Read, map and plan; ends in 待对应列, 有错误待更正, 待确认 or 无法读取.

    Does nothing when somebody else is at it already, or when there is nothing to check. Runs in
    short transactions of its own, so that its progress is seen.
    """
    lease = Lease.take(run, Status.READING, Status.CHECKING, actor=actor)
    if lease is None:
        run.refresh_from_db()
        return run
    if lease.is_hopeless:
        return _refused(lease, HOPELESS)
    try:
        return _check(lease)
    except LeaseLostError:
        run.refresh_from_db()
        return run
    except Exception:
        _refused(lease, in_words_of_a_fault(actor))
        raise


def in_words_of_a_fault(actor: Actor) -> str:
    """What a person is told when the fault is ours."""
    return (
        "系统处理这个文件时出错，没有写入任何内容。请稍后重新上传；"
        f"仍不行，请把请求编号 {actor.request_id} 告诉管理员。"
    )


def _check(lease: Lease) -> ImportRun:
    run, kind = lease.run, lease.kind
    fields = kind.fields(tenant=run.tenant, actor=lease.actor)
    try:
        grid = open_grid(run)
    except ValidationError as refused:
        return _refused(lease, " ".join(refused.messages))
    mapping = mapped(run, grid, fields)
    facts = _survey(grid, mapping)
    if not mapping.ready:
        settled = lease.settle("ask", facts=facts)
        return told(settled, f"“{run.file_name}”的列需要您来对应", lease.actor)
    if run.status == Status.READING:
        lease.go_on("read", **facts)
    staging = plan(lease, grid, mapping, fields)
    if not staging.rows:
        return _refused(lease, NO_ROWS)
    return settled_plan(lease, staging)


def plan(lease: Lease, grid: Grid, mapping: ColumnMapping, fields: Sequence[Field]) -> Staging:
    """Judge every row and keep what the kind says; the stamp is taken before the first look.

    The grid is used up on the way.
    """
    run, kind = lease.run, lease.kind
    lease.tell(stamp=stamp_of(kind, run, lease.actor))
    staging = Staging(lease, mapping, fields)
    staging.clear()
    rows = staging.watched(read(grid, mapping, fields, consume=True))
    with collector_at_rest():
        for row in kind.plan(rows, tenant=run.tenant, actor=lease.actor):
            staging.take(row)
    staging.flush()
    return staging


def settled_plan(lease: Lease, staging: Staging, *, note: str = "") -> ImportRun:
    """Give the run back to its importer: with errors, or to be confirmed."""
    facts = staging.facts() | {"checked_at": lease.actor.at}
    if note:
        facts["notes"] = [note, *lease.run.notes]
    errors = facts["counts"]["errors"]
    settled = lease.settle("fault" if errors else "pass", facts=facts)
    outcome = f"有 {errors:,} 处错误，请更正" if errors else "已校验完毕，请核对后确认"
    return told(settled, f"“{settled.file_name}”{outcome}", lease.actor)


def open_grid(run: ImportRun) -> Grid:
    """The sheet that was chosen, read anew from the file as it came."""
    with run.file.open("rb") as stream:
        data = stream.read()
    return read_grid(
        data=data,
        name=run.file_name,
        sheet_title=run.sheet_title,
        include_hidden=run.include_hidden,
    )


def mapped(run: ImportRun, grid: Grid, fields: Sequence[Field]) -> ColumnMapping:
    """Which column is which field, by the labels and by what a person has chosen."""
    keys = {field.key for field in fields}
    chosen = {
        int(index): key
        for index, key in run.chosen.get("columns", {}).items()
        if not key or key in keys
    }
    return map_columns(
        grid, fields, chosen=chosen, header_rows=tuple(run.chosen.get("header_rows", ()))
    )


def stamp_of(kind: ImportKind, run: ImportRun, actor: Actor) -> str:
    """What a plan depends on: the ledger, the actor's rights, the day. Empty: never the same."""
    ledger = kind.stamp(tenant=run.tenant)
    if not ledger:
        return ""
    scope = actor.scope(kind.capability)
    reach = sorted(map(repr, (*scope.nodes, *scope.regions)))
    told = "\n".join([ledger, actor.on.isoformat(), str(actor.is_system), *reach])
    return hashlib.sha256(told.encode()).hexdigest()


def _survey(grid: Grid, mapping: ColumnMapping) -> dict[str, Any]:
    last = max(mapping.header_rows, default=0)
    total = sum(number > last for number, _ in grid.rows)
    return {
        "mapping": mapping.to_dict(),
        "sheet_title": grid.title[:64],
        "survey": {
            "sheets": [[sheet.title, sheet.hidden] for sheet in grid.sheets],
            "hidden_rows": len(grid.hidden_rows),
        },
        "notes": [*grid.notes, *mapping.notes],
        "progress_done": 0,
        "progress_total": total,
    }


def _refused(lease: Lease, why: str) -> ImportRun:
    settled = lease.settle("refuse", facts={"refusal": why[:400]}, reason=why[:400])
    return told(settled, f"“{settled.file_name}”无法读取", lease.actor)


def told(run: ImportRun, title: str, actor: Actor) -> ImportRun:
    """Tell the importer, when it was long enough to go and do something else."""
    if run.user is not None and run.progress_total >= WORTH_A_NOTICE:
        notify_person(
            recipient=run.user,
            tenant=run.tenant,
            kind=Notice.Kind.IMPORTED,
            title=f"批量导入：{title}",
            key=f"import:{run.pk}:{run.status}:{actor.at.isoformat()}",
            path=reverse("workflow:import_detail", args=[run.pk]),
            actor=actor,
        )
    return run
