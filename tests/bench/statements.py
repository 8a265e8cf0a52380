"""From querysets and calls to the bare SQL they send, so that the database alone is timed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from tests.bench.timing import Step


def running(rows: QuerySet[Any]) -> Step:
    """A step that sends the statement of ``rows`` and fetches every row."""
    sql, parameters = rows.query.sql_with_params()
    return _sending([(sql, parameters)])


def counting(rows: QuerySet[Any]) -> Step:
    """A step that counts ``rows`` as ``count()`` would."""
    return repeating(rows.count)


def repeating(call: Step) -> Step:
    """A step that sends again what ``call`` sends to the database."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return _sending([(query["sql"], None) for query in captured])


def without_indexes(step: Step) -> Step:
    """The same step with nothing but whole scans of tables at hand."""

    def run() -> None:
        with connection.cursor() as cursor:
            for name in ("indexscan", "indexonlyscan", "bitmapscan"):
                cursor.execute(f"SET enable_{name} = off")
            try:
                step()
            finally:
                for name in ("indexscan", "indexonlyscan", "bitmapscan"):
                    cursor.execute(f"RESET enable_{name}")

    return run


def _sending(statements: Sequence[tuple[str, Any]]) -> Step:
    def send() -> None:
        with connection.cursor() as cursor:
            for sql, parameters in statements:
                cursor.execute(sql, parameters)
                cursor.fetchall()

    return send
