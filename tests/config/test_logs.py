"""What a line of the log tells of an exception."""

from __future__ import annotations

import logging
import sys

from config.logs import configuration


def line_of_an_error_that_knew(secret: str, *, as_json: bool) -> str:
    told = configuration(as_json=as_json, level="INFO")["formatters"]
    assert isinstance(told, dict)
    given = dict(told["lines"])
    formatter = given.pop("()")(**given)
    try:
        raise LookupError(len(secret))
    except LookupError:
        record = logging.LogRecord("django", 40, __file__, 1, "broke", (), sys.exc_info())
    return str(formatter.format(record))


def test_a_traceback_names_lines_and_no_values() -> None:
    # The developers' way last: what structlog is told stays.
    for as_json in (True, False):
        line = line_of_an_error_that_knew("夜莺路8899号", as_json=as_json)

        assert "line_of_an_error_that_knew" in line
        assert "LookupError" in line
        assert "夜莺路" not in line
