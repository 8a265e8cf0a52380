"""The process that takes an untrusted .xlsx apart: ``python -m documents.spreadsheets.child``.

It gets one JSON line of limits and then the file on standard input, and answers in JSON lines:
one ``[number, cells]`` a row, and at the end one object with what else the sheet holds, or with
the refusal. It binds itself to the limits first, so whatever the file does to it ends here; a
crash is an answer too (exit status other than 0), which ``reader`` words for the user.
"""

from __future__ import annotations

import json
import resource
import sys
import zipfile
from dataclasses import asdict
from io import BytesIO
from typing import IO

from documents.spreadsheets.cells import SheetHandler, Survey
from documents.spreadsheets.limits import OUT_OF_MEMORY, Limits, RefusedError
from documents.spreadsheets.workbook import SheetEntry, open_workbook
from documents.spreadsheets.xml import read_xml


def bind(limits: Limits) -> None:
    """Bound this process: memory, CPU, no files written, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Output:
    """JSON lines to the parent, never more characters than allowed."""

    def __init__(self, stream: IO[str], limits: Limits) -> None:
        self.stream = stream
        self.left = limits.text

    def row(self, number: int, cells: list[str]) -> None:
        """Hand over one row; raises ``RefusedError("too_heavy")`` past the limit."""
        self.left -= sum(map(len, cells)) + len(cells)
        if self.left < 0:
            raise RefusedError("too_heavy")
        self.close([number, cells])

    def close(self, answer: object) -> None:
        """Write one line."""
        self.stream.write(json.dumps(answer) + "\n")


def read_sheet(
    data: bytes, limits: Limits, title: str, output: Output
) -> tuple[SheetEntry, list[SheetEntry], Survey]:
    """Read the sheet ``title``, or the first visible one, into ``output``."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        workbook = open_workbook(package, limits)
        visible = [sheet for sheet in workbook.sheets if not sheet.hidden]
        chosen = next((sheet for sheet in visible if sheet.title == title), None)
        if chosen is None and not visible:
            raise RefusedError("no_sheet")
        chosen = chosen or visible[0]
        handler = SheetHandler(workbook, limits, output.row)
        with package.open(chosen.part) as stream:
            read_xml(stream, handler)
    return chosen, workbook.sheets, handler.survey


def main() -> None:
    """Answer one request from standard input."""
    request = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**request["limits"])
    bind(limits)
    output = Output(sys.stdout, limits)
    try:
        data = sys.stdin.buffer.read()
        chosen, sheets, survey = read_sheet(data, limits, request["title"], output)
    except RefusedError as refused:
        output.close({"refusal": refused.code, "params": refused.params})
        return
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
    others = [asdict(sheet) for sheet in sheets if sheet is not chosen]
    output.close({"title": chosen.title, "others": others, "survey": asdict(survey)})


if __name__ == "__main__":
    main()
