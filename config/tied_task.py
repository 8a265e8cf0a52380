"""The base of every Celery task: its id ties log lines, audit entries and row events."""

from __future__ import annotations

import uuid
from typing import Any

import structlog
from celery import Task

from hierarchy.request_ids import tied_to


class TiedTask(Task):
    """A task whose whole run carries one request id: its own, or a new one when called directly."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the task tied to its id."""
        with (
            tied_to(self.request.id or uuid.uuid4().hex) as request_id,
            structlog.contextvars.bound_contextvars(request_id=request_id),
        ):
            return super().__call__(*args, **kwargs)
