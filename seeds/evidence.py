"""Evidence files for the demo: drawn here, small, and marked 示例 on their face."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from documents.filetypes import EVIDENCE
from documents.uploads import Checked, check_upload
from hierarchy.copying import copy_rows, take_ids
from hierarchy.models import Tenant
from seeds.voices import Voices
from workflow.models import Attachment

NAMES = ("活动现场（示例）.png", "签到表（示例）.png", "情况说明（示例）.pdf")
_INKS = ("#9a3b32", "#3b5f7a")
_PAPER = "#f6f3ee"
# 「示例」 in 16 × 16 dots, so that no font has to be there.
_MARK = (
    0x00000000,
    0x0000100C,
    0x3FF81FCC,
    0x3FF8362C,
    0x0000362C,
    0x000077EC,
    0x7FFC77EC,
    0x7FFCF4AC,
    0x01807EAC,
    0x19B03FAC,
    0x31983BAC,
    0x3198312C,
    0x618C330C,
    0xE18C360C,
    0x0F083E3C,
    0x0F00341C,
)


def store_evidence(
    *, tenant: Tenant, owners: Iterable[int], voices: Voices, at: dt.datetime
) -> dict[int, list[int]]:
    """Give every owner the three demo files; the ids by owner. The bytes lie there once."""
    files = demo_files()
    paths = [_place(tenant, checked) for checked in files]
    held = [owner for owner in owners if voices.get(owner)]
    ids = take_ids(Attachment, len(held) * len(files))
    columns = (
        *("id", "tenant_id", "organization_id", "name", "content_type", "size", "sha256"),
        *("file", "uploaded_by_id", "uploaded_at"),
    )

    def rows() -> Iterator[tuple[object, ...]]:
        keys = iter(ids)
        for owner in held:
            for checked, path in zip(files, paths, strict=True):
                yield (
                    *(next(keys), tenant.pk, owner, checked.name, checked.type.content_type),
                    *(checked.size, checked.sha256, path, voices[owner][0].user_id, at),
                )

    copy_rows(Attachment, columns, rows())
    size = len(files)
    return {owner: ids[place * size : (place + 1) * size] for place, owner in enumerate(held)}


@cache
def demo_files() -> tuple[Checked, ...]:
    """The three files, as they pass the gate of every upload."""
    contents = (_scene(), _sheet(), _page())
    return tuple(
        check_upload(name=name, stream=BytesIO(content), size=len(content), kinds=EVIDENCE)
        for name, content in zip(NAMES, contents, strict=True)
    )


def _place(tenant: Tenant, checked: Checked) -> str:
    """Where an upload of this content by this tenant lies; written when it isn't there yet."""
    field = Attachment._meta.get_field("file")
    instance = Attachment(tenant=tenant, sha256=checked.sha256)
    path: str = field.generate_filename(instance, checked.name)
    storage = instance.file.storage
    if not storage.exists(path):
        storage.save(path, ContentFile(checked.content))
    return path


def _scene() -> bytes:
    """A room with a table and people, in a few flat shapes."""
    image = Image.new("RGB", (480, 320), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 480, 70), fill=_INKS[0])
    draw.rectangle((60, 210, 420, 240), fill="#b9a98f")
    for place in range(6):
        left = 75 + place * 58
        draw.ellipse((left, 120, left + 34, 154), fill="#d8b99a")
        draw.rounded_rectangle((left - 6, 156, left + 40, 212), 12, fill=_INKS[1])
    return _marked(image, draw, left=352, top=262)


def _sheet() -> bytes:
    """A ruled sheet with strokes where names would stand."""
    image = Image.new("RGB", (360, 480), "white")
    draw = ImageDraw.Draw(image)
    for row in range(12):
        top = 70 + row * 28
        draw.line((30, top, 330, top), fill="#888888")
        if row < 10:
            draw.arc((60, top + 4, 140, top + 36), 190, 350, fill=_INKS[1], width=2)
    for column in (30, 180, 330):
        draw.line((column, 70, column, 378), fill="#888888")
    return _marked(image, draw, left=232, top=420)


def _marked(image: Image.Image, draw: ImageDraw.ImageDraw, *, left: int, top: int) -> bytes:
    dot = 3
    for row, bits in enumerate(_MARK):
        for column in range(32):
            if bits >> (31 - column) & 1:
                x, y = left + column * dot, top + row * dot
                draw.rectangle((x, y, x + dot - 1, y + dot - 1), fill=_INKS[0])
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _page() -> bytes:
    """A one-page PDF; the reader's own Chinese font shows the text."""
    lines = ("情况说明（示例）", "本材料由演示数据生成，不反映任何真实组织的工作情况。")
    shown = "".join(
        f"BT /F1 {size} Tf 70 {750 - place * 50} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
        for place, (size, text) in enumerate(zip((22, 14), lines, strict=True))
    )
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}endstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        " /DescendantFonts [6 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
        " /FontDescriptor 7 0 R >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /ItalicAngle 0 /Ascent 880"
        " /Descent -120 /CapHeight 880 /StemV 93 /FontBBox [-25 -254 1000 880] >>",
    )
    return _assemble(objects)


def _assemble(objects: tuple[str, ...]) -> bytes:
    body = "%PDF-1.4\n"
    offsets = []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode("ascii")
