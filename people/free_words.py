"""Free words about a person on their way to the trail, which nothing erases (留痕不可更改).

The person's own name goes in as its mask, and whatever looks like an identity or mobile number
likewise: what is erased from the register after the years must not live on in a reason.
"""

from __future__ import annotations

import re
from typing import Any, Final

from people.masks import masked, masked_name

_NUMBERS: Final = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])")
_SHORTEST: Final = 2


def facts_for_the_trail(facts: dict[str, Any] | None, *names: str) -> dict[str, Any]:
    """The same for what changed: its texts masked, all else as it is."""
    return {
        key: for_the_trail(value, *names) if isinstance(value, str) else value
        for key, value in (facts or {}).items()
    }


def for_the_trail(words: str, *names: str) -> str:
    """The words, with these names and any personal number masked."""
    for name in sorted(set(names), key=len, reverse=True):
        if len(name) >= _SHORTEST:
            words = words.replace(name, masked_name(name))
    return _NUMBERS.sub(lambda found: masked(found.group()), words)
