"""Many units at once, for imports: staged by COPY, written by a handful of statements.

Called by the import kinds inside the engine's one transaction; the engine leaves the entry
of the trail, database triggers keep every row's history. Rights and words were checked row
by row when the rows were planned. Only what changes is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from coverage.actions import bulk_sql as sql
from coverage.actions.crossings import refresh_crossings
from coverage.actions.states import signature
from coverage.models import Unit
from coverage.terms import Cover, OperatingState, Source
from hierarchy.actors import Actor
from hierarchy.copying import copy_into, take_ids
from hierarchy.names import pinyin_key
from workflow.models import ImportRow, ImportRun

_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class UnitWrite:
    """What one row of a spreadsheet writes.

    Keys are columns: ``name``, ``credit_code``, ``kind``, ``industry_id``, ``region_id`` … in
    ``facts``; the counts, ``operating``, ``cover`` and ``place_id`` in ``figures``. A new unit
    (``unit_id`` ``None``) needs name, kind, industry, region and place; of a known one only
    what changes is named. Dates are dates or ISO texts.
    """

    number: int
    unit_id: int | None
    facts: Mapping[str, Any]
    figures: Mapping[str, Any]
    effective_on: dt.date | str

    def as_values(self) -> dict[str, Any]:
        """As ``ImportRow.values`` keeps it; ``before`` keeps ``{"facts": {column: old}}``."""
        return {
            "facts": dict(self.facts),
            "figures": dict(self.figures),
            "effective_on": self.effective_on,
        }

    @classmethod
    def of_row(cls, row: ImportRow) -> UnitWrite:
        """What a planned row writes, from its ``values``."""
        kept = row.values
        known = row.target_id if row.verdict == ImportRow.Verdict.CHANGED else None
        return cls(row.number, known, kept["facts"], kept["figures"], kept["effective_on"])


def write_units(
    rows: Iterable[UnitWrite], *, run: ImportRun, actor: Actor, note: str = ""
) -> dict[int, int]:
    """Write new and changed units with their states; the unit's id by row number.

    Figures of a day before the unit's newest are kept as that day's (late entry); facts
    hold at once. Crossings are compared afterwards. Raises ``ValidationError``
    ``taken_meanwhile`` when a credit code has come into the ledger since the plan.
    """
    ids = stage_units(rows)
    asked = {
        "tenant": run.tenant_id,
        "run": run.pk,
        "at": actor.at,
        "by": signature(actor),
        "source": Source.IMPORT.value,
        "note": (note or run.file_name)[:200],
    }
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            left = _merge(cursor, asked)
    except IntegrityError as error:
        raise _changed_meanwhile() from error
    refresh_crossings(
        tenant=run.tenant, actor=actor, unit_ids=list(ids.values()), organization_ids=left
    )
    return ids


def _merge(cursor: Any, asked: Mapping[str, Any]) -> list[int]:
    """The statements in their order; the bodies that units have left."""
    left = lock_staged(cursor, asked)
    for statement in (sql.INSERT_NEW, sql.FIRST_STATES, sql.NEXT_STATES, sql.UPDATE_FACTS):
        cursor.execute(statement, asked)
    cursor.execute(sql.FOLLOW_NEWEST)
    return left


def lock_staged(cursor: Any, asked: Mapping[str, Any]) -> list[int]:
    """Lock the staged units that are there already; the bodies under which they stand now.

    Raises ``ValidationError`` ``taken_meanwhile`` when one is there no longer.
    """
    cursor.execute(sql.ANALYZE_STAGE)
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


def stage_units(rows: Iterable[UnitWrite], *, follow: bool = False) -> dict[int, int]:
    """Lay rows down in the stage; new units get their ids here. The unit's id by row number.

    ``follow`` marks every row as one whose figures are to be followed anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.DROP_STAGE)
        cursor.execute(sql.CREATE_STAGE)
    ids: dict[int, int] = {}
    stream = iter(rows)
    while chunk := list(islice(stream, _CHUNK)):
        fresh = iter(take_ids(Unit, sum(row.unit_id is None for row in chunk)))
        for row in chunk:
            ids[row.number] = next(fresh) if row.unit_id is None else row.unit_id
        copy_into(sql.STAGE, sql.STAGE_COLUMNS, _staged(chunk, ids, follow=follow))
    return ids


def _staged(
    chunk: Iterable[UnitWrite], ids: Mapping[int, int], *, follow: bool
) -> Iterator[tuple[object, ...]]:
    for row in chunk:
        given = {**row.facts, **row.figures}
        if "name" in given:
            given["name_key"] = pinyin_key(given["name"])
        is_new = row.unit_id is None
        values = {**_DEFAULTS, **given} if is_new else given
        yield (
            row.number,
            ids[row.number],
            is_new,
            follow or bool(row.figures),
            row.effective_on,
            f"|{'|'.join(given)}|",
            *(values.get(column) for column in sql.DATA_COLUMNS),
        )


def _default_of(column: str) -> Any:
    found: Any = Unit._meta.get_field(column)
    if found.has_default():
        return found.get_default()
    return "" if isinstance(found, models.CharField) and not found.null else None


_DEFAULTS = {
    **{column: _default_of(column) for column in sql.DATA_COLUMNS if not column.endswith("_id")},
    "operating": OperatingState.OPERATING.value,
    "cover": Cover.NONE.value,
}
