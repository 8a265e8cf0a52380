"""What a child process that reads a stranger's file is bound to, and how it ends."""

from __future__ import annotations

import resource
from typing import Final

OUT_OF_MEMORY: Final = 3
"""Exit status of a child process when it met its memory limit."""


def bind(*, memory: int, cpu_seconds: int) -> None:
    """Bound this process: bytes of memory, seconds of CPU, no files written, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
