"""The parent's side of the child process: the file goes in, lines come out and are not kept."""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

from documents.spreadsheets.limits import OUT_OF_MEMORY, RefusedError
from documents.spreadsheets.request import Request

logger = logging.getLogger(__name__)

Rows = list[tuple[int, list[str]]]
TakeRows = Callable[[Rows], None]
"""Takes some rows, each a list of its number and its cells."""

_PROJECT: Final = Path(__file__).resolve().parents[2]
_STOPPED: Final = {-signal.SIGXCPU, -signal.SIGKILL, OUT_OF_MEMORY}


def ask_child(data: bytes, request: Request, take: TakeRows) -> dict[str, Any]:
    """Let the child read ``data``; rows go to ``take`` as they come, its last word is returned.

    Raises ``RefusedError``: the child's own refusal, ``too_heavy`` when it met a limit,
    ``damaged`` when the file broke it.
    """
    child = subprocess.Popen(
        [sys.executable, "-E", "-S", "-m", "documents.spreadsheets.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_PROJECT,
        env={},
    )
    deadline = threading.Timer(request.limits.wall_seconds, child.kill)
    deadline.start()
    try:
        with child:
            answer = _converse(child, data, request, take)
    finally:
        child.kill()
        deadline.cancel()
    if child.returncode in _STOPPED:
        raise RefusedError("too_heavy")
    if child.returncode != 0 or answer is None:
        logger.info("spreadsheet refused as damaged: the child ended with %s", child.returncode)
        raise RefusedError("damaged")
    if "refusal" in answer:
        if reason := answer.get("reason"):
            logger.info("spreadsheet refused as damaged: %s", reason)
        raise RefusedError(answer["refusal"], **answer["params"])
    return answer


def _converse(
    child: subprocess.Popen[bytes], data: bytes, request: Request, take: TakeRows
) -> dict[str, Any] | None:
    """Say everything, then hear everything: the child reads to the end before it speaks."""
    if child.stdin is None or child.stdout is None:
        return None
    _say(child.stdin, json.dumps(request.as_dict()).encode() + b"\n", data)
    for line in child.stdout:
        if not line.endswith(b"\n"):
            return None
        heard = json.loads(line)
        if isinstance(heard, dict):
            return heard
        take(heard)
    return None


def _say(stream: IO[bytes], *parts: bytes) -> None:
    """Write to a child that may already be gone."""
    with suppress(BrokenPipeError):
        for part in parts:
            stream.write(part)
    with suppress(BrokenPipeError):
        stream.close()
