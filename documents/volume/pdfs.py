"""The parent's side of ``child``: an attached PDF goes in, plain pages come back in a file."""

from __future__ import annotations

import json
import logging
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

from documents.volume.limits import OUT_OF_MEMORY, PdfLimits

logger = logging.getLogger(__name__)

_PROJECT: Final = Path(__file__).resolve().parents[2]
_STOPPED: Final = {-signal.SIGXCPU, -signal.SIGKILL, OUT_OF_MEMORY}


class UnboundError(Exception):
    """A file that can't be bound in; ``code`` is a key of ``attachments.REASONS``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def write_plain_pages(data: bytes, target: Path, limits: PdfLimits) -> int:
    """Write the pages of the PDF ``data`` to ``target`` as plain drawing; returns their number.

    Raises ``UnboundError``: the child's own refusal, ``too_heavy`` when it met a limit,
    ``damaged`` when the file broke it.
    """
    limits = limits.for_size(len(data))
    child = subprocess.Popen(
        [sys.executable, "-E", "-m", "documents.volume.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_PROJECT,
        env={},
    )
    deadline = threading.Timer(limits.wall_seconds, child.kill)
    deadline.start()
    try:
        with child:
            answer = _converse(child, data, target, limits)
    finally:
        child.kill()
        deadline.cancel()
    if child.returncode in _STOPPED:
        raise UnboundError("too_heavy")
    if child.returncode != 0 or "refusal" in answer or "pages" not in answer:
        reason = answer.get("reason", f"the child ended with {child.returncode}")
        logger.info("pdf left out of a volume: %s", reason)
        raise UnboundError(answer.get("refusal", "damaged"))
    return int(answer["pages"])


def _converse(
    child: subprocess.Popen[bytes], data: bytes, target: Path, limits: PdfLimits
) -> dict[str, Any]:
    """Say everything, then hear everything: the child reads to the end before it speaks."""
    if child.stdin is None or child.stdout is None:
        return {}
    _say(child.stdin, json.dumps(limits.as_dict()).encode() + b"\n", data)
    line = child.stdout.readline()
    with target.open("wb") as pages:
        shutil.copyfileobj(child.stdout, pages)
    heard = json.loads(line) if line.endswith(b"\n") else {}
    return heard if isinstance(heard, dict) else {}


def _say(stream: IO[bytes], *parts: bytes) -> None:
    """Write to a child that may already be gone."""
    with suppress(BrokenPipeError):
        for part in parts:
            stream.write(part)
    with suppress(BrokenPipeError):
        stream.close()
