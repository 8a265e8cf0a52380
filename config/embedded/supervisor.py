"""Run a handful of child processes together: all live, or all stop."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

POLL_SECONDS = 0.2
PATIENCE_SECONDS = 15
PR_SET_PDEATHSIG = 1


class StoppedEarlyError(Exception):
    """A child ended that should have lived, or failed at its one job."""


class StopRequestedError(Exception):
    """Ctrl-C or a termination signal arrived."""


@dataclass
class Supervisor:
    """Starts children, watches them and stops them in the reverse order."""

    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stop_requested: threading.Event = field(default_factory=threading.Event)

    def listen_for_stop(self) -> None:
        """Turn Ctrl-C, SIGTERM and a closed terminal into an orderly stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._request_stop)

    def start(self, name: str, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start a child in its own session; Ctrl-C at the terminal reaches only us."""
        self._refuse_when_stopping()
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        self.children[name] = child
        return child

    def finish(self, name: str, command: Sequence[str]) -> None:
        """Run a child to its end.

        Raises StoppedEarlyError when it fails, StopRequestedError when we are told to stop.
        """
        child = self.start(name, command)
        while child.poll() is None:
            self._refuse_when_stopping()
            time.sleep(POLL_SECONDS)
        del self.children[name]
        if child.returncode:
            raise StoppedEarlyError(f"{name}失败（退出码 {child.returncode}），原因见上。")

    def watch(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Wait until `until` holds, watching the children.

        Raises StoppedEarlyError when one ends, StopRequestedError when we are told to stop.
        """
        while not until():
            for name, child in self.children.items():
                if child.poll() is not None:
                    raise StoppedEarlyError(
                        f"{name}意外退出（退出码 {child.returncode}），原因见上；"
                        "其余进程已一并停止。"
                    )
            self.stop_requested.wait(POLL_SECONDS)
            self._refuse_when_stopping()

    def stop_all(self) -> None:
        """Ask every child to end, newest first, and insist after a while."""
        for child in reversed(self.children.values()):
            _signal_family(child, signal.SIGTERM, whole=False)
            try:
                child.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                _signal_family(child, signal.SIGKILL, whole=True)
                child.wait()
            _signal_family(child, signal.SIGKILL, whole=True)
        self.children.clear()

    def _request_stop(self, number: int, frame: FrameType | None) -> None:
        self.stop_requested.set()

    def _refuse_when_stopping(self) -> None:
        if self.stop_requested.is_set():
            raise StopRequestedError


def _signal_family(child: subprocess.Popen[bytes], number: int, *, whole: bool) -> None:
    """Signal a child, or the session it leads with whatever it left behind."""
    try:
        if whole:
            os.killpg(child.pid, number)
        elif child.poll() is None:
            child.send_signal(number)
    except ProcessLookupError:
        return


def _end_with_parent() -> None:
    """Have the kernel end this child should the supervisor be killed outright (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
