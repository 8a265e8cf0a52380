"""Measuring two sides of a comparison turn by turn, so that noise falls on both alike."""

from __future__ import annotations

import gc
import resource
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from django.db import connection

ROUNDS = 5
FEWEST_ROUNDS = 3
_TICKS: Final = 100

Step = Callable[[], object]
# Does its own preparation and cleaning, and returns only the seconds that count.
Timed = Callable[[], float]


def seconds(step: Step) -> float:
    """How long one call takes, with the collector of garbage at rest."""
    gc.disable()
    started = perf_counter()
    try:
        step()
        return perf_counter() - started
    finally:
        gc.enable()


def milliseconds(*steps: Step, turns: int) -> tuple[float, ...]:
    """The median of each step over ``turns`` turns, each after one that does not count."""
    for step in steps:
        step()
    found: list[list[float]] = [[] for _ in steps]
    for turn in range(turns):
        for index in _order(len(steps), turn):
            found[index].append(seconds(steps[index]) * 1000)
    return tuple(median(times) for times in found)


def medians(*sides: Timed, rounds: int = ROUNDS) -> tuple[float, ...]:
    """The median seconds of sides that time themselves, turn by turn."""
    found: list[list[float]] = [[] for _ in sides]
    for turn in range(max(rounds, FEWEST_ROUNDS)):
        for index in _order(len(sides), turn):
            found[index].append(sides[index]())
    return tuple(median(times) for times in found)


def peak_megabytes(step: Step) -> float:
    """How far the memory of this process rose above what it held before ``step``."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    before = _memory("VmRSS")
    step()
    return max(_memory("VmHWM") - before, 0) / 1024


def database_seconds() -> float:
    """Processor seconds of this connection's process of the database so far.

    In ticks of a hundredth, and without helpers that it starts for parallel plans.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def whole_peak_megabytes() -> float:
    """The most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def percentile(times: list[float], share: float) -> float:
    """The smallest of ``times`` that at least ``share`` of them do not exceed."""
    ordered = sorted(times)
    return ordered[max(0, -(-int(share * 100) * len(ordered) // 100) - 1)]


def _memory(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _order(count: int, turn: int) -> range:
    """Forwards, then backwards: neither side always profits from the other's warm pages."""
    return range(count) if turn % 2 == 0 else range(count - 1, -1, -1)
