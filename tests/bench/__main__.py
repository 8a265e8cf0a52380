"""``python -m tests.bench``: run cases and print one JSON object a line.

Exit code 0 however slow it was, 1 when a case crashed, 2 for a wrong argument.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import traceback
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from tests.bench.registry import Bench, Case


def main() -> int:
    """Run the chosen cases; speed is told, never asserted."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    logging.disable(logging.WARNING)
    # Being told to stop still drops the databases of this run.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    # These read models, so they come after the set-up.
    from tests.bench.catalogue import CASES
    from tests.bench.databases import own_server
    from tests.bench.registry import SCALES, Bench, chosen

    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--cases", default="", help="beginnings of names: tree.insert,page")
    parser.add_argument("--scale", default="small", choices=SCALES)
    options = parser.parse_args()
    try:
        cases = chosen(CASES, wanted=options.cases)
    except LookupError as error:
        parser.error(str(error))
    with own_server(mark=os.getpid()) as server:
        crashed = _run(cases, Bench(server=server, scale=options.scale))
    return 1 if crashed else 0


def _run(cases: dict[str, Case], bench: Bench) -> int:
    from tests.bench.results import emit, say

    crashed = 0
    described = ", ".join(f"{key} {value}" for key, value in bench.server.settings().items())
    say(f"PostgreSQL: {described}; {os.cpu_count()} processors; Python {sys.version.split()[0]}")
    for name, case in cases.items():
        say(f"{name} …")
        try:
            for result in case(bench):
                emit(result)
        except Exception:
            crashed += 1
            say(f"{name} crashed:\n{traceback.format_exc()}")
    return crashed


if __name__ == "__main__":
    sys.exit(main())
