"""What a case is, and how large the grounds of each scale are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tests.bench.databases import Server
from tests.bench.results import Result

SCALES = ("small", "city", "five", "million")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What a case is given: the server to build its ground on, and how large."""

    server: Server
    scale: str

    @property
    def is_million(self) -> bool:
        """Whether the largest sizes are wanted, which take many minutes to build."""
        return self.scale == "million"


Case = Callable[[Bench], Iterator[Result]]


def chosen(cases: Mapping[str, Case], *, wanted: str) -> dict[str, Case]:
    """The cases whose names begin with one of the words of ``wanted``; all for none.

    Raises ``LookupError`` for a word that fits no case.
    """
    words = wanted.replace(",", " ").split()
    for word in words:
        if not any(name.startswith(word) for name in cases):
            raise LookupError(f"no case begins with {word!r}; there are: {', '.join(cases)}")
    return {
        name: function
        for name, function in cases.items()
        if not words or name.startswith(tuple(words))
    }
