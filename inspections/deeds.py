"""What a page offers to be done: the buttons of the page of a scheme, a letter or a review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deed:
    """One button: where it leads and what it says; ``is_aside`` is never what a page is for."""

    label: str
    url: str
    is_aside: bool = False


def parted(deeds: Iterable[Deed]) -> tuple[Deed | None, list[Deed]]:
    """The one thing to do now, where there is one, and the others, the rarer ones last."""
    found = sorted(deeds, key=lambda deed: deed.is_aside)
    main = found[0] if found and not found[0].is_aside else None
    return main, found[1:] if main else found
