"""The process that takes an untrusted .xlsx apart: ``python -m documents.spreadsheets.child``.

It gets one JSON line with the request and then the file on standard input, and answers in JSON
lines: some rows a line, each ``[number, cells]``, and at the end one object with what else the
sheet holds, or with the refusal. It binds itself to the limits first, so whatever the file does
to it ends here; a crash is an answer too (exit status other than 0), which ``process`` words.
"""

from __future__ import annotations

import gc
import json
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from io import BytesIO
from typing import IO, Any, Final
from xml.parsers import expat

from documents.bounds import OUT_OF_MEMORY, bind
from documents.spreadsheets.cells import SheetHandler, Survey
from documents.spreadsheets.limits import Limits, RefusedError
from documents.spreadsheets.request import Request
from documents.spreadsheets.workbook import SheetEntry, open_workbook
from documents.spreadsheets.xml import read_xml

ROWS_A_LINE: Final = 50
CHARACTERS_A_LINE: Final = 64 << 10
_NO_MEMORY: Final = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]


class Output:
    """JSON lines to the parent, never more characters than allowed."""

    def __init__(self, stream: IO[str], limits: Limits) -> None:
        self.stream = stream
        self.left = limits.text
        self.waiting: list[tuple[int, list[str]]] = []
        self.flush_at = self.left - CHARACTERS_A_LINE

    def row(self, number: int, cells: list[str]) -> None:
        """Hand over one row; raises ``RefusedError("too_heavy")`` past the limit."""
        self.left -= sum(map(len, cells)) + len(cells)
        if self.left < 0:
            raise RefusedError("too_heavy")
        self.waiting.append((number, cells))
        if len(self.waiting) >= ROWS_A_LINE or self.left < self.flush_at:
            self.flush()

    def flush(self) -> None:
        """Write the rows that wait."""
        if self.waiting:
            self._write(self.waiting)
        self.waiting = []
        self.flush_at = self.left - CHARACTERS_A_LINE

    def close(self, answer: dict[str, Any]) -> None:
        """Write the last line."""
        self.flush()
        self._write(answer)

    def _write(self, line: object) -> None:
        self.stream.write(json.dumps(line) + "\n")


def choose(sheets: Sequence[SheetEntry], request: Request) -> SheetEntry:
    """The sheet to read; raises ``RefusedError`` with ``sheet_not_found`` or ``no_sheet``."""
    allowed = [sheet for sheet in sheets if request.hidden_sheets or not sheet.hidden]
    for sheet in allowed:
        if sheet.title == request.title:
            return sheet
    if request.exact and request.title:
        raise RefusedError("sheet_not_found", title=request.title[:40])
    if not allowed:
        raise RefusedError("no_sheet")
    return min(allowed, key=lambda sheet: (sheet.hidden, sheet.title == request.avoid))


def read_sheet(
    data: bytes, request: Request, output: Output
) -> tuple[SheetEntry, list[SheetEntry], Survey]:
    """Read the sheet that is asked for into ``output``; raises what broken files cause."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        workbook = open_workbook(package, request.limits)
        chosen = choose(workbook.sheets, request)
        handler = SheetHandler(
            workbook, request.limits, output.row, hidden_rows=request.hidden_rows
        )
        with package.open(chosen.part) as stream:
            read_xml(stream, handler)
    return chosen, workbook.sheets, handler.survey


def answer(data: bytes, request: Request, output: Output) -> None:
    """Read ``data`` and say everything about it; raises ``MemoryError``, nothing else."""
    try:
        chosen, sheets, survey = read_sheet(data, request, output)
    except RefusedError as refused:
        output.close({"refusal": refused.code, "params": refused.params})
    except MemoryError:
        raise
    except Exception as error:
        if isinstance(error, expat.ExpatError) and error.code == _NO_MEMORY:
            raise MemoryError from error
        reason = f"{type(error).__name__}: {error}"[:200]
        output.close({"refusal": "damaged", "params": {}, "reason": reason})
    else:
        output.close(
            {
                "title": chosen.title,
                "sheets": [(sheet.title, sheet.hidden) for sheet in sheets],
                "position": sheets.index(chosen),
                "survey": asdict(survey),
            }
        )


def main() -> None:
    """Answer one request from standard input."""
    request = Request.from_dict(json.loads(sys.stdin.buffer.readline()))
    bind(memory=request.limits.memory, cpu_seconds=request.limits.cpu_seconds)
    # Rows go as soon as they are written: there is nothing to collect.
    gc.disable()
    try:
        answer(sys.stdin.buffer.read(), request, Output(sys.stdout, request.limits))
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
