"""Taking an import of units back: new ones go, changed ones are as they were.

Nothing is undone on which something else was built meanwhile; ``obstacles`` says what that
is. Figures are answered by new states of the same day, so that history shows both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from coverage.actions import bulk_sql as sql
from coverage.actions.bulk import lock_staged, stage_rows
from coverage.actions.crossings import refresh_crossings
from coverage.actions.states import signature
from coverage.models import (
    ChangeNotice,
    ContactRecord,
    FactChange,
    JointProposal,
    JointProposalUnit,
    SnapshotUnit,
    Unit,
    UnitState,
)
from coverage.terms import Source
from hierarchy.actors import Actor
from workflow.models import AuditEntry, ImportRow, ImportRun

_NAMES_SHOWN = 5
_CHUNK = 2000
# What people do to a unit's facts, after which an import of it is no longer its last word.
AMENDING_VERBS = ("unit.amend", "unit.correct", "unit.verify")
_V = ImportRow.Verdict


def obstacles(*, run: ImportRun) -> list[str]:
    """What stands in the way of undoing a run, in words; empty when nothing does."""
    new = _targets(run, _V.NEW)
    found: list[tuple[QuerySet[Any], str]] = [
        (_units_in(ContactRecord, new), "已有联系记录"),
        (_units_in(ChangeNotice, new), "已有信息变更单"),
        (_units_in(JointProposalUnit, new), "已列入联合组建建议"),
        (
            JointProposal.objects.filter(secretary_from__in=new).values("secretary_from_id"),
            "已列为书记人选来源单位",
        ),
        (_units_in(SnapshotUnit, new), "已进入月末快照"),
        (_later_states(run, new), "导入后又登记了新数据"),
        (_amended(run, new), "导入后又修改或核实过信息"),
        (_others_facts(run, new), "导入后其他表格又改过信息"),
        (_answered_states(run), "变更的数据之后又有新登记"),
    ]
    lines = [_line(Unit.objects.filter(pk__in=ids), words) for ids, words in found]
    lines.append(
        _line(Unit.objects.filter(pk__in=_facts_changed_since(run)), "变更的信息之后又被修改")
    )
    return [line for line in lines if line]


def undo_units(*, run: ImportRun, actor: Actor) -> int:
    """Take a run of units back; how many units it concerned. Inside the engine's transaction.

    Raises ``ValidationError`` ``in_the_way`` with every obstacle.
    """
    if found := obstacles(run=run):
        raise ValidationError(
            f"不能撤销这次导入：{'；'.join(found)}。请逐项处理后再撤销，或逐条更正。",
            code="in_the_way",
        )
    new = list(_targets(run, _V.NEW).order_by("target_id"))
    left = set(Unit.objects.filter(pk__in=new).values_list("place_id", flat=True))
    asked: dict[str, Any] = {
        "tenant": run.tenant_id,
        "run": run.pk,
        "at": actor.at,
        "by": signature(actor),
        "source": Source.UNDO.value,
        "note": f"撤销导入 {run.file_name}"[:200],
        "ids": new,
    }
    with connection.cursor() as cursor:
        changed = stage_rows(cursor, sql.STAGE_EARLIER, run=run)
        left |= set(lock_staged(cursor, asked))
        cursor.execute(sql.ANSWER_STATES, asked)
        cursor.execute(sql.FORGET_FIRST, asked)
        cursor.execute(sql.NOTE_FACTS, asked)
        cursor.execute(sql.UPDATE_FACTS, asked)
        cursor.execute(sql.FOLLOW_NEWEST)
        for statement in sql.REMOVE_NEW:
            cursor.execute(statement, asked)
    refresh_crossings(tenant=run.tenant, actor=actor, unit_ids=changed, organization_ids=left)
    return len(new) + len(changed)


def _targets(run: ImportRun, verdict: str) -> QuerySet[ImportRow, int]:
    rows = ImportRow.objects.filter(run=run, verdict=verdict, target_id__isnull=False)
    return rows.values_list("target_id", flat=True)  # type: ignore[return-value]


def _units_in(model: Any, ids: QuerySet[ImportRow, int]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(unit__in=ids).order_by().values("unit_id")
    return rows


def _later_states(run: ImportRun, ids: QuerySet[ImportRow, int]) -> QuerySet[Any]:
    return _units_in(UnitState, ids).exclude(import_run=run)


def _others_facts(run: ImportRun, ids: QuerySet[ImportRow, int]) -> QuerySet[Any]:
    return _units_in(FactChange, ids).filter(import_run__isnull=False).exclude(import_run=run)


def _amended(run: ImportRun, ids: QuerySet[ImportRow, int]) -> QuerySet[Any]:
    return AuditEntry.objects.filter(
        target_type=Unit._meta.label_lower, target_id__in=ids, verb__in=AMENDING_VERBS
    ).values("target_id")


def _answered_states(run: ImportRun) -> QuerySet[Any]:
    """Known units whose figures were written down again after this run."""
    again = UnitState.objects.filter(unit=OuterRef("unit"), pk__gt=OuterRef("pk"))
    return (
        UnitState.objects.filter(import_run=run, unit__in=_targets(run, _V.CHANGED))
        .filter(Exists(again.exclude(import_run=run)))
        .values("unit_id")
    )


def _facts_changed_since(run: ImportRun) -> list[int]:
    """Known units whose facts are no longer what this run wrote."""
    found: list[int] = []
    for batch in _batches(run):
        units = Unit.objects.in_bulk([row.target_id for row in batch])
        for row in batch:
            unit = units.get(row.target_id or 0)
            facts = row.values.get("facts", {})
            if unit and any(_differs(getattr(unit, key), facts[key]) for key in _restored(row)):
                found.append(unit.pk)
    return found


def _restored(row: ImportRow) -> list[str]:
    return [key for key in row.before.get("facts", {}) if key in row.values.get("facts", {})]


def _differs(now: Any, written: Any) -> bool:
    return ("" if now is None else str(now)) != ("" if written is None else str(written))


def _batches(run: ImportRun) -> Iterator[list[ImportRow]]:
    rows = ImportRow.objects.filter(run=run, verdict=_V.CHANGED, target_id__isnull=False)
    last = -1
    while batch := list(rows.filter(number__gt=last).order_by("number")[:_CHUNK]):
        yield batch
        last = batch[-1].number


def _line(units: Any, words: str) -> str:
    """How many units, the first of them by name, and what is with them."""
    names = list(units.by_name().values_list("name", flat=True)[: _NAMES_SHOWN + 1])
    if not names:
        return ""
    if len(names) <= _NAMES_SHOWN:
        return f"“{'”“'.join(names)}”{words}"
    return f"“{'”“'.join(names[:_NAMES_SHOWN])}”等 {units.count()} 家{words}"
