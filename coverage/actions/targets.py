"""Remembering which unit each row of an import became; part of the writing, in its transaction."""

from __future__ import annotations

from django.db import connection

from coverage.actions.bulk_sql import STAGE
from workflow.models import ImportRow, ImportRun

_REMEMBER = f"""
    UPDATE {ImportRow._meta.db_table} r SET target_id = s.unit_id
    FROM {STAGE} s WHERE r.run_id = %(run)s AND r.number = s.number AND s.is_new
"""  # noqa: S608 - names are ours


def remember_targets(*, run: ImportRun) -> None:
    """Write the ids of new units into the rows of ``run``; right after ``write_units``."""
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, {"run": run.pk})
