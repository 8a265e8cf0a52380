"""`make run`: everything the system needs, in one terminal, stopped by one Ctrl-C.

Starts PostgreSQL and Valkey from their wheels unless DATABASE_URL and REDIS_URL name real servers,
migrates, fills an empty database with the demo city, and runs the web server and one Celery worker
with the clock.
"""

import fcntl
import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config import environment
from config.embedded import postgres, valkey
from config.embedded.locations import Places, places
from config.embedded.supervisor import StoppedEarlyError, StopRequestedError, Supervisor

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
# True of a server on the network, noise for a trial on one's own machine.
ROOT_WARNING = "You're running the worker with superuser privileges"
BROKER_NOTICE = (
    "提示：本机没有可用的 Valkey 程序，后台任务改用文件队列（较慢，仅供试用）；"
    "正式使用请设置 REDIS_URL。"
)


class RefusedError(Exception):
    """The system can't be started here and now; the text says why and what to do."""


EXPECTED = (RefusedError, StoppedEarlyError, postgres.EmbeddedServerError, ImproperlyConfigured)


def main() -> int:
    """Run until told to stop; return the exit code."""
    supervisor = Supervisor()
    supervisor.listen_for_stop()
    try:
        run(supervisor)
    except StopRequestedError:
        say("已停止。")
        return 0
    except EXPECTED as reason:
        say(str(reason), error=True)
        return 1
    return 0


def run(supervisor: Supervisor) -> None:
    """Start everything and watch it.

    Raises one of `EXPECTED` when something fails, and StopRequestedError at the end.
    """
    port = environment.integer("PORT", default=8000, minimum=1, maximum=65535)
    data_dir = environment.folder("DATA_DIR", default=ROOT / ".data")
    os.environ["DATA_DIR"] = str(data_dir)
    where = places(data_dir)
    with ExitStack() as stack:
        postgres.open_home(where)
        stack.enter_context(only_one(data_dir, address=address(port)))
        refuse_taken_port(port)
        stack.callback(supervisor.stop_all)
        stack.callback(say, "正在停止……")
        start_servers(supervisor, where, stack)
        supervisor.finish("准备数据库", prepare())
        supervisor.start("网页服务", web_command(port))
        supervisor.start("后台任务", worker_command(data_dir))
        supervisor.watch(until=lambda: answers(port))
        say(f"五级协同已启动：{address(port)}　数据目录：{data_dir}　按 Ctrl-C 停止。")
        supervisor.finish("列出演示账号", prepare("--logins"))
        supervisor.watch()


def start_servers(supervisor: Supervisor, where: Places, stack: ExitStack) -> None:
    """Start the embedded servers that no real one stands in for, and tell Django where they are."""
    if not environment.is_set("DATABASE_URL"):
        stack.enter_context(postgres.running(where))
        os.environ["DATABASE_URL"] = where.database_url
    if environment.is_set("REDIS_URL"):
        return
    binary = valkey.program()
    if binary is None:
        say(BROKER_NOTICE)
        return
    for folder in (where.valkey, where.sockets):
        folder.mkdir(mode=0o700, exist_ok=True)
    where.valkey_socket.unlink(missing_ok=True)
    supervisor.start("Valkey", valkey.command(binary, places=where))
    supervisor.watch(until=where.valkey_socket.exists)
    os.environ["REDIS_URL"] = f"unix://{where.valkey_socket}"


def prepare(*words: str) -> list[str]:
    """Return the command line of `config.embedded.prepare`."""
    return [sys.executable, "-m", "config.embedded.prepare", *words]


def web_command(port: int) -> list[str]:
    """Return gunicorn's command line; with DEBUG on it reloads changed code."""
    reload = ["--reload"] if environment.flag("DEBUG", default=False) else []
    options = ["--workers", "2", "--threads", "4", "--graceful-timeout", "10"]
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{HOST}:{port}"),
        *("--log-level", "warning", "--no-control-socket"),
        *(options + reload),
    ]


def worker_command(data_dir: Path) -> list[str]:
    """Return the command line of the Celery worker that also keeps the clock."""
    (data_dir / "broker" / "control").mkdir(parents=True, exist_ok=True)
    return [
        *(sys.executable, "-W", f"ignore:{ROOT_WARNING}"),
        *("-m", "celery", "--quiet", "-A", "config", "worker", "-B"),
        *("--pool", "threads", "--concurrency", "4", "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle"),
        *("--schedule", str(data_dir / "beat-schedule")),
    ]


@contextmanager
def only_one(data_dir: Path, *, address: str) -> Iterator[None]:
    """Hold the data folder for this run.

    Raises RefusedError naming the process and the address of the run that already holds it.
    """
    with (data_dir / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            pid, _, other = lock.read().strip().partition(" ")
            raise RefusedError(
                f"五级协同已在运行（进程 {pid}，{other}）。"
                "请直接打开该地址；要再开一个，请用 DATA_DIR 和 PORT 另选数据目录和端口。"
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()} {address}\n")
        lock.flush()
        yield


def refuse_taken_port(port: int) -> None:
    """Raise RefusedError when another program listens on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise RefusedError(
                f"端口 {port} 已被其他程序占用。请关闭该程序，"
                f"或换一个端口：make run PORT={port + 1}"
            ) from error


def answers(port: int) -> bool:
    """Tell whether the web server says it is ready."""
    # Never through a proxy that the environment names: the server is on this machine.
    directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with directly.open(f"{address(port)}/readyz", timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def address(port: int) -> str:
    """Return the address to open in a browser."""
    return f"http://{HOST}:{port}"


def say(message: str, *, error: bool = False) -> None:
    """Tell the person at the terminal."""
    print(message, file=sys.stderr if error else sys.stdout, flush=True)


if __name__ == "__main__":
    sys.exit(main())
