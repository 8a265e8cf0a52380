"""Small pictures for lists: a page of evidence must not weigh what the photos weigh."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image

SIDE: Final = 192
"""Pixels of the longer side: the 96 of the page on a screen of double density."""
QUALITY: Final = 80


def thumbnail(data: bytes, *, side: int = SIDE) -> bytes:
    """A JPEG of at most ``side`` pixels a side from a picture that ``check_upload`` let in."""
    with Image.open(io.BytesIO(data)) as source:
        source.draft("RGB", (side * 2, side * 2))
        source.thumbnail((side, side))
        picture = source.convert("RGBA")
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture)
    small = io.BytesIO()
    ground.save(small, format="JPEG", quality=QUALITY)
    return small.getvalue()
