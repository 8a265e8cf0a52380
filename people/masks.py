"""What may be shown of a person (domain.md §8.2): 3205**********1234, 138****5678, 张*."""

from __future__ import annotations

from typing import Final

_IDENTITY: Final = 18
_PHONE: Final = 11


def masked(text: str) -> str:
    """The ends of an identity number or a phone; of anything else nothing but that it is there."""
    if len(text) == _IDENTITY:
        return f"{text[:4]}{'*' * 10}{text[-4:]}"
    if len(text) == _PHONE and text.isdigit():
        return f"{text[:3]}****{text[-4:]}"
    return "*" * 6 if text else ""


def masked_name(name: str) -> str:
    """The family name, and how long the rest is."""
    return f"{name[:1]}{'*' * (len(name) - 1)}"
