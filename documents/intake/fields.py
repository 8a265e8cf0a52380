"""What an import may bring: fields, what may stand in their cells, and how a cell is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from documents.intake.codes import credit_code_error
from documents.intake.phones import WANTED, tidy_phone
from documents.intake.terms import PENDING, FieldKind
from documents.intake.tidying import shown, tidy
from documents.spreadsheets.limits import CELL_CHARACTERS
from documents.spreadsheets.values import ERROR_VALUES, SHORTENED

__all__ = ["Field", "FieldKind", "Parsed", "Reader", "UnreadableError", "Value", "parse", "reader"]

Value = str | int | date | bool | None
Reader = Callable[[str], Value]
"""Takes a tidied text and returns its value; raises ``UnreadableError``."""

LARGEST: Final = 2_147_483_647
CHOICES_NAMED: Final = 12
"""Choices that a message lists."""
PRECISION_LOST: Final = (
    "长数字已被表格软件改写，末几位已丢失，无法还原。请把该列设为文本格式后重新填写。"
)
ERROR_VALUE: Final = "是公式错误，没有结果。请改正公式，或直接填写结果。"

_NO_CHOICES: Final[Mapping[str, str]] = {}
_WHOLE: Final = re.compile(r"(-?\d{1,15}|-?\d{1,3}(?:,\d{3})+)(?:\.0*)?\s?[人名个家户次位所处]?")
_DECIMAL: Final = re.compile(r"-?[\d,]*\.\d+\s?\w?")
_DAY: Final = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]?|(\d{2})(\d{2}))(?:[ T]0{1,2}:00(?::00)?)?"
)
_SERIAL: Final = re.compile(r"[1-6]\d{4}")
_YES: Final = frozenset(["是", "有", "√", "✓", "✔", "☑", "对", "Y", "YES", "T", "TRUE", "1"])
_NO: Final = frozenset(
    ["否", "无", "没有", "不是", "×", "✕", "✗", "✘", "X", "N", "NO", "F", "FALSE", "0"]
)
_PENDING: Final = frozenset({"", PENDING, "待补充", "暂无", "无", "/"})
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2100


class Parsed(NamedTuple):
    """What a cell says, or why it can't be read (``error`` is empty when it can)."""

    value: Value
    error: str = ""


class UnreadableError(ValueError):
    """A cell can't be read; the argument says in Chinese what to write instead."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an import.

    ``aliases`` are other labels it is known under; ``choices`` maps what people write to what is
    stored (several labels may stand for one value, the first of them is written on export);
    ``note`` and ``example`` go to the template; ``minimum`` and ``maximum`` bound an integer,
    ``max_length`` a text; ``width`` is the column's, in characters.
    """

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=lambda: _NO_CHOICES, hash=False)
    note: str = ""
    example: str = ""
    max_length: int | None = None
    minimum: int = 0
    maximum: int = LARGEST
    width: float = 16


def parse(field: Field, text: str) -> Parsed:
    """What ``text`` says in a column of ``field``.

    Texts, choices, telephone numbers and credit codes are strings (empty when nothing is there;
    a code that is 待补 is empty too); integers, dates and yes/no are ``None`` when empty.
    """
    try:
        return Parsed(_reader(field)(tidy(text, field.kind)))
    except UnreadableError as error:
        return Parsed(None, str(error))


def reader(field: Field) -> Reader:
    """How tidied cells of ``field`` are read, made ready once for many cells."""
    read = _READERS[field.kind](field)
    if not field.required:
        return read
    missing = _missing(field)

    def read_required(text: str) -> Value:
        if not text:
            raise UnreadableError(missing)
        return read(text)

    return read_required


_reader = lru_cache(maxsize=256)(reader)


def _missing(field: Field) -> str:
    if field.kind is FieldKind.CREDIT_CODE:
        return f"必填。请填写 18 位统一社会信用代码；暂时没有的请填“{PENDING}”。"
    return f"必填，不能为空。请填写{field.label}。"


