"""Sheets for tests of import kinds: lines of a table in, a plan out, written and taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from documents.intake.mapping import map_columns
from documents.intake.rows import read
from documents.spreadsheets.grid import Grid
from hierarchy.actors import Actor
from hierarchy.models import Tenant
from workflow.importing import kinds
from workflow.models import ImportRow, ImportRun

Line = Mapping[str, object]


def grid_of(lines: Sequence[Line]) -> Grid:
    """The lines as a sheet: header in row 1, data from row 2 on."""
    header = list(dict.fromkeys(label for line in lines for label in line))
    rows = [(1, header)]
    for number, line in enumerate(lines, start=2):
        rows.append((number, [_cell(line.get(label)) for label in header]))
    return Grid(title="台账", rows=rows)


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def plan(kind: str, lines: Sequence[Line], *, tenant: Tenant, actor: Actor) -> list[Any]:
    """What a kind says of each line."""
    judge = kinds()[kind]
    fields = judge.fields(tenant=tenant, actor=actor)
    grid = grid_of(lines)
    mapping = map_columns(grid, fields)
    assert mapping.ready, mapping.problems
    return list(judge.plan(read(grid, mapping, fields), tenant=tenant, actor=actor))


@transaction.atomic
def carry_out(
    kind: str, lines: Sequence[Line], *, tenant: Tenant, actor: Actor, name: str = "台账.xlsx"
) -> ImportRun:
    """Plan and write, as the engine does it; every line must be good."""
    planned = plan(kind, lines, tenant=tenant, actor=actor)
    assert [row.errors for row in planned if row.errors] == []
    run = ImportRun.objects.create(
        tenant=tenant,
        kind=kind,
        status=ImportRun.Status.WRITING,
        file_name=name,
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        size=1,
        user=actor.user,
        user_name=actor.name,
        started_at=actor.at,
    )
    ImportRow.objects.bulk_create(
        ImportRow(
            run=run,
            number=row.number,
            verdict=str(row.verdict),
            title=row.title,
            target_id=row.target_id,
            values=row.values,
            before=row.before,
            changes=row.changes,
            notes=row.notes,
        )
        for row in planned
    )
    writing = ImportRow.objects.filter(run=run, verdict__in=("new", "changed")).order_by("number")
    kinds()[kind].write(
        writing.iterator(chunk_size=100), run=run, actor=actor, progress=lambda done: None
    )
    run.status = ImportRun.Status.DONE
    run.save(update_fields=["status"])
    return run


def verdicts(planned: Sequence[Any]) -> list[str]:
    """The verdict of each row."""
    return [str(row.verdict) for row in planned]


def complaints(row: Any) -> list[str]:
    """What is wrong with a row, each with its column."""
    return [f"{error.column}：{error.text}" if error.column else error.text for error in row.errors]


def exported(kind: str, *, tenant: Tenant, actor: Actor) -> list[dict[str, Any]]:
    """What a kind exports, by label, choices in words: as its own sheet says it."""
    judge = kinds()[kind]
    fields = {field.key: field for field in judge.fields(tenant=tenant, actor=actor)}
    lines: list[dict[str, Any]] = []
    for row in judge.export(tenant=tenant, actor=actor):
        line = {}
        for key, value in row.items():
            choices = list(fields[key].choices.items())
            words = {stored: label for label, stored in reversed(choices)}
            word = {True: "是", False: "否"}.get(value) if isinstance(value, bool) else value
            line[fields[key].label] = words.get(str(value), word)
        lines.append(line)
    return lines
