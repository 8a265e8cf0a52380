"""What the clock did: one row a job with its last run, one a process with its last sign of life.

Told by statements of their own that never fail a job: a run that can't be told is still a run.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import DatabaseError, connection, transaction

_START = """
    INSERT INTO workflow_jobrun (name, started_at, ended_at, outcome, error, runs, failures)
    VALUES (%s, %s, NULL, 'running', '', 1, 0)
    ON CONFLICT (name) DO UPDATE SET
        started_at = excluded.started_at, ended_at = NULL, outcome = 'running',
        error = '', runs = workflow_jobrun.runs + 1
"""
_END = """
    UPDATE workflow_jobrun SET
        ended_at = %(at)s, outcome = %(outcome)s, error = %(error)s,
        done_at = CASE WHEN %(outcome)s = 'done' THEN %(at)s ELSE done_at END,
        failures = failures + CASE WHEN %(outcome)s = 'failed' THEN 1 ELSE 0 END
    WHERE name = %(name)s AND started_at = %(started_at)s
"""
_SEEN = """
    INSERT INTO workflow_heartbeat (name, seen_at) VALUES (%s, %s)
    ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at
"""


def note_start(*, name: str, at: dt.datetime) -> None:
    """A job of the timetable begins."""
    _tell(_START, [name, at])


def note_end(*, name: str, started_at: dt.datetime, at: dt.datetime, error: str = "") -> None:
    """It ended: well, or with an error; a run that began later keeps its own row."""
    outcome = "failed" if error else "done"
    facts = {"name": name, "started_at": started_at, "at": at, "outcome": outcome}
    _tell(_END, facts | {"error": error[:200]})


def note_alive(*, name: str, at: dt.datetime) -> None:
    """A process gives a sign of life."""
    _tell(_SEEN, [name, at])


def _tell(sql: str, parameters: list[Any] | dict[str, Any]) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, parameters)
    except DatabaseError:
        return
