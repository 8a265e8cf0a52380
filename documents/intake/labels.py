"""Headers compared: what two labels have in common once nobody's typing habits count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from documents.intake.fields import Field
from documents.intake.terms import ColumnState

NEAR: Final = 0.8
"""How alike two labels must be for one to be suggested for the other."""
LABEL_LIMIT: Final = 60
"""Characters of a header that count."""

_OPTIONALITY: Final = re.compile(r"[(\[【]?(?:必填项?|选填项?|必选|可选)[)\]】]?$")
_IN_BRACKETS: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】")
_NO_LETTER: Final = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def plain(label: str) -> str:
    """``label`` without case, width, spaces, punctuation and a final ``*`` or （必填）."""
    text = unicodedata.normalize("NFKC", label).strip().rstrip("*").strip()
    return _NO_LETTER.sub("", _OPTIONALITY.sub("", text)).lower()[:LABEL_LIMIT]


def bare(label: str) -> str:
    """``label`` as ``plain`` has it, and without what stands in brackets."""
    text = unicodedata.normalize("NFKC", label)
    return plain(_IN_BRACKETS.sub("", text))


def label_text(cell: str) -> str:
    """A header cell as it is shown: one line, no spaces, not endless."""
    return "".join(cell.split())[:LABEL_LIMIT]


class Names:
    """All the names the fields go by, to find a field for a column's label."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.fields = {field.key: field for field in fields}
        self.labels = {plain(field.label): field.key for field in fields}
        self.aliases = {
            plain(alias): field.key
            for field in fields
            for alias in field.aliases
            if plain(alias) not in self.labels
        }

    def find(self, candidates: Sequence[str]) -> tuple[str, ColumnState] | None:
        """The field that one of the labels names, the best label first."""
        for label in candidates:
            name = plain(label)
            if not name:
                continue
            if name in self.labels:
                return self.labels[name], ColumnState.MATCHED
            if name in self.aliases:
                return self.aliases[name], ColumnState.RENAMED
        return None

    def likeness(self, candidates: Sequence[str], key: str) -> float:
        """How alike the labels and the names of the field are, 0 to 1."""
        field = self.fields[key]
        names = [plain(name) for name in (field.label, *field.aliases)]
        labels = {made for label in candidates for made in (plain(label), bare(label)) if made}
        return max((_ratio(label, name) for label in labels for name in names), default=0.0)


def _ratio(one: str, other: str) -> float:
    longer = max(len(one), len(other))
    if 2 * min(len(one), len(other)) < NEAR * (len(one) + len(other)) or not longer:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
