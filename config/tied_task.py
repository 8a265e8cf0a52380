"""The base of every Celery task: its id ties log lines, audit entries and row events.

Jobs of the timetable leave their last run in ``workflow.models.JobRun`` for the page 运行情况.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from celery import Task
from django.utils import timezone
from kombu.exceptions import OperationalError

from config.timetable import JOB_OF_TASK
from hierarchy.request_ids import tied_to

log = structlog.get_logger(__name__)


class TiedTask(Task):
    """A task whose whole run carries one request id: its own, or a new one when called directly."""

    abstract = True

    def delay(self, *args: Any, **kwargs: Any) -> Any:
        """Wake a worker, if the broker is there: rows say what is to do, and the clock wakes too.

        Whoever pressed a button has done all there is to do and is told so, not of the broker.
        """
        try:
            return super().delay(*args, **kwargs)
        except OperationalError:
            log.warning("nobody was woken: the broker is away", task=self.name)
            return None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the task tied to its id."""
        with (
            tied_to(self.request.id or uuid.uuid4().hex) as request_id,
            structlog.contextvars.bound_contextvars(request_id=request_id),
            _told(JOB_OF_TASK.get(self.name, "")),
        ):
            return super().__call__(*args, **kwargs)


@contextmanager
def _told(job: str) -> Iterator[None]:
    """Leave word of a job's run; other tasks leave none."""
    if not job:
        yield
        return
    # Tasks are made before the models are loaded, and run after.
    from workflow.actions.jobs import note_end, note_start

    started_at = timezone.now()
    note_start(name=job, at=started_at)
    try:
        yield
    except Exception as fault:
        text = f"{type(fault).__name__}: {fault}"
        note_end(name=job, started_at=started_at, at=timezone.now(), error=text)
        raise
    note_end(name=job, started_at=started_at, at=timezone.now())
