"""Tidying a cell: width, spaces and invisible characters. What changed is shown, never silent."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from documents.intake.terms import FieldKind

SHOWN: Final = 80
"""Characters of a cell that a record repeats."""
KEPT: Final = 200
"""Records a log keeps; the rest is counted."""

_CHINESE: Final = "\u4e00-\u9fff"
_CLEAN: Final = f"!-'*-~{_CHINESE}（），。；：！？、·《》“”‘’—…～"
_TIDY: Final = re.compile(f"[{_CLEAN}]+(?: [{_CLEAN}]+)*")
"""Text that nothing is to be done about; half-width brackets are looked at more closely."""
_HAS_CHINESE: Final = re.compile(f"[{_CHINESE}\u3400-\u4dbf]")
_NARROWED: Final = re.compile("[^，；：！？…～]+")
"""All but the Chinese punctuation that NFKC would narrow; in Chinese text it is right as it is."""
_BRACKETS: Final = str.maketrans("()", "（）")
_BREAKS: Final = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_SPACES: Final = re.compile(r"\s+")
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\uffff\ud800-\udfff]"
)
"""Control, zero-width and direction characters, variation selectors, what is no character."""
_IN_CODES: Final = re.compile(r"[\s\-‐-―−]+")


@dataclass(frozen=True, slots=True)
class Tidied:
    """A cell that was tidied: the column's label, what stood there, what is taken for it."""

    column: str
    before: str
    after: str


@dataclass(slots=True)
class TidyLog:
    """What tidying did to a whole file: all of it counted by column, the first ``KEPT`` kept."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[int, Tidied]] = field(default_factory=list)
    """Row number and record."""

    def add(self, row: int, records: list[Tidied]) -> None:
        """Count the records of a row."""
        for record in records:
            self.counts[record.column] += 1
            if len(self.examples) < KEPT:
                self.examples.append((row, record))

    @property
    def total(self) -> int:
        """How many cells were tidied."""
        return self.counts.total()


def tidy(text: str, kind: FieldKind) -> str:
    """``text`` as it should have been typed.

    NFKC, spaces (also full-width and no-break ones) collapsed and cut off at the ends, control
    and zero-width characters gone. Chinese text keeps its punctuation and gets full-width
    brackets, so that equal names compare equal. A credit code is put in capitals and loses all
    spaces and hyphens; line breaks survive only in a ``PARAGRAPH``.
    """
    if _TIDY.fullmatch(text) is None:
        text = _tidy_text(text, paragraph=kind is FieldKind.PARAGRAPH)
    if kind is FieldKind.CREDIT_CODE:
        # Once the spaces are gone, a mark may join the letter before it.
        return unicodedata.normalize("NFKC", _IN_CODES.sub("", text)).upper()
    return text


def shown(text: str) -> str:
    """``text`` cut to what a record or message repeats."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _tidy_text(text: str, *, paragraph: bool) -> str:
    text = _BREAKS.sub("\n", _INVISIBLE.sub("", text))
    if _HAS_CHINESE.search(text) is None:
        text = unicodedata.normalize("NFKC", text)
    else:
        text = _NARROWED.sub(_narrow, text)
    # Asked anew: a sign such as ㊀ has only now become a Chinese character.
    if _HAS_CHINESE.search(text) is not None:
        text = text.translate(_BRACKETS)
    if paragraph:
        lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
        return "\n".join(lines).strip("\n")
    return _SPACES.sub(" ", text).strip()


def _narrow(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])
