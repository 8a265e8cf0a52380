"""Photos as evidence: where they were taken (and all other hidden data) is removed."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

from PIL import Image, ImageOps, UnidentifiedImageError

_Drawn = TypeVar("_Drawn")

MAX_PIXELS: Final = {"JPEG": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
"""Most pixels by format; a JPEG above ``FULL_SIZE`` is decoded at half its width and height."""
FULL_SIZE: Final = 25_000_000
QUALITY: Final = 90
KEPT: Final = ("icc_profile", "transparency")
"""What an image keeps besides its pixels: without these its colours would change."""

_BROKEN: Final = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    EOFError,
    OverflowError,
    struct.error,
)
"""What Pillow's decoders were seen to raise on damaged files."""


class UnreadableImageError(Exception):
    """The bytes are no complete JPEG, PNG or WebP."""


class OversizedImageError(Exception):
    """The image would unpack to more pixels than ``limit``, the most that are allowed."""

    def __init__(self, *, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


def strip_location(data: bytes) -> bytes:
    """Return the same picture, upright, without EXIF (GPS, device, time), XMP or comments.

    Personal Information Protection Law: a photo must not tell more than it shows. Only the
    first frame of an animation is kept. Raises ``UnreadableImageError`` and
    ``OversizedImageError``.
    """
    return _guarded(_redraw, data)


def printable(data: bytes, *, side: int) -> tuple[bytes, int, int]:
    """A JPEG of at most ``side`` pixels a side, upright and on white, with width and height.

    Raises ``UnreadableImageError`` and ``OversizedImageError``.
    """
    return _guarded(partial(_shrink, side=side), data)


def _guarded(draw: Callable[[bytes], _Drawn], data: bytes) -> _Drawn:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return draw(data)
        except Image.DecompressionBombError as error:
            raise OversizedImageError(limit=min(MAX_PIXELS.values())) from error
        except _BROKEN as error:
            raise UnreadableImageError from error


def _measure(source: Image.Image) -> int:
    """Pixels of a picture that is small enough to be decoded."""
    pixels, limit = source.width * source.height, MAX_PIXELS[source.format or ""]
    if pixels > limit:
        raise OversizedImageError(limit=limit)
    return pixels


def _shrink(data: bytes, *, side: int) -> tuple[bytes, int, int]:
    with Image.open(io.BytesIO(data), formats=tuple(MAX_PIXELS)) as source:
        _measure(source)
        source.draft("RGB", (side, side))
        source.thumbnail((side, side))
        upright = ImageOps.exif_transpose(source).convert("RGBA")
    ground = Image.new("RGB", upright.size, "white")
    ground.paste(upright, mask=upright)
    small = io.BytesIO()
    ground.save(small, format="JPEG", quality=QUALITY)
    return small.getvalue(), ground.width, ground.height


def _redraw(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=tuple(MAX_PIXELS)) as source:
        kind = source.format or ""
        pixels = _measure(source)
        if pixels > FULL_SIZE:
            source.draft(None, (source.width // 2, source.height // 2))
        upright = ImageOps.exif_transpose(source)
    upright.info = {key: upright.info[key] for key in KEPT if key in upright.info}
    options = {"icc_profile": upright.info.get("icc_profile")}
    if kind != "PNG":
        options["quality"] = QUALITY
    clean = io.BytesIO()
    upright.save(clean, format=kind, **options)
    return clean.getvalue()
