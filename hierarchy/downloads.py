"""Files that a page hands out to keep: under their Chinese name, never from a cache."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from documents.filetypes import FileType


def download(content: bytes, name: str, *, kind: FileType = FileType.XLSX) -> HttpResponse:
    """A workbook or a paper to save: what is in it is of the reader's scope at this moment."""
    return HttpResponse(
        content,
        content_type=kind.content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
