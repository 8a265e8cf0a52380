"""Reads the workbook of cases that were worked by hand (``golden_scores.xlsx``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from inspections.scheme_data import DimensionData, IndicatorData, LimitData, SchemeData
from inspections.terms import Formula, Grade, Subject
from workflow.indicators import Reading

BOOK: Final = Path(__file__).with_name("golden_scores.xlsx")
ABSENT, NOTHING, YES = "不适用", "无", "是"
_FIRST, _SECOND = ("说明", "方案")


@dataclass(frozen=True)
class Answer:
    """One line of a case: what was read or given, and the points worked by hand."""

    code: str
    reading: Reading | None
    given: Decimal | None
    is_absent: bool
    earned: Decimal | None


@dataclass(frozen=True)
class Golden:
    """One case and its result."""

    name: str
    answers: list[Answer]
    adjustments: list[Decimal]
    silent: Decimal | None
    life: Decimal | None
    limits: list[str]
    points: Decimal
    full: Decimal
    total: Decimal
    grade: Grade
    limited_by: str
    texts: list[str] = field(default_factory=list)


@cache
def scheme() -> SchemeData:
    """The scheme of all cases, as its page tells it."""
    page = _book()["方案"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2, max_row=11)]
    names = list(dict.fromkeys(row[1] for row in rows))
    limits = [[cell.value for cell in row] for row in page.iter_rows(min_row=15, max_row=17)]
    return SchemeData(
        name="手工算例方案",
        subject=Subject.BRANCH,
        dimensions=tuple(
            DimensionData(name[-2:], name, tuple(_line(row) for row in rows if row[1] == name))
            for name in names
        ),
        limits=tuple(
            LimitData(row[0], Grade(row[1]), row[2] or "", row[3] or "", _number(row[4]))
            for row in limits
        ),
    )


@cache
def cases() -> list[Golden]:
    """Every page after the scheme's."""
    return [_case(page) for page in _book() if page.title not in (_FIRST, _SECOND)]


@cache
def _book() -> Any:
    return load_workbook(BOOK)


def _number(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def _line(row: list[Any]) -> IndicatorData:
    return IndicatorData(
        code=row[0],
        name=row[2],
        points=Decimal(str(row[3])),
        formula=Formula(row[4]),
        source=row[5] or "",
        step=Decimal(str(row[6])),
        target=_number(row[7]),
        may_be_absent=row[8] == YES,
    )


def _case(page: Worksheet) -> Golden:
    said = [_number(cell.value) for cell in page[17][1:3]]
    limits = [str(cell.value) for cell in page[18][1:] if cell.value]
    grade = next(one for one in Grade if one.label == page["B24"].value)
    results = [Decimal(str(page[f"B{row}"].value)) for row in (20, 21, 23)]
    return Golden(
        name=page.title,
        answers=[_answer([cell.value for cell in page[row]]) for row in range(5, 15)],
        adjustments=[Decimal(str(cell.value)) for cell in page[16][1:] if cell.value is not None],
        silent=said[0],
        life=said[1],
        limits=limits,
        points=results[0],
        full=results[1],
        total=results[2],
        grade=grade,
        limited_by=page["B25"].value or "",
        texts=[str(page[f"G{row}"].value) for row in range(5, 15)] + [str(page["B22"].value)],
    )


def _answer(row: list[Any]) -> Answer:
    code, _, value, of, lacks, given, _, got = row[:8]
    value_read = None if value in (None, NOTHING) else Decimal(str(value))
    reading = None
    if value_read is not None:
        reading = Reading(value_read, _number(of), lacks_all=lacks == YES)
    return Answer(
        code=code,
        reading=reading,
        given=None if given in (None, ABSENT) else Decimal(str(given)),
        is_absent=got == ABSENT,
        earned=None if got == ABSENT else Decimal(str(got)),
    )
