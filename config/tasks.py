"""Background work that belongs to no room."""

import structlog
from celery import shared_task
from django.utils import timezone

from workflow.actions.jobs import note_alive

log = structlog.get_logger(__name__)


@shared_task
def beat_heart() -> None:
    """Leave a sign of life that shows the clock, the broker and a worker all work."""
    log.info("heartbeat")
    note_alive(name="worker", at=timezone.now())
