"""Background work that belongs to no room."""

import structlog
from celery import shared_task

log = structlog.get_logger(__name__)


@shared_task
def beat_heart() -> None:
    """Leave a line in the log that shows the clock, the broker and a worker all work."""
    log.info("heartbeat")
