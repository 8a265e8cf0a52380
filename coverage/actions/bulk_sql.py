"""The statements behind ``coverage.actions.bulk``. Names are ours, values are parameters."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from coverage.models import Crossing, FactChange, Unit, UnitState
from coverage.models.unit import COUNTS
from coverage.standing import LINE_COLUMNS
from coverage.terms import Cover, OperatingState, Source
from hierarchy.models import Organization, Region
from workflow.models import ImportRow

STAGE = "coverage_staged_units"
FACT_COLUMNS = (
    *("name", "name_key", "credit_code", "kind", "industry_id", "national_code", "region_id"),
    *("building", "association", "address", "established_on", "has_three_haves"),
    *("is_above_scale", "head_name", "head_is_member", "phone", "has_union", "has_league"),
    *("has_women", "department", "reason", "note", "verified_on", "verified_by"),
)
# Written like facts, but no news of the unit itself.
_NO_NEWS = ("name_key", "verified_on", "verified_by")
FIGURE_COLUMNS = (*COUNTS, "operating", "cover", "place_id")
DATA_COLUMNS = (*FACT_COLUMNS, *FIGURE_COLUMNS)
_UNIT = Unit._meta.db_table
_STATE = UnitState._meta.db_table
_FACT_CHANGE = FactChange._meta.db_table
_BODY = Organization._meta.db_table
_REGION = Region._meta.db_table
_CROSSING = Crossing._meta.db_table
_ROW = ImportRow._meta.db_table


def _list(columns: Iterable[str], prefix: str = "") -> str:
    return ", ".join(f"{prefix}{column}" for column in columns)


def _given(column: str, otherwise: str) -> str:
    return (
        f"CASE WHEN position('|{column}|' IN s.given) > 0 THEN s.{column} "
        f"ELSE {otherwise} END AS {column}"
    )


_DISTRICT = "CASE r.level WHEN 'district' THEN r.id WHEN 'town' THEN r.parent_id END"
_TOWN = "CASE r.level WHEN 'town' THEN r.id END"
_WRITTEN = "%(source)s, %(note)s, %(run)s, %(at)s, %(by)s"
_STATE_COLUMNS = (
    f"unit_id, {_list(FIGURE_COLUMNS)}, effective_on, "
    "source, source_note, import_run_id, recorded_at, recorded_by"
)

DROP_STAGE = f"DROP TABLE IF EXISTS {STAGE}"
CREATE_STAGE = f"""
    CREATE TEMP TABLE {STAGE} ON COMMIT DROP AS
    SELECT id AS unit_id, FALSE AS has_figures,
           counted_on AS effective_on, ''::text AS given, {_list(DATA_COLUMNS)}
    FROM {_UNIT} WITH NO DATA
"""  # noqa: S608 - names are ours
ANALYZE_STAGE = f"ANALYZE {STAGE} (unit_id, has_figures)"


def _default(column: str) -> str:
    """What a new unit has where its row is silent; empty for a column that may be empty."""
    found = Unit._meta.get_field(column)
    given = {"operating": OperatingState.OPERATING.value, "cover": Cover.NONE.value}
    if column in given:
        return f"'{given[column]}'"
    if isinstance(found, models.BooleanField) and not found.null:
        return "FALSE"
    if isinstance(found, models.PositiveIntegerField):
        return "0"
    return "''" if isinstance(found, models.CharField) else ""


def _or_default(column: str) -> str:
    default = _default(column)
    return f"COALESCE(v.{column}, {default})" if default else f"v.{column}"


def _stage_rows(kept: str, has_figures: str) -> str:
    """Changed rows of the run laid down in the stage, without ever leaving the database."""
    return f"""
        INSERT INTO {STAGE} (unit_id, has_figures, effective_on, given, {_list(DATA_COLUMNS)})
        SELECT r.target_id, {has_figures}, (r.values->>'effective_on')::date,
               (SELECT '|' || string_agg(k, '|') || '|' FROM jsonb_object_keys(w.told) k),
               {", ".join(map(_or_default, DATA_COLUMNS))}
        FROM {_ROW} r
        {_told_by(kept)}
        WHERE r.run_id = %(run)s AND r.verdict = 'changed' AND r.target_id IS NOT NULL
        ORDER BY r.number
    """  # noqa: S608


def _told_by(kept: str) -> str:
    """What a row says, as ``w.told`` and, by column, as ``v``."""
    return f"""
        CROSS JOIN LATERAL (
            SELECT r.{kept}->'facts' || COALESCE(r.{kept}->'figures', '{{}}') AS told
        ) w
        CROSS JOIN LATERAL jsonb_populate_record(NULL::{_UNIT}, w.told) v
    """


STAGE_WRITES = _stage_rows("values", "r.values->'figures' <> '{}'")
STAGE_EARLIER = _stage_rows("before", "TRUE")
# Wide rows are sorted in memory; only until the transaction ends.
ROOM_TO_SORT = "SET LOCAL work_mem = '64MB'"
STAGED_IDS = f"SELECT unit_id FROM {STAGE} ORDER BY unit_id"  # noqa: S608

# How many staged units are there no longer, once the rest are locked in the order of their ids.
LOCK_KNOWN = f"""
    SELECT (SELECT COUNT(*) FROM {STAGE}) - COUNT(*) FROM (
        SELECT u.id FROM {_UNIT} u
        WHERE u.tenant_id = %(tenant)s
          AND u.id IN (SELECT unit_id FROM {STAGE})
        ORDER BY u.id FOR NO KEY UPDATE OF u
    ) locked
