"""A two-dimensional code (二维码) of an address, as a path to draw inside a page."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode  # type: ignore[import-untyped]

QUIET = 4
"""Modules left white around a code, as scanners ask."""


@dataclass(frozen=True, slots=True)
class DrawnCode:
    """A code as a square of ``size`` modules; ``path`` draws the dark ones, row by row."""

    size: int
    path: str


def drawn_code(text: str) -> DrawnCode:
    """The code of a text, with its quiet zone. Nothing is sent anywhere."""
    code = qrcode.QRCode(border=QUIET)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    dark = [
        f"M{column} {line}h1v1h-1z"
        for line, row in enumerate(rows)
        for column, is_dark in enumerate(row)
        if is_dark
    ]
    return DrawnCode(len(rows), "".join(dark))