def _texts(field: Field) -> Reader:
    most = field.max_length or CELL_CHARACTERS

    def read(text: str) -> Value:
        if len(text) > most:
            raise UnreadableError(f"最多 {most} 个字，现在有 {len(text)} 个。请精简后重新填写。")
        if "E+" in text and SHORTENED.fullmatch(text):
            raise UnreadableError(PRECISION_LOST)
        if text in ERROR_VALUES:
            raise UnreadableError(ERROR_VALUE)
        return text

    return read


def _integers(field: Field) -> Reader:
    least, most = field.minimum, field.maximum

    def read(text: str) -> Value:
        if not text:
            return None
        found = _WHOLE.fullmatch(text)
        if found is None:
            if _DECIMAL.fullmatch(text):
                raise UnreadableError("不能有小数。请填写整数，如 12。")
            raise UnreadableError("不是整数。请只填写数字，如 12，不要写说明文字。")
        number = int(found[1].replace(",", ""))
        if number < least:
            wrong = "不能是负数" if number < 0 and least == 0 else f"不能小于 {least}"
            raise UnreadableError(f"{wrong}。请核对后重新填写。")
        if number > most:
            raise UnreadableError(f"不能大于 {most}。请核对后重新填写。")
        return number

    return read


def _dates(_: Field) -> Reader:
    def read(text: str) -> Value:
        if not text:
            return None
        found = _DAY.fullmatch(text)
        if found is None:
            if _SERIAL.fullmatch(text):
                raise UnreadableError(
                    "是表格软件的日期序号。请把该列设为日期格式，或写成 2026-03-05 的样子。"
                )
            raise UnreadableError("不是完整的日期。请写成 2026-03-05 的样子，年月日都要有。")
        year, month, day = (int(part) for part in found.groups() if part is not None)
        try:
            value = date(year, month, day)
        except ValueError:
            raise UnreadableError("没有这一天。请核对月份和日子，如 2026-03-05。") from None
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise UnreadableError(f"年份应在 {_FIRST_YEAR} 至 {_LAST_YEAR} 之间。请核对年份。")
        return value

    return read


def _yes_no(_: Field) -> Reader:
    values: dict[str, bool | None] = {"": None}
    values |= dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)

    def read(text: str) -> Value:
        try:
            return values[text.upper()]
        except KeyError:
            raise UnreadableError("只能填“是”或“否”。") from None

    return read


def _choices(field: Field) -> Reader:
    values = {"": ""} | {tidy(label, field.kind): value for label, value in field.choices.items()}
    known: dict[str, str] = {}
    for label, value in field.choices.items():
        known.setdefault(value, label)
    names = list(known.values())
    listed = "、".join(names[:CHOICES_NAMED])
    if len(names) > CHOICES_NAMED:
        listed += f"等 {len(names)} 项，详见模板的填写说明"

    def read(text: str) -> Value:
        try:
            return values[text]
        except KeyError:
            raise UnreadableError(f"不在可选范围内。只能填：{listed}。") from None

    return read


def _credit_codes(field: Field) -> Reader:
    def read(text: str) -> Value:
        if text in _PENDING:
            return ""
        if wrong := credit_code_error(text):
            raise UnreadableError(wrong)
        return text

    return read


def _phones(field: Field) -> Reader:
    def read(text: str) -> Value:
        number = tidy_phone(text)
        if number is None:
            raise UnreadableError(f"“{shown(text)}”不是电话号码。{WANTED}")
        return number

    return read


_READERS: Final[dict[FieldKind, Callable[[Field], Reader]]] = {
    FieldKind.TEXT: _texts,
    FieldKind.PARAGRAPH: _texts,
    FieldKind.INTEGER: _integers,
    FieldKind.DATE: _dates,
    FieldKind.YES_NO: _yes_no,
    FieldKind.CHOICE: _choices,
    FieldKind.CREDIT_CODE: _credit_codes,
    FieldKind.PHONE: _phones,
}
