"""One page of an attached PDF as plain drawing: seals and filled fields kept, nothing active.

Electronic seals and filled form fields are annotations with an appearance (ISO 32000-1, 12.5.5).
What they look like is drawn into the page; scripts, links and files that hang on a page are not
taken over.
"""

from __future__ import annotations

import math
from typing import Any, Final

from pypdf import PageObject, PdfWriter, Transformation
from pypdf.generic import (
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    RectangleObject,
    StreamObject,
)

UNDRAWN: Final = {"/Link", "/Popup", "/FileAttachment", "/Movie", "/Screen", "/Sound", "/RichMedia"}
HIDDEN: Final = 2 | 32
"""Flags of an annotation that is not to be seen: hidden, or not on the screen."""
LEFT_BEHIND: Final = (
    *("/Annots", "/AA", "/B", "/Metadata", "/PieceInfo", "/StructParents", "/Tabs", "/Thumb"),
    *("/Dur", "/Trans", "/Contents", "/UserUnit", "/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"),
)


def add_plain_page(writer: PdfWriter, page: PageObject) -> None:
    """Add ``page`` to ``writer`` with one stream of drawing and without annotations.

    Raises ``ValueError`` for a page without extent, and what broken files cause.
    """
    content = page.get_contents()
    drawing = content.get_data() if content is not None else b""
    added = writer.add_page(page, excluded_keys=LEFT_BEHIND)
    added[NameObject("/MediaBox")] = _visible(page)
    added[NameObject("/Rotate")] = NumberObject(page.rotation // 90 * 90 % 360)
    resources = DictionaryObject(_resolved(added.get("/Resources")) or {})
    added[NameObject("/Resources")] = resources
    drawn = _draw_annotations(writer, page, resources)
    stream = DecodedStreamObject()
    stream.set_data(b"q\n" + drawing + b"\nQ\n" + drawn)
    # The writer has no public way to add a loose object.
    added[NameObject("/Contents")] = writer._add_object(stream.flate_encode())


def _visible(page: PageObject) -> RectangleObject:
    """What is seen of a page, its corners in order; raises ``ValueError`` if that is nothing."""
    left, low, right, high = map(float, page.cropbox)
    box = (min(left, right), min(low, high), max(left, right), max(low, high))
    if not all(map(math.isfinite, box)) or box[2] - box[0] < 1 or box[3] - box[1] < 1:
        raise ValueError("a page without extent")
    return RectangleObject(box)


def _draw_annotations(writer: PdfWriter, page: PageObject, resources: DictionaryObject) -> bytes:
    looks = [look for look in map(_appearance, _annotations(page)) if look]
    if not looks:
        return b""
    shared = DictionaryObject(_resolved(resources.get("/XObject")) or {})
    resources[NameObject("/XObject")] = shared
    lines = []
    for place, (stream, matrix) in enumerate(looks):
        name = f"/WjxtSeal{place}"
        copied = stream.clone(writer)
        copied[NameObject("/Type")] = NameObject("/XObject")
        copied[NameObject("/Subtype")] = NameObject("/Form")
        shared[NameObject(name)] = copied.indirect_reference or writer._add_object(copied)
        numbers = " ".join(f"{number:.4f}" for number in matrix)
        lines.append(f"q {numbers} cm {name} Do Q\n".encode())
    return b"".join(lines)


def _annotations(page: PageObject) -> list[DictionaryObject]:
    listed = _resolved(page.get("/Annots")) or []
    found = [_resolved(one) for one in listed]
    return [
        one
        for one in found
        if isinstance(one, DictionaryObject)
        and one.get("/Subtype") not in UNDRAWN
        and not int(_resolved(one.get("/F")) or 0) & HIDDEN
    ]


def _appearance(annotation: DictionaryObject) -> tuple[StreamObject, tuple[float, ...]] | None:
    """How an annotation looks, and the matrix that puts it where it belongs (12.5.5)."""
    look = _resolved((_resolved(annotation.get("/AP")) or {}).get("/N"))
    if isinstance(look, DictionaryObject) and not isinstance(look, StreamObject):
        look = _resolved(look.get(str(annotation.get("/AS", "/Off"))))
    if not isinstance(look, StreamObject) or "/BBox" not in look or "/Rect" not in annotation:
        return None
    a, b, c, d, e, f = map(float, _resolved(look.get("/Matrix")) or (1, 0, 0, 1, 0, 0))
    matrix = Transformation((a, b, c, d, e, f))
    left, low, right, high = map(float, _resolved(look["/BBox"]))
    corners = [
        matrix.apply_on(at) for at in ((left, low), (left, high), (right, low), (right, high))
    ]
    across, up = zip(*corners, strict=True)
    box = RectangleObject(_resolved(annotation["/Rect"]))
    width, height = max(across) - min(across), max(up) - min(up)
    if not width or not height or not box.width or not box.height:
        return None
    wide, tall = float(box.width) / width, float(box.height) / height
    x, y = float(box.left) - min(across) * wide, float(box.bottom) - min(up) * tall
    return look, (wide, 0.0, 0.0, tall, x, y)


def _resolved(thing: Any) -> Any:
    return thing.get_object() if thing is not None and hasattr(thing, "get_object") else thing
