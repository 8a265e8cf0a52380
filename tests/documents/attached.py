"""Attachments as people upload them: photos and PDF files, sound and hostile."""

from __future__ import annotations

import io

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from reportlab.pdfgen.canvas import Canvas

from documents.volume.contents import VolumeFile

PDF, JPG = "application/pdf", "image/jpeg"
UPRIGHT, LYING = (595, 842), (842, 595)


def pdf(pages=1, *, size=UPRIGHT, rotated=0, word="Attached"):
    """A PDF whose pages say ``word`` and their number."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=size)
    for page in range(1, pages + 1):
        canvas.drawString(60, size[1] - 80, f"{word} {page}")
        canvas.showPage()
    canvas.save()
    if not rotated:
        return target.getvalue()
    writer = PdfWriter(clone_from=target)
    for page in writer.pages:
        page.rotate(rotated)
    return written(writer)


def locked(*, user, owner="owner"):
    """A PDF that asks for the password ``user``, or for none and only forbids changes."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt(user, owner, algorithm="AES-256")
    return written(writer)


def sealed():
    """A PDF with an electronic seal, a link, and scripts on opening, page and seal."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf()))
    look = DecodedStreamObject()
    look.set_data(b"1 0 0 rg 0 0 10 10 re f")
    look[NameObject("/BBox")] = ArrayObject(FloatObject(edge) for edge in (0, 0, 10, 10))
    look[NameObject("/Subtype")] = NameObject("/Form")
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("bad()")}
    )
    seal = _annotation("/Widget", {"/AA": DictionaryObject({NameObject("/U"): script})})
    seal[NameObject("/AP")] = DictionaryObject({NameObject("/N"): writer._add_object(look)})
    link = _annotation("/Link", {"/A": script})
    page = writer.pages[0]
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(one) for one in (seal, link)])
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
    writer.root_object[NameObject("/OpenAction")] = script
    writer.add_attachment("evil.exe", b"MZ")
    return written(writer)


def swollen(size):
    """A small PDF whose page unpacks to ``size`` bytes."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf()))
    stream = DecodedStreamObject()
    stream.set_data(b"0 0 m\n" * (size // 6))
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    return written(writer)


def written(writer):
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def photo(width=400, height=300, *, orientation=0, kind="JPEG"):
    """A photo whose upper quarter is red; ``orientation`` is what the camera noted."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste("red", (0, 0, width, height // 4))
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    target = io.BytesIO()
    picture.save(target, kind, exif=exif)
    return target.getvalue()


def attached(name, content_type, data, origin=""):
    """An attachment with ``data`` in it."""
    return VolumeFile(name, content_type, len(data), lambda: io.BytesIO(data), origin)


def opened(data):
    """A PDF to read."""
    return PdfReader(io.BytesIO(data))


def _annotation(subtype, entries):
    annotation = DictionaryObject(
        {
            NameObject("/Subtype"): NameObject(subtype),
            NameObject("/F"): NumberObject(4),
            NameObject("/Rect"): ArrayObject(FloatObject(edge) for edge in (100, 100, 200, 200)),
        }
    )
    for name, value in entries.items():
        annotation[NameObject(name)] = value
    return annotation