"""  # noqa: S608
LEFT_PLACES = f"""
    SELECT DISTINCT u.place_id FROM {STAGE} s JOIN {_UNIT} u ON u.id = s.unit_id
"""  # noqa: S608

# Straight from the plan, which has numbered them, with the state that each begins with.
INSERT_NEW = f"""
    WITH made AS (
        INSERT INTO {_UNIT} (id, tenant_id, {_list(DATA_COLUMNS)}, {_list(LINE_COLUMNS)},
                             district_id, town_id, counted_on, created_at)
        SELECT n.target_id, %(tenant)s, {_list(DATA_COLUMNS, "n.")}, {_list(LINE_COLUMNS, "o.")},
               {_DISTRICT}, {_TOWN}, n.effective_on, %(at)s
        FROM (
            SELECT r.target_id, (r.values->>'effective_on')::date AS effective_on,
                   {", ".join(f"{_or_default(c)} AS {c}" for c in DATA_COLUMNS)}
            FROM {_ROW} r
            {_told_by("values")}
            WHERE r.run_id = %(run)s AND r.verdict = 'new'
            ORDER BY r.number
        ) n
        JOIN {_BODY} o ON o.id = n.place_id JOIN {_REGION} r ON r.id = n.region_id
        RETURNING id, {_list(FIGURE_COLUMNS)}, counted_on
    )
    INSERT INTO {_STATE} ({_STATE_COLUMNS})
    SELECT m.id, {_list(FIGURE_COLUMNS, "m.")}, m.counted_on, {_WRITTEN} FROM made m
"""  # noqa: S608
# What a row does not name is as it was on that day.
NEXT_STATES = f"""
    INSERT INTO {_STATE} ({_STATE_COLUMNS})
    SELECT n.unit_id, {_list(FIGURE_COLUMNS, "n.")}, n.effective_on, {_WRITTEN}
    FROM (
        SELECT s.unit_id, s.effective_on, known.unit_id AS known_unit,
               {", ".join(_given(c, f"COALESCE(known.{c}, u.{c})") for c in FIGURE_COLUMNS)},
               ({_list(FIGURE_COLUMNS, "known.")}) AS before
        FROM {STAGE} s
        JOIN {_UNIT} u ON u.id = s.unit_id
        LEFT JOIN LATERAL (
            SELECT b.* FROM {_STATE} b
            WHERE b.unit_id = s.unit_id AND b.effective_on <= s.effective_on
            ORDER BY b.effective_on DESC, b.id DESC LIMIT 1
        ) known ON TRUE
        WHERE s.has_figures
    ) n
    WHERE n.known_unit IS NULL OR ({_list(FIGURE_COLUMNS, "n.")}) IS DISTINCT FROM n.before
    ORDER BY n.unit_id
"""  # noqa: S608


def _told(column: str) -> str:
    """Old and new of one fact by the field's name, when the row says another."""
    name = column.removesuffix("_id")
    return (
        f"CASE WHEN position('|{column}|' IN s.given) > 0"
        f" AND u.{column} IS DISTINCT FROM s.{column}"
        f" THEN jsonb_build_object('{name}', jsonb_build_array(u.{column}, s.{column}))"
        " ELSE '{}' END"
    )


