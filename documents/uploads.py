"""The gate every uploaded file passes: judged by its content, named by what it is."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO, Final

from documents.filetypes import (
    IMAGES,
    TEXTS,
    FileType,
    Sniffed,
    decode_text,
    is_markup,
    sniff,
    sniff_package,
)
from documents.packages import UNPACKED, UnsafePackageError, inspect_package
from documents.pictures import OversizedImageError, UnreadableImageError, strip_location
from documents.refusals import readable_size, refusal

SIZE_LIMIT: Final = 20 << 20
"""Bytes one upload may have unless the caller says otherwise."""

_ALIASES: Final = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg"}
_PDF_TAIL: Final = 64 << 10
_NAME_LIMIT: Final = 100
_UNSAFE_IN_NAME: Final = re.compile(r'[\\/:*?"<>|]')


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be stored: ``content`` is what to store (pictures without location)."""

    name: str
    type: FileType
    content: bytes
    sha256: str

    @property
    def size(self) -> int:
        """Bytes of ``content``."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An upload under examination, with what messages about it need."""

    name: str
    extension: str
    data: bytes
    kinds: Collection[FileType]
    unpacked: int

    def refuse(self, code: str, *, actual: str = "") -> Exception:
        allowed = "、".join(kind.label for kind in FileType if kind in self.kinds)
        return refusal(code, name=self.name, actual=actual, allowed=allowed)


def check_upload(
    *,
    name: str,
    stream: BinaryIO,
    size: int,
    kinds: Collection[FileType],
    limit: int = SIZE_LIMIT,
    unpacked: int = UNPACKED,
) -> Checked:
    """Read an upload and return what may be stored, or say in Chinese why not.

    ``size`` is what the browser claims, ``limit`` the most bytes; never more than ``limit`` + 1
    are read. ``unpacked`` is the most bytes an Office file may unpack to. Raises
    ``ValidationError`` with a code of ``documents.refusals.TEXTS``.
    """
    name = clean_name(name)
    data = b"" if size > limit else stream.read(limit + 1)
    size = max(size, len(data))
    if size > limit:
        shown, most = readable_size(size), readable_size(limit)
        raise refusal("too_large", name=name, size=shown, limit=most)
    if not data:
        raise refusal("empty_file", name=name)
    candidate = _Candidate(name, _extension(name), data, kinds, unpacked)
    found = _recognise(candidate)
    _compare(candidate, found)
    content = _clean(candidate, found)
    stem = name.rpartition(".")[0] or name
    return Checked(
        name=f"{stem}.{found.extension}",
        type=found,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def clean_name(name: str) -> str:
    """A file name that is safe to show and to download: no folders, control or bidi signs."""
    base = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(sign for sign in base if unicodedata.category(sign)[0] != "C")
    stem, dot, extension = _UNSAFE_IN_NAME.sub("_", visible).strip(" .").rpartition(".")
    return f"{stem[:_NAME_LIMIT]}{dot}{extension[:10]}" or "未命名"


def _extension(name: str) -> str:
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    return _ALIASES.get(extension, extension)


def _recognise(candidate: _Candidate) -> FileType:
    """What the content is; raises the refusal it calls for."""
    sniffed = sniff(candidate.data)
    if sniffed.type is None and not sniffed.refusal:
        sniffed = _open(candidate) if candidate.data.startswith(b"PK") else _read(candidate)
    if sniffed.type is not None:
        return sniffed.type
    raise candidate.refuse(sniffed.refusal, actual=sniffed.label)


def _open(candidate: _Candidate) -> Sniffed:
    try:
        with inspect_package(data=candidate.data, unpacked=candidate.unpacked) as package:
            return sniff_package(package)
    except UnsafePackageError as error:
        return Sniffed(refusal=error.code, label="压缩包")


def _read(candidate: _Candidate) -> Sniffed:
    """Plain text is told by its extension, for its bytes carry no mark."""
    text = decode_text(candidate.data)
    if text is not None and is_markup(text):
        return Sniffed(refusal="web_page", label="网页")
    for kind in TEXTS:
        if kind.extension == candidate.extension:
            return Sniffed(type=kind) if text is not None else Sniffed(refusal="unknown_encoding")
    known = any(kind.extension == candidate.extension for kind in FileType)
    return Sniffed(refusal="damaged" if known else "unknown_type")


def _compare(candidate: _Candidate, found: FileType) -> None:
    """Refuse what is not wanted here or bears another format's name.

    Phones and chat programs often save a JPEG as .png: between pictures the name is corrected.
    """
    if found not in candidate.kinds:
        raise candidate.refuse("wrong_type", actual=found.label)
    both_pictures = found in IMAGES and candidate.extension in {kind.extension for kind in IMAGES}
    if candidate.extension != found.extension and not both_pictures:
        raise candidate.refuse("renamed", actual=found.label)


def _clean(candidate: _Candidate, found: FileType) -> bytes:
    if found is FileType.PDF and b"%%EOF" not in candidate.data[-_PDF_TAIL:]:
        raise candidate.refuse("damaged")
    if found not in IMAGES:
        return candidate.data
    try:
        return strip_location(candidate.data)
    except UnreadableImageError as error:
        raise candidate.refuse("damaged") from error
    except OversizedImageError as error:
        raise refusal(
            "image_too_large",
            name=candidate.name,
            limit=error.limit // 10_000,
        ) from error
