"""Give the tests a database. Loaded early, by `-p` in pyproject.toml, and by conftest.py.

Without DATABASE_URL the tests share one embedded cluster under `.data/test`, without fsync. Several
runs may use it at once; TEST_DB_SUFFIX gives each its own database. A database is cloned from a
template that was migrated once for the present set of migrations.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
DATA_DIR = ROOT / ".data" / "test"
os.environ["DATA_DIR"] = str(DATA_DIR)
os.environ["DJANGO_ENV"] = "test"
os.environ.pop("REDIS_URL", None)
EMBEDDED = not os.environ.get("DATABASE_URL", "").strip()

import pytest  # noqa: E402 - the environment above must stand before anything reads the settings

from config.embedded import postgres  # noqa: E402
from config.embedded.locations import places  # noqa: E402

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.base.operations import BaseDatabaseOperations

TEMPLATES_KEPT = 4


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """Start the shared cluster, if it is ours, and choose the template to clone.

    Processes that share the tests out among them each have a database, by the parallel suffix.
    """
    from django.conf import settings

    with ExitStack() as stack:
        if EMBEDDED:
            stack.enter_context(postgres.running(places(DATA_DIR), durable=False))
        template = template_name()
        if template in database_names():
            settings.DATABASES["default"]["TEST"]["TEMPLATE"] = template
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Keep the freshly migrated database as the template of later runs."""
    from django.db import connection

    empty_past_the_guards(connection)
    template, names = template_name(), database_names()
    if template in names:
        return
    source = connection.settings_dict["NAME"]
    connection.close()
    if not source.startswith("test_"):
        # Browser tests alone ask for no database, so none was migrated: no template of nothing.
        return
    # Two processes that make it at the same moment meet in the catalogue's index.
    made_already = ("duplicate_database", "unique_violation")
    run_sql(f'CREATE DATABASE "{template}" TEMPLATE "{source}"', ignore=made_already)
    old = sorted(name for name in names if name.startswith("template_tests_"))
    for name in old[: max(0, len(old) - TEMPLATES_KEPT + 1)]:
        run_sql(f'DROP DATABASE IF EXISTS "{name}"', ignore=("object_in_use",))


def empty_past_the_guards(connection: "BaseDatabaseWrapper") -> None:
    """Let a transactional test empty the tables whose triggers forbid it, such as the audit trail.

    Only the emptying between two tests is let through; needs a superuser, as tests have. The class
    is changed, not the connection: inside a browser's event loop Django hands out another one.
    """
    operations = type(connection.ops)
    execute = operations.execute_sql_flush

    def execute_without_triggers(self: "BaseDatabaseOperations", statements: Iterable[str]) -> None:
        execute(self, ["SET LOCAL session_replication_role = replica", *statements])

    operations.execute_sql_flush = execute_without_triggers  # type: ignore[method-assign,assignment]


def template_name() -> str:
    """Return the name that belongs to the present migrations, oldest first when sorted."""
    digest = hashlib.sha256()
    newest = 0
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
        newest = max(newest, int(path.stat().st_mtime))
    digest.update((ROOT / "requirements-dev.lock").read_bytes())
    return f"template_tests_{newest:011d}_{digest.hexdigest()[:10]}"


def database_names() -> set[str]:
    """Return the databases of the server the tests use."""
    return {str(row[0]) for row in run_sql("SELECT datname FROM pg_database")}


def run_sql(sql: str, *, ignore: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
    """Run one statement on the maintenance database; `ignore` names errors that are no fault."""
    import psycopg2
    from django.conf import settings
    from psycopg2 import errorcodes

    database = settings.DATABASES["default"]
    connection = psycopg2.connect(
        dbname="postgres",
        user=database["USER"] or None,
        password=database["PASSWORD"] or None,
        host=database["HOST"] or None,
        port=database["PORT"] or None,
    )
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    except psycopg2.Error as error:
        if ignore and errorcodes.lookup(error.pgcode or "").lower() in ignore:
            return []
        raise
    finally:
        connection.close()
