"""Names that are near one another: what a clerk may have meant."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher, get_close_matches
from typing import Final

SUGGESTED: Final = 3
MOST_GUESSES: Final = 100
ALIKE: Final = 0.9
"""From this ratio on two names may be the same body written twice."""
_LIKELY: Final = 0.6
_SHORT: Final = 4
_GENERIC: Final = re.compile(
    r"^(?:江苏省?)?(?:苏州市?)?|(?:股份)?有限(?:责任)?公司$|(?:普通|特殊普通)合伙|[（）]"
)
_COUNTING: Final = re.compile(r"[0-9一二三四五六七八九十百甲乙丙丁东南西北A-Za-z]+")


def meant(name: str, names: Iterable[str]) -> str:
    """「，是否为：A、B」 for the names most like ``name``; empty when none is."""
    found = get_close_matches(name, list(names), n=SUGGESTED, cutoff=_LIKELY)
    return f"，是否为：{'、'.join(found)}" if found else ""


class Guesses:
    """What a file's unknown names may mean, each looked for once, and not without end.

    One look goes through every name of a city: a file with a wrong column takes no hours.
    """

    def __init__(self) -> None:
        self._told: dict[str, str] = {}

    def meant(self, name: str, names: Iterable[str]) -> str:
        """As ``meant`` says; empty too for new names after ``MOST_GUESSES``."""
        if name not in self._told:
            self._told[name] = meant(name, names) if len(self._told) < MOST_GUESSES else ""
        return self._told[name]


def alike(one: str, other: str) -> bool:
    """Whether two names may be one body written in two ways.

    Names that differ by what counts them (一店、二店) are two bodies.
    """
    longer = len(one) + len(other)
    if 2 * min(len(one), len(other)) < ALIKE * longer:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.quick_ratio() < ALIKE or matcher.ratio() < ALIKE:
        return False
    return _COUNTING.sub("", one) != _COUNTING.sub("", other) or _COUNTING.findall(
        one
    ) == _COUNTING.findall(other)


class NearNames:
    """Names to look for near ones among; an index of pieces keeps that quick.

    ``sound`` is the pinyin of a name: names of equal sound are near whatever their characters.
    """

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """``names`` are pairs of name and sound."""
        self._by_piece: dict[str, set[str]] = defaultdict(set)
        self._by_sound: dict[str, set[str]] = defaultdict(set)
        for name, sound in names:
            self._by_sound[sound].add(name)
            for piece in _pieces(name, both=True):
                self._by_piece[piece].add(name)

    def find(self, name: str, sound: Callable[[], str]) -> list[str]:
        """The names near ``name``, itself left out, in the order of their characters."""
        if not self._by_sound:
            return []
        candidates: set[str] = set()
        for piece in _pieces(name, both=False):
            candidates |= self._by_piece.get(piece, set())
        found = {other for other in candidates if alike(name, other)}
        found |= self._by_sound.get(sound(), set())
        return sorted(found - {name})[:SUGGESTED]


def _pieces(name: str, *, both: bool) -> set[str]:
    """Pairs of neighbouring characters of what is particular in a name; single ones of short."""
    kernel = _GENERIC.sub("", name) or name
    pairs = {kernel[place : place + 2] for place in range(len(kernel) - 1)}
    if len(kernel) > _SHORT:
        return pairs
    return pairs | set(kernel) if both or len(kernel) <= _SHORT else pairs
