"""Many units at once, for imports: staged from the run's rows, written by a handful of statements.

Called by the import kinds inside the engine's one transaction; the engine leaves the entry
of the trail, database triggers keep every row's history. Rights and words were checked row
by row when the rows were planned. Only what changes is written, and no row leaves the database
on its way from the plan into the ledger.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from coverage.actions import bulk_sql as sql
from coverage.actions.crossings import refresh_crossings
from coverage.actions.states import signature
from coverage.terms import Source
from hierarchy.actors import Actor
from hierarchy.names import pinyin_key
from workflow.models import ImportRow, ImportRun


def row_values(
    facts: Mapping[str, Any], figures: Mapping[str, Any], effective_on: dt.date
) -> dict[str, Any]:
    """What a row of a spreadsheet writes, as ``ImportRow.values`` keeps it.

    Keys are columns: ``name``, ``credit_code``, ``kind``, ``industry_id``, ``region_id`` … in
    ``facts``; the counts, ``operating``, ``cover`` and ``place_id`` in ``figures``. A new unit
    needs name, kind, industry, region and place; of a known one only what changes is named.
    """
    return {
        "facts": with_sound(facts),
        "figures": figures,
        "effective_on": effective_on.isoformat(),
    }


def row_before(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a changed row must put back when it is undone, as ``ImportRow.before`` keeps it."""
    return {"facts": with_sound(facts)}


def with_sound(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts, and where there is a name also its key for sorting and searching."""
    name = facts.get("name")
    return {**facts, "name_key": pinyin_key(name)} if name else facts


def write_units(
    *, run: ImportRun, actor: Actor, progress: Callable[[int], None], note: str = ""
) -> None:
    """Write the new and changed units of a run with their states.

    Figures of a day before the unit's newest are kept as that day's (late entry); facts
    hold at once. New units get the ids that the plan has kept for them. Crossings are compared
    afterwards. Raises
    ``ValidationError`` ``taken_meanwhile`` when a credit code has come into the ledger since
    the plan.
    """
    asked: dict[str, Any] = {
        "tenant": run.tenant_id,
        "run": run.pk,
        "at": actor.at,
        "by": signature(actor),
        "source": Source.IMPORT.value,
        "note": (note or run.file_name)[:200],
    }
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.ROOM_TO_SORT)
            cursor.execute(sql.INSERT_NEW, asked)
            progress(run.writes // 2)
            known = stage_rows(cursor, sql.STAGE_WRITES, run=run)
            left = _merge(cursor, asked)
    except IntegrityError as error:
        raise _changed_meanwhile() from error
    progress(run.writes * 3 // 4)
    new = ImportRow.objects.filter(run=run, verdict=ImportRow.Verdict.NEW).order_by("target_id")
    refresh_crossings(
        tenant=run.tenant,
        actor=actor,
        unit_ids=known,
        new_unit_ids=[pk for pk in new.values_list("target_id", flat=True) if pk],
        organization_ids=left,
    )


def _merge(cursor: Any, asked: Mapping[str, Any]) -> list[int]:
    """The statements in their order; the bodies that units have left."""
    left = lock_staged(cursor, asked)
    for statement in (sql.NEXT_STATES, sql.NOTE_FACTS, sql.UPDATE_FACTS, sql.FOLLOW_NEWEST):
        cursor.execute(statement, asked)
    return left


def lock_staged(cursor: Any, asked: Mapping[str, Any]) -> list[int]:
    """Lock the staged units that are there already; the bodies under which they stand now.

    Raises ``ValidationError`` ``taken_meanwhile`` when one is there no longer.
    """
    cursor.execute(sql.LOCK_KNOWN, asked)
    if cursor.fetchone()[0]:
        raise _changed_meanwhile()
    cursor.execute(sql.LEFT_PLACES)
    return [row[0] for row in cursor.fetchall()]


def _changed_meanwhile() -> ValidationError:
    return ValidationError(
        "校验之后台账又有变化：文件中的单位已由他人登记、删除，或其代码已被使用。"
        "请重新校验，再确认导入。",
        code="taken_meanwhile",
    )


def stage_rows(cursor: Any, statement: str, *, run: ImportRun) -> list[int]:
    """Lay changed rows of the run down in the stage; the ids of their units."""
    cursor.execute(sql.ROOM_TO_SORT)
    cursor.execute(sql.DROP_STAGE)
    cursor.execute(sql.CREATE_STAGE)
    cursor.execute(statement, {"run": run.pk})
    cursor.execute(sql.ANALYZE_STAGE)
    cursor.execute(sql.STAGED_IDS)
    return [row[0] for row in cursor.fetchall()]
