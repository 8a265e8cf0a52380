"""The bench's own databases: made beside the application's, never in it, and dropped at the end.

One template is migrated; every ground (a city of some size) is built in a clone of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from tests.bench.results import say

PREFIX = "bench_"


class Server:
    """The server the application uses, and the databases this run has made on it."""

    def __init__(self, *, mark: int) -> None:
        self._application = str(connection.settings_dict["NAME"])
        self._mark = mark
        self._made: dict[str, Any] = {}
        self._template = self._name("template")

    def open(self, ground: str, build: Callable[[], Any]) -> Any:
        """Go to the database of ``ground``; when it is new, ``build`` fills it.

        Returns what ``build`` returned, now or then.
        """
        if ground not in self._made:
            say(f"building ground {ground}")
            self._clone(ground)
            self._go(self._name(ground))
            self._made[ground] = build()
            self._settle()
        self._go(self._name(ground))
        return self._made[ground]

    def drop(self, ground: str) -> None:
        """Give the space of one ground back."""
        if self._made.pop(ground, None) is not None:
            connection.close()
            self._run(f'DROP DATABASE IF EXISTS "{self._name(ground)}" WITH (FORCE)')

    def settings(self) -> dict[str, str]:
        """What the server is, as far as it decides the figures."""
        names = ("server_version", "fsync", "synchronous_commit", "shared_buffers", "work_mem")
        return {name: str(self._run(f"SHOW {name}")[0][0]) for name in names}

    def prepare(self) -> None:
        """Migrate the template that all grounds are cloned from."""
        self._sweep()
        say("migrating the template")
        self._run(f'CREATE DATABASE "{self._template}" TEMPLATE template0')
        self._go(self._template)
        call_command("migrate", interactive=False, verbosity=0)
        connection.close()

    def clean(self) -> None:
        """Drop everything this run has made and go back to where it came from."""
        connection.close()
        for ground in [*self._made, "template"]:
            self._run(f'DROP DATABASE IF EXISTS "{self._name(ground)}" WITH (FORCE)')
        connection.settings_dict["NAME"] = self._application

    def _sweep(self) -> None:
        """Drop what a run that was killed has left behind."""
        for (name,) in self._run("SELECT datname FROM pg_database"):
            owner = re.match(rf"{PREFIX}(\d+)_", name)
            if owner and not Path("/proc", owner[1]).exists():
                self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _clone(self, ground: str) -> None:
        connection.close()
        self._run(f'DROP DATABASE IF EXISTS "{self._name(ground)}"')
        self._run(f'CREATE DATABASE "{self._name(ground)}" TEMPLATE "{self._template}"')

    def _go(self, name: str) -> None:
        if not name.startswith(PREFIX) or name == self._application:
            raise RuntimeError(f"the bench writes into databases called {PREFIX}… only")
        if connection.settings_dict["NAME"] != name:
            connection.close()
            connection.settings_dict["NAME"] = name
            ContentType.objects.clear_cache()

    def _settle(self) -> None:
        """Fresh statistics and visibility, and nothing left to write from building."""
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")

    def _name(self, part: str) -> str:
        return f"{PREFIX}{self._mark}_{part}".replace("-", "_")

    def _run(self, sql: str) -> list[tuple[Any, ...]]:
        target = connection.settings_dict
        session = psycopg2.connect(
            dbname="postgres",
            user=target["USER"] or None,
            password=target["PASSWORD"] or None,
            host=target["HOST"] or None,
            port=target["PORT"] or None,
        )
        with closing(session):
            session.autocommit = True
            with session.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []


@contextmanager
def own_server(*, mark: int) -> Iterator[Server]:
    """A prepared server for one run, cleaned whatever happens."""
    server = Server(mark=mark)
    try:
        server.prepare()
        yield server
    finally:
        server.clean()
