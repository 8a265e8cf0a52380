"""A page of an attached PDF laid into its slot: scaled, upright, as one drawing of its own."""

from __future__ import annotations

from typing import Any, Final

from pypdf import PageObject, PdfWriter, Transformation
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    PdfObject,
    StreamObject,
)

NAME: Final = "/WjxtPage"
Box = tuple[float, float, float, float]
LARGEST: Final = 4.0
"""Most times a small page is enlarged."""


def is_wide(page: PageObject) -> bool:
    """Whether a page is wider than high as it is read, its rotation counted."""
    width, height = _upright_size(page)
    return width > height


def lay_in(writer: PdfWriter, page: PageObject, sheet: PageObject, box: Box) -> None:
    """Draw ``page`` into ``sheet``, a page of ``writer``, within a box (left, low, width, height).

    The page becomes a form (ISO 32000-1, 8.10): its drawing is copied as it is, not decoded, and
    what it changes of the graphics state ends with it.
    """
    form = _form(writer, page)
    resources = _copied(sheet.get("/Resources"))
    shared = _copied(resources.get("/XObject"))
    shared[NameObject(NAME)] = form
    resources[NameObject("/XObject")] = shared
    sheet[NameObject("/Resources")] = resources
    numbers = " ".join(f"{number:.5f}" for number in _fitting(page, box))
    drawing = DecodedStreamObject()
    drawing.set_data(f"q {numbers} cm {NAME} Do Q".encode())
    # The writer has no public way to add a loose object.
    added = writer._add_object(drawing)
    sheet[NameObject("/Contents")] = ArrayObject([sheet.raw_get("/Contents"), added])


def _copied(dictionary: PdfObject | None) -> DictionaryObject:
    """A dictionary of its own for one page, from one that pages may share."""
    found = dictionary.get_object() if dictionary is not None else None
    return DictionaryObject(found if isinstance(found, DictionaryObject) else {})


def _form(writer: PdfWriter, page: PageObject) -> Any:
    stream = page["/Contents"].get_object()
    if not isinstance(stream, StreamObject):
        raise TypeError("a plain page has one stream of drawing")
    copied = stream.clone(writer, force_duplicate=True)
    copied[NameObject("/Type")] = NameObject("/XObject")
    copied[NameObject("/Subtype")] = NameObject("/Form")
    copied[NameObject("/BBox")] = ArrayObject(FloatObject(edge) for edge in page.mediabox)
    for key in ("/Resources", "/Group"):
        if key in page:
            copied[NameObject(key)] = page.raw_get(key).clone(writer)
    return copied.indirect_reference or writer._add_object(copied)


def _upright_size(page: PageObject) -> tuple[float, float]:
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    return (height, width) if page.rotation % 180 else (width, height)


def _fitting(page: PageObject, box: Box) -> tuple[float, ...]:
    """The matrix that turns, scales and centres a page in ``box``."""
    left, low, room_wide, room_high = box
    width, height = _upright_size(page)
    scale = min(room_wide / width, room_high / height, LARGEST)
    middle = page.mediabox
    return (
        Transformation()
        .translate(-float(middle.left + middle.right) / 2, -float(middle.bottom + middle.top) / 2)
        .rotate(-page.rotation)
        .scale(scale)
        .translate(left + room_wide / 2, low + room_high / 2)
        .ctm[:6]
    )
