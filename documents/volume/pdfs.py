"""The parent's side of ``child``: an attached PDF goes in, plain pages come back in a file."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
from pathlib import Path
from typing import Any

from documents.children import STOPPED, running, say
from documents.volume.limits import PdfLimits

logger = logging.getLogger(__name__)


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
    with running("documents.volume.child", seconds=limits.wall_seconds) as child:
        answer = _converse(child, data, target, limits)
    if child.returncode in STOPPED:
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
    say(child.stdin, json.dumps(limits.as_dict()).encode() + b"\n", data)
    line = child.stdout.readline()
    with target.open("wb") as pages:
        shutil.copyfileobj(child.stdout, pages)
    heard = json.loads(line) if line.endswith(b"\n") else {}
    return heard if isinstance(heard, dict) else {}
