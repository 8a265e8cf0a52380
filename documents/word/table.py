"""Tables that print: fixed widths, a head repeated on every page, rows kept in one piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from documents.word.text import (
    BODY_FONT,
    CENTER,
    HEADING_FONT,
    LEFT,
    RIGHT,
    SIZE_SMALL_4,
    Style,
    fill,
)

LINES: Final = 1.5
"""From line to line inside a table, in sizes of its text."""
CELL_MARGIN: Final = 57
"""Twentieths of a point (1 mm) left and right of a cell's text."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its head, its share of the width, and whether its text is centred or, as
    amounts of money are, at the right.
    """

    label: str
    share: float = 1
    centered: bool = False
    right: bool = False


def add_table(
    container: Any,
    columns: Sequence[TableColumn],
    rows: Sequence[Sequence[str]],
    *,
    width: float,
    row_height: float = 0,
    total: Sequence[str] = (),
    size: float = SIZE_SMALL_4,
) -> Any:
    """Add a bordered table ``width`` millimetres wide; ``row_height`` is a minimum in mm.

    ``total`` is a last row that stands out, ``size`` the text's size in points. Raises
    ``ValueError`` when a row has not one cell a column.
    """
    table = add_grid(container, 1, [column.share for column in columns], width=width)
    widths = [column.width for column in table.columns]
    head = Style(font=HEADING_FONT, size=size, align=CENTER, line=size * LINES)
    _fill_row(table.rows[0], [column.label for column in columns], [head] * len(columns), widths)
    _mark(table.rows[0], "w:tblHeader")
    styles = [replace(head, font=BODY_FONT, align=_alignment(column)) for column in columns]
    body = [(cells, styles) for cells in rows]
    if total:
        body.append((total, [replace(style, font=HEADING_FONT) for style in styles]))
    for cells, looks in body:
        row = table.add_row()
        _mark(row, "w:cantSplit")
        _fill_row(row, cells, looks, widths)
        if row_height:
            row.height = Mm(row_height)
    return table


def add_grid(container: Any, rows: int, shares: Sequence[float], *, width: float) -> Any:
    """Add an empty bordered table without a head, ``width`` millimetres wide, for forms."""
    table = container.add_table(rows=rows, cols=len(shares))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _set_cell_margins(table)
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(width * share / sum(shares))
        for cell in column.cells:
            cell.width = column.width
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for row in table.rows:
        _mark(row, "w:cantSplit")
    return table


def _alignment(column: TableColumn) -> WD_ALIGN_PARAGRAPH:
    if column.right:
        return RIGHT
    return CENTER if column.centered else LEFT


def _fill_row(
    row: Any, texts: Sequence[str], styles: Sequence[Style], widths: Sequence[int]
) -> None:
    for cell, text, style, wide in zip(row.cells, texts, styles, widths, strict=True):
        cell.width = wide
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        layout = fill(cell.paragraphs[0], text, style).paragraph_format
        layout.space_before = layout.space_after = Pt(2)


def _set_cell_margins(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(CELL_MARGIN))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption")


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def keep_together(table: Any) -> None:
    """Keep all rows on one page: a signing block must not be torn."""
    for row in table.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def set_borders(table: Any, **edges: int) -> None:
    """Set a table's lines in eighths of a point by edge (``top``, ``insideH`` …), 0 for none."""
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{edge}")
        size = edges.get(edge, 0)
        line.set(qn("w:val"), "single" if size else "nil")
        line.set(qn("w:sz"), str(size))
        line.set(qn("w:space"), "0")
        line.set(qn("w:color"), "000000")
        borders.append(line)
    properties.insert_element_before(
        borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption"
    )
