"""The parent's side of the child process: the file goes in, lines come out and are not kept."""

from __future__ import annotations

import json
import logging
import subprocess
from collections.abc import Callable
from typing import Any

from documents.children import STOPPED, running, say
from documents.spreadsheets.limits import RefusedError
from documents.spreadsheets.request import Request

logger = logging.getLogger(__name__)

Rows = list[tuple[int, list[str]]]
TakeRows = Callable[[Rows], None]
"""Takes some rows, each a list of its number and its cells."""


def ask_child(data: bytes, request: Request, take: TakeRows) -> dict[str, Any]:
    """Let the child read ``data``; rows go to ``take`` as they come, its last word is returned.

    Raises ``RefusedError``: the child's own refusal, ``too_heavy`` when it met a limit,
    ``damaged`` when the file broke it.
    """
    seconds = request.limits.wall_seconds
    with running("documents.spreadsheets.child", "-S", seconds=seconds) as child:
        answer = _converse(child, data, request, take)
    if child.returncode in STOPPED:
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
    say(child.stdin, json.dumps(request.as_dict()).encode() + b"\n", data)
    for line in child.stdout:
        if not line.endswith(b"\n"):
            return None
        heard = json.loads(line)
        if isinstance(heard, dict):
            return heard
        take(heard)
    return None