# Before the facts themselves are written: each unit's history keeps what becomes another.
NOTE_FACTS = f"""
    INSERT INTO {_FACT_CHANGE} (unit_id, changes, effective_on, source, source_note,
                                import_run_id, recorded_at, recorded_by)
    SELECT n.unit_id, n.changes, n.effective_on, {_WRITTEN}
    FROM (
        SELECT s.unit_id, s.effective_on,
               {" || ".join(_told(c) for c in FACT_COLUMNS if c not in _NO_NEWS)} AS changes
        FROM {STAGE} s JOIN {_UNIT} u ON u.id = s.unit_id
    ) n
    WHERE n.changes <> '{{}}'
    ORDER BY n.unit_id
"""  # noqa: S608
UPDATE_FACTS = f"""
    UPDATE {_UNIT} u SET
        {", ".join(f"{c} = n.{c}" for c in FACT_COLUMNS)},
        district_id = {_DISTRICT}, town_id = {_TOWN}
    FROM (
        SELECT s.unit_id, {", ".join(_given(c, f"old.{c}") for c in FACT_COLUMNS)}
        FROM {STAGE} s JOIN {_UNIT} old ON old.id = s.unit_id
    ) n JOIN {_REGION} r ON r.id = n.region_id
    WHERE u.id = n.unit_id
      AND ({_list(FACT_COLUMNS, "u.")}) IS DISTINCT FROM ({_list(FACT_COLUMNS, "n.")})
"""  # noqa: S608
FOLLOW_NEWEST = f"""
    UPDATE {_UNIT} u SET
        {", ".join(f"{c} = n.{c}" for c in FIGURE_COLUMNS)}, counted_on = n.effective_on,
        {", ".join(f"{c} = o.{c}" for c in LINE_COLUMNS)}
    FROM {STAGE} s
    CROSS JOIN LATERAL (
        SELECT b.* FROM {_STATE} b WHERE b.unit_id = s.unit_id
        ORDER BY b.effective_on DESC, b.id DESC LIMIT 1
    ) n
    JOIN {_BODY} o ON o.id = n.place_id
    WHERE s.has_figures AND u.id = s.unit_id
      AND ({_list(FIGURE_COLUMNS, "u.")}, u.counted_on)
          IS DISTINCT FROM ({_list(FIGURE_COLUMNS, "n.")}, n.effective_on)
"""  # noqa: S608

# Undoing: each state of the run is answered by one of the same day that says what was known before.
ANSWER_STATES = f"""
    INSERT INTO {_STATE} ({_STATE_COLUMNS})
    SELECT w.unit_id, {_list(FIGURE_COLUMNS, "p.")}, w.effective_on, {_WRITTEN}
    FROM {_STATE} w
    JOIN {STAGE} s ON s.unit_id = w.unit_id
    CROSS JOIN LATERAL (
        SELECT b.* FROM {_STATE} b
        WHERE b.unit_id = w.unit_id AND b.id < w.id AND b.effective_on <= w.effective_on
        ORDER BY b.effective_on DESC, b.id DESC LIMIT 1
    ) p
    WHERE w.import_run_id = %(run)s AND w.source = '{Source.IMPORT}'
    ORDER BY w.unit_id
"""  # noqa: S608
# A day before anything was known has nothing to go back to.
FORGET_FIRST = f"""
    DELETE FROM {_STATE} w USING {STAGE} s
    WHERE s.unit_id = w.unit_id AND w.import_run_id = %(run)s
      AND NOT EXISTS (
        SELECT 1 FROM {_STATE} b WHERE b.unit_id = w.unit_id AND b.id <> w.id
          AND b.effective_on <= w.effective_on
      )
"""  # noqa: S608
REMOVE_NEW = (
    f"DELETE FROM {_CROSSING} WHERE unit_id = ANY(%(ids)s)",  # noqa: S608
    f"DELETE FROM {_STATE} WHERE unit_id = ANY(%(ids)s)",  # noqa: S608
    f"DELETE FROM {_UNIT} WHERE id = ANY(%(ids)s)",  # noqa: S608
)
