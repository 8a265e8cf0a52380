"""A child process for files that strangers made: limits inside it, a deadline outside it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from documents.bounds import OUT_OF_MEMORY

STOPPED: Final = {-signal.SIGXCPU, -signal.SIGKILL, OUT_OF_MEMORY}
"""How a child ends that met a limit."""
_PROJECT: Final = Path(__file__).resolve().parents[1]


@contextmanager
def running(module: str, *options: str, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    """A module run as a program without an environment; killed at the latest after ``seconds``.

    It has ended when the block is left, so that its ``returncode`` can be asked.
    """
    child = subprocess.Popen(  # noqa: S603 - our own modules alone, by the interpreter's path
        [sys.executable, "-E", *options, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_PROJECT,
        env={},
    )
    deadline = threading.Timer(seconds, child.kill)
    deadline.start()
    try:
        with child:
            yield child
    finally:
        child.kill()
        deadline.cancel()


def say(stream: IO[bytes], *parts: bytes) -> None:
    """Write everything to a child that may already be gone, and let it know that this was all."""
    with suppress(BrokenPipeError):
        for part in parts:
            stream.write(part)
    with suppress(BrokenPipeError):
        stream.close()
