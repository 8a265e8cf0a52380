"""What people fill in and what they get back: a template and an export with the same columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from documents.intake.fields import Field, FieldKind
from documents.intake.terms import EXAMPLE_MARK, PENDING
from documents.spreadsheets.pen import ColumnKind
from documents.spreadsheets.writer import Column, write_workbook

_KINDS: Final = {FieldKind.INTEGER: ColumnKind.INTEGER, FieldKind.DATE: ColumnKind.DATE}
_HINTS: Final = {
    FieldKind.INTEGER: "填写整数。",
    FieldKind.DATE: "写成 2026-03-05 的样子。",
    FieldKind.YES_NO: "填“是”或“否”。",
    FieldKind.CREDIT_CODE: f"18 位，以文本格式填写；暂时没有的填“{PENDING}”。",
    FieldKind.PHONE: "填写一个 11 位手机号，或带区号的固定电话。",
}


def template_workbook(
    *, title: str, fields: Sequence[Field], rows: Iterable[Mapping[str, object]] = ()
) -> bytes:
    """An .xlsx to fill in: marked columns, drop-downs, notes, 填写说明 and an example row.

    ``rows`` (values by field key, as stored) are filled in already. Raises as ``write_workbook``.
    """
    example = {field.key: field.example for field in fields}
    if fields:
        first = fields[0]
        example[first.key] = f"{EXAMPLE_MARK}{first.example}"
    return write_workbook(
        title=title,
        columns=_columns(fields),
        rows=_cells(fields, rows),
        example=example,
    )


def export_workbook(
    *, title: str, fields: Sequence[Field], rows: Iterable[Mapping[str, object]]
) -> bytes:
    """``rows`` (values by field key, as stored) under the template's columns; re-imports alike.

    Raises as ``write_workbook``.
    """
    return write_workbook(title=title, columns=_columns(fields), rows=_cells(fields, rows))


def _columns(fields: Sequence[Field]) -> list[Column]:
    return [
        Column(
            key=field.key,
            label=field.label,
            width=field.width,
            choices=_offered(field),
            note=_note(field),
            kind=_KINDS.get(field.kind, ColumnKind.TEXT),
            required=field.required,
            noted=True,
        )
        for field in fields
    ]


def _offered(field: Field) -> tuple[str, ...]:
    if field.kind is FieldKind.YES_NO:
        return ("是", "否")
    return tuple(_labels(field).values())


def _labels(field: Field) -> dict[str, str]:
    """The first label of each stored value."""
    labels: dict[str, str] = {}
    for label, value in field.choices.items():
        labels.setdefault(value, label)
    return labels


def _note(field: Field) -> str:
    parts = (
        "必填。" if field.required else "",
        field.note,
        _HINTS.get(field.kind, ""),
        f"不超过 {field.max_length} 字。" if field.max_length else "",
        f"例：{field.example}" if field.example else "",
    )
    return "".join(parts)


def _cells(
    fields: Sequence[Field], rows: Iterable[Mapping[str, object]]
) -> Iterator[Mapping[str, object]]:
    """Rows as they are written: stored values by their labels, a code still due as 待补."""
    labels = {field.key: _labels(field) for field in fields if field.kind is FieldKind.CHOICE}
    pending = [
        field.key for field in fields if field.kind is FieldKind.CREDIT_CODE and field.required
    ]
    for row in rows:
        cells = dict(row)
        for key, names in labels.items():
            value = str(cells.get(key) or "")
            cells[key] = names.get(value, value)
        for key in pending:
            cells[key] = cells.get(key) or PENDING
        yield cells
