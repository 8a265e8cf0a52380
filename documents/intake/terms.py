"""The fixed vocabulary of an import: what a column may hold, and what became of a column."""

from __future__ import annotations

import enum
from typing import Final

SYSTEM_LABEL: Final = "系统提示"
"""The last column of a marked workbook; passed over when it comes back."""
EXAMPLE_MARK: Final = "示例："
"""What the example row of our templates begins with; such a row is never data."""
PENDING: Final = "待补"
"""What stands in place of a credit code that has not been given yet."""


class FieldKind(enum.StrEnum):
    """What the cells of a column hold. ``PARAGRAPH`` is text that keeps its line breaks."""

    TEXT = "text"
    PARAGRAPH = "paragraph"
    INTEGER = "integer"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    CREDIT_CODE = "credit_code"
    PHONE = "phone"


class ColumnState(enum.StrEnum):
    """What became of a column of the file."""

    MATCHED = "matched"
    """By its label; spaces, punctuation and full width aside."""
    RENAMED = "renamed"
    """By another name the field is known under."""
    CHOSEN = "chosen"
    """By a person."""
    SUGGESTED = "suggested"
    """By a similar label; a person has to confirm it."""
    DUPLICATED = "duplicated"
    """One of several columns for the same field; a person has to pick one."""
    EXTRA = "extra"
    """Not known, not read; the report names it."""
    IGNORED = "ignored"
    """Not read, because a person said so."""
    SYSTEM = "system"
    """Our own notes in a marked workbook; not read, not mentioned."""
