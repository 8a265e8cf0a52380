"""A spreadsheet that says on every page who took it, when and what for (水印)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import xlsxwriter

from documents.spreadsheets.pen import OPTIONS, Pen, sheet_title
from documents.spreadsheets.writer import Column, write_cell

_HEADER_MOST: Final = 200
"""Excel takes at most 255 characters in a header, its own marks included."""
_MARK: Final = {
    "bold": True,
    "font_color": "#B3261E",
    "text_wrap": True,
    "valign": "vcenter",
    "border": 1,
}


def write_watermarked(
    *,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Mapping[str, object]],
    watermark: str,
) -> bytes:
    """Write ``rows`` as an .xlsx with ``watermark`` above the columns and on each printed page.

    It is for reading, not for importing again. Text stays text, as in ``write_workbook``.
    Raises ``ValidationError`` for a cell of more than 32,767 characters.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as workbook:
        pen = Pen(workbook)
        sheet = workbook.add_worksheet(sheet_title(title))
        _lay_out(sheet, columns, watermark)
        sheet.set_row(0, 36)
        sheet.merge_range(0, 0, 0, len(columns) - 1, "", workbook.add_format(_MARK))
        sheet.write_string(0, 0, watermark, workbook.add_format(_MARK))
        for position, column in enumerate(columns):
            sheet.set_column(position, position, column.width, pen.kinds[column.kind])
            sheet.write_string(1, position, column.header, pen.header)
        for number, row in enumerate(rows, start=2):
            for position, column in enumerate(columns):
                write_cell(sheet, pen, (number, position), column, row.get(column.key))
    return target.getvalue()


def _lay_out(sheet: Any, columns: Sequence[Column], watermark: str) -> None:
    """Landscape A4, the first two rows repeated, the watermark in header and footer."""
    # An ampersand begins a code of the header; doubled it is itself.
    printed = watermark.replace("&", "&&")[:_HEADER_MOST]
    sheet.freeze_panes(2, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.set_header(f"&C{printed}")
    sheet.set_footer(f"&L{printed}&R第&P页")
