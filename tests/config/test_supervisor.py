"""All live or all stop: children end together, by request, by crash and by our own death."""

import os
import signal
import subprocess
import sys
import time

import pytest

from config.embedded.supervisor import StoppedEarlyError, StopRequestedError, Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
FAIL = [sys.executable, "-c", "raise SystemExit(3)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True);"
    "time.sleep(600)",
]


@pytest.fixture
def supervisor():
    supervisor = Supervisor()
    yield supervisor
    supervisor.stop_all()


def test_a_crash_is_named_with_its_exit_code(supervisor):
    supervisor.start("后台任务", SLEEP)
    supervisor.start("网页服务", FAIL)

    with pytest.raises(StoppedEarlyError, match="网页服务意外退出（退出码 3）"):
        supervisor.watch()


def test_stopping_leaves_nobody_behind(supervisor):
    children = [supervisor.start(str(number), SLEEP) for number in range(3)]

    supervisor.stop_all()

    assert all(child.returncode == -signal.SIGTERM for child in children)


def test_a_child_that_will_not_end_is_made_to(supervisor, monkeypatch):
    monkeypatch.setattr("config.embedded.supervisor.PATIENCE_SECONDS", 0.5)
    child = supervisor.start("固执", STUBBORN)
    time.sleep(0.5)

    supervisor.stop_all()

    assert child.returncode == -signal.SIGKILL


def test_a_failed_step_is_an_error_and_a_done_one_is_not(supervisor):
    supervisor.finish("一步", [sys.executable, "-c", ""])

    with pytest.raises(StoppedEarlyError, match="另一步失败"):
        supervisor.finish("另一步", FAIL)


def test_a_stop_is_heard_while_waiting(supervisor):
    supervisor.start("网页服务", SLEEP)
    supervisor.stop_requested.set()

    with pytest.raises(StopRequestedError):
        supervisor.watch()


def test_children_end_when_the_supervisor_is_killed():
    program = (
        "from config.embedded.supervisor import Supervisor; import sys, time\n"
        "child = Supervisor().start('x', [sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "time.sleep(0.5)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, start_new_session=True
    )
    with parent:
        child = int(parent.stdout.readline())
        parent.kill()

    deadline = time.monotonic() + 10
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_running(child)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123 - a kernel file, not a path of ours
        return stat.read().split(") ")[1][0] != "Z"
