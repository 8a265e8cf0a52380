"""/livez and /readyz: what a supervisor or a load balancer asks.

`/livez` answers as long as the process does and touches nothing else. `/readyz` says whether
this process can do its work: database, migrations and message broker, each by name.
"""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

BROKER_TIMEOUT_SECONDS = 2
log = structlog.get_logger(__name__)


class NotReadyError(Exception):
    """Something this process needs is missing; the text says what, for the operator."""


def probe_database() -> None:
    """Ask the database for one row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def probe_migrations() -> None:
    """Refuse while the schema is older than the code.

    Raises NotReadyError with the number of migrations missing.
    """
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise NotReadyError(f"还有 {len(missing)} 个迁移未执行，请运行 manage.py migrate。")


def probe_broker() -> None:
    """Ping Redis, when there is one; the file broker of `make run` needs no server."""
    if settings.REDIS_URL:
        with Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=BROKER_TIMEOUT_SECONDS,
            socket_connect_timeout=BROKER_TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), retries=0),
        ) as redis:
            redis.ping()


PROBES: dict[str, Callable[[], None]] = {
    "database": probe_database,
    "migrations": probe_migrations,
    "broker": probe_broker,
}


@never_cache
@require_safe
def livez(request: HttpRequest) -> JsonResponse:
    """Answer that the process is alive."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every probe passes and 503 when one doesn't, with a word for each."""
    results = {name: _outcome(name, probe) for name, probe in PROBES.items()}
    ready = all(result == "ok" for result in results.values())
    body = {"status": "ok" if ready else "unavailable", "checks": results}
    return JsonResponse(
        body, status=200 if ready else 503, json_dumps_params={"ensure_ascii": False}
    )


def _outcome(name: str, probe: Callable[[], None]) -> str:
    try:
        probe()
    except NotReadyError as reason:
        return str(reason)
    except Exception:
        log.exception("readyz probe failed", probe=name)
        return "无法连接，详见日志。"
    return "ok"
