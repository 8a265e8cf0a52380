"""Python's collector of cycles, at rest while very many rows are read and held."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Leave the collector out for a while; what has no cycles goes at once all the same.

    Rows of a sheet are never part of a cycle, but as long as they are held it looks through all
    of them again and again: a sixth of the time of a large import. Whoever had it off before
    keeps it off.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
