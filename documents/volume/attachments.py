"""Attachments made ready one after the other: pictures and PDF files to bind in, others to list.

A file is judged by its content. What can't be bound in never breaks the volume: it is listed
with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from documents.filetypes import IMAGES, FileType, sniff
from documents.pictures import OversizedImageError, UnreadableImageError, printable
from documents.refusals import readable_size, refusal
from documents.volume.contents import LeftOut, VolumeFile
from documents.volume.limits import ATTACHED_BYTES, PAGES, PICTURE_SIDE, PdfLimits
from documents.volume.pdfs import UnboundError, write_plain_pages

REASONS: Final = {
    "encrypted": "文件设有打开密码，未能并入本卷。请取消密码后重新上传。",
    "damaged": "文件已损坏，未能并入本卷。请核对原件后重新上传。",
    "too_heavy": "文件内容过于复杂，处理超时，未能并入本卷。",
    "too_many_pages": f"文件超过{PAGES}页，未能并入本卷。",
    "oversized": "图片像素过大，未能并入本卷。请缩小后重新上传。",
    "missing": "系统中找不到该文件，未能并入本卷。请联系系统管理员。",
}
KEPT: Final = "原件保存在系统中，未并入本卷。"
_TYPES: Final = {kind.content_type: kind for kind in (*IMAGES, FileType.PDF)}


@dataclass(frozen=True, slots=True)
class Ready:
    """An attachment and what becomes of it: pages in ``path``, or only a line in the list.

    ``size`` is a picture's width and height in pixels, ``pages`` the number of a PDF's pages.
    ``note`` is printed for a file that is not bound in.
    """

    file: VolumeFile
    path: Path | None = None
    size: tuple[int, int] = (0, 0)
    pages: int = 0
    note: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether it is bound in as a picture."""
        return self.path is not None and not self.pages


def check_size(files: Sequence[VolumeFile]) -> None:
    """Refuse attachments that are too large together: ``ValidationError`` ``volume_too_large``."""
    size = sum(file.size for file in files if bindable(file))
    if size > ATTACHED_BYTES:
        limit = readable_size(ATTACHED_BYTES)
        raise refusal("volume_too_large", size=readable_size(size), limit=limit)


def bindable(file: VolumeFile) -> bool:
    """Whether a file is stored as a picture or a PDF."""
    return file.content_type.partition(";")[0].strip().lower() in _TYPES


def make_ready(
    files: Sequence[VolumeFile], folder: Path, limits: PdfLimits
) -> tuple[list[Ready], list[LeftOut]]:
    """Every file in its order, with pages written to ``folder``; and those that failed, and why.

    Raises ``ValidationError`` ``volume_too_many_pages`` as soon as the pages are too many.
    """
    ready: list[Ready] = []
    left_out: list[LeftOut] = []
    for place, file in enumerate(files):
        try:
            ready.append(_prepare(file, folder / str(place), limits))
        except UnboundError as unbound:
            note = REASONS[unbound.code]
            ready.append(Ready(file, note=note))
            left_out.append(LeftOut(file.name, note))
        check_pages(sum(one.pages or one.is_picture for one in ready))
    return ready, left_out


def check_pages(count: int) -> None:
    """Refuse a volume of too many pages: ``ValidationError`` ``volume_too_many_pages``."""
    if count > PAGES:
        raise refusal("volume_too_many_pages", limit=PAGES)


def _prepare(file: VolumeFile, path: Path, limits: PdfLimits) -> Ready:
    if not bindable(file):
        return Ready(file, note=KEPT)
    data = _read(file)
    kind = sniff(data).type
    if kind in IMAGES:
        return _picture(file, path, data)
    if kind is not FileType.PDF:
        raise UnboundError("damaged")
    return Ready(file, path, pages=write_plain_pages(data, path, limits))


def _read(file: VolumeFile) -> bytes:
    """The bytes of a file, never many more than it claims to have."""
    try:
        with file.opened() as stream:
            data = stream.read(file.size + 1)
    except OSError as error:
        raise UnboundError("missing") from error
    if len(data) > file.size:
        raise UnboundError("damaged")
    return data


def _picture(file: VolumeFile, path: Path, data: bytes) -> Ready:
    try:
        content, width, height = printable(data, side=PICTURE_SIDE)
    except OversizedImageError as error:
        raise UnboundError("oversized") from error
    except UnreadableImageError as error:
        raise UnboundError("damaged") from error
    path.write_bytes(content)
    return Ready(file, path, size=(width, height))
