"""Celery's clock, held by one process at a time.

Two clocks would send every job twice. Whoever holds the advisory lock in PostgreSQL ticks; the
others wait and take over when its connection ends, be it by a stop, a crash or a broken network.
"""

import time

import structlog
from celery.beat import PersistentScheduler
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import Error as DatabaseError

# Any fixed number will do; it must not be used by another advisory lock of this database.
LOCK_KEY = 5_301_800
RETRY_SECONDS = 3.0
# How often the clock leaves a sign of life for the page 运行情况.
SIGN_SECONDS = 20.0
_SIGN_OF_LIFE = """
    INSERT INTO workflow_heartbeat (name, seen_at) VALUES ('clock', clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at
"""
log = structlog.get_logger(__name__)


class ClockLock:
    """The right to tick: an advisory lock that lives as long as its own connection."""

    def __init__(self) -> None:
        self._connection: BaseDatabaseWrapper | None = None
        self._signed = 0.0

    def hold(self) -> bool:
        """Take the lock or prove that it is still ours; False when another process has it."""
        if self._connection is not None and self._is_alive():
            return True
        self.release()
        connection = connections.create_connection("default")
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_KEY])
                (taken,) = cursor.fetchone()
        except DatabaseError:
            log.warning("clock waits for the database")
            taken = False
        if taken:
            self._connection = connection
        else:
            connection.close()
        return bool(taken)

    def release(self) -> None:
        """Give the lock up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _is_alive(self) -> bool:
        assert self._connection is not None  # noqa: S101 - narrows the type
        try:
            with self._connection.cursor() as cursor:
                cursor.execute("SELECT 1")
                if time.monotonic() - self._signed > SIGN_SECONDS:
                    cursor.execute(_SIGN_OF_LIFE)
                    self._signed = time.monotonic()
        except DatabaseError:
            log.warning("clock lost its lock")
            return False
        return True


class GuardedScheduler(PersistentScheduler):
    """Celery's file-keeping scheduler that ticks only under the lock."""

    lock = ClockLock()

    def tick(self, *args: object, **kwargs: object) -> float:
        """Send what is due and return the seconds to sleep; wait while another clock ticks."""
        if not self.lock.hold():
            return RETRY_SECONDS
        # Nothing due for long, such as on the first tick: the sign of life still comes.
        return min(float(super().tick(*args, **kwargs)), SIGN_SECONDS)

    def close(self) -> None:
        """Write the state and let another clock take over."""
        super().close()
        self.lock.release()
