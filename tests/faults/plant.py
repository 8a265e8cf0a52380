"""A whole installation of its own: PostgreSQL, Valkey, web, worker and clock, each to be killed.

What is killed is started again, as a service manager does; nothing else is ever repaired. Only
processes started here are touched.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

import psycopg2

from config.embedded import postgres, valkey
from config.embedded.locations import places
from tests.database import ROOT

PARTS: Final = ("worker", "beat", "web", "redis", "postgres")
START_SECONDS: Final = 90.0
PREPARE_SECONDS: Final = 900.0


class Plant:
    """The installation; a context that leaves nothing behind."""

    def __init__(self, folder: Path, *, tasks: int, mail_port: int) -> None:
        self.places = places(folder)
        self._cluster = postgres.Cluster(places=self.places, durable=True)
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._tasks, self._mail_port = tasks, mail_port
        self.web_port = _free_port()
        self._env = os.environ | {
            "DJANGO_ENV": "development",
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATA_DIR": str(folder),
            "DATABASE_URL": self.places.database_url,
            "REDIS_URL": f"unix://{self.places.valkey_socket}",
            "MAIL_HOSTS": f"127.0.0.1:{mail_port}",
            "LOG_LEVEL": "WARNING",
        }

    def __enter__(self) -> Self:
        try:
            self._build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _build(self) -> None:
        postgres.open_home(self.places)
        for name in ("logs", "static", "media"):
            (self.places.data_dir / name).mkdir(exist_ok=True)
        # Filled in haste, and kept with care from then on: a commit outlives the server's death.
        hasty = postgres.Cluster(places=self.places, durable=False)
        hasty.start()
        words = ["tests.faults.prepare", str(self._tasks), str(self._mail_port)]
        subprocess.run(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=self._env,
            check=True,
            timeout=PREPARE_SECONDS,
        )
        hasty.stop()
        self._cluster.start()
        for part in ("redis", "worker", "beat", "web"):
            self.start(part)

    def __exit__(self, *_: object) -> None:
        for part in list(self._children):
            self._kill_child(part)
        if self._cluster.accepts_connections():
            self._cluster.stop()
        for folder in {self.places.home, self.places.sockets, self.places.data_dir}:
            shutil.rmtree(folder, ignore_errors=True)

    def start(self, part: str) -> None:
        """Start one part, as its service manager would: again and again until it is up."""
        if part == "postgres":
            until(self._try_postgres, seconds=START_SECONDS, what="PostgreSQL starts again")
            return
        if part == "redis":
            self._make_room_for_valkey()
        log = (self.places.data_dir / "logs" / f"{part}.log").open("ab")
        with log:
            self._children[part] = subprocess.Popen(
                self._command(part),
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, part: str) -> None:
        """End one part at once, with all of its processes (-9)."""
        if part == "postgres":
            self._kill_postgres()
        else:
            self._kill_child(part)

    def ask(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """One statement of the test's own, on a connection of its own."""
        connection = psycopg2.connect(
            dbname="wujixietong",
            user="postgres",
            host=str(self.places.sockets),
            connect_timeout=5,
        )
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, parameters)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def web_is_ready(self) -> bool:
        """Whether the web server answers and finds what it needs."""
        directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with directly.open(f"http://127.0.0.1:{self.web_port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def last_words(self) -> str:
        """Which parts ended by themselves, and the end of every log, for a failure."""
        codes = {part: child.poll() for part, child in self._children.items()}
        ended = {part: code for part, code in codes.items() if code is not None}
        logs = sorted((self.places.data_dir / "logs").glob("*.log"))
        return f"ended by themselves: {ended}\n" + "\n".join(
            f"== {log.name}\n{log.read_text(errors='replace')[-2500:]}" for log in logs
        )

    def _command(self, part: str) -> list[str]:
        if part == "redis":
            binary = valkey.program()
            assert binary is not None
            return valkey.command(binary, places=self.places)
        if part == "web":
            bind = ["--bind", f"127.0.0.1:{self.web_port}", "--no-control-socket"]
            return [sys.executable, "-m", "gunicorn", "config.wsgi", "--threads", "2", *bind]
        celery = [sys.executable, "-m", "celery", "--quiet", "-A", "config"]
        if part == "beat":
            schedule = str(self.places.data_dir / "beat-schedule")
            return [*celery, "beat", "--schedule", schedule, "--pidfile="]
        flags = ["--pool", "threads", "--concurrency", "3", "--without-gossip", "--without-mingle"]
        return [*celery, "worker", *flags]

    def _make_room_for_valkey(self) -> None:
        for folder in (self.places.valkey, self.places.sockets):
            folder.mkdir(mode=0o700, exist_ok=True)
        self.places.valkey_socket.unlink(missing_ok=True)

    def _kill_child(self, part: str) -> None:
        child = self._children.pop(part)
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def _kill_postgres(self) -> None:
        pid = int((self.places.cluster / "postmaster.pid").read_text().split()[0])
        for one in (pid, *_children_of(pid)):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)

    def _try_postgres(self) -> bool:
        try:
            self._cluster.start()
        except (postgres.EmbeddedServerError, psycopg2.Error):
            return False
        return True


def until(condition: Callable[[], bool], *, seconds: float, what: str) -> float:
    """Wait for something; how long it took. Fails the test when it takes longer."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.1)
    return time.monotonic() - started


def _children_of(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(path.parent.name))
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
