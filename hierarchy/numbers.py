"""Numbers as a request sends them."""

from __future__ import annotations

_DIGITS = 18
"""So many fit into the database's whole numbers."""


def row_id(text: object) -> int:
    """The id that was sent; 0, which no row has, for whatever can't be one.

    ``str.isdigit`` is no test for this: ``²`` is a digit that ``int`` refuses.
    """
    sent = str(text or "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= _DIGITS else 0
