"""What a page offers to be done: one button of the page of a scheme, a letter or a review."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deed:
    """One button: where it leads and what it says."""

    label: str
    url: str
