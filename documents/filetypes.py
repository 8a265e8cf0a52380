"""What a file is by its first bytes; the name it arrives under proves nothing."""

from __future__ import annotations

import codecs
import enum
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final


class FileType(enum.Enum):
    """A format the system accepts: extension, content type, Chinese name."""

    JPG = ("jpg", "image/jpeg", "JPG 图片")
    PNG = ("png", "image/png", "PNG 图片")
    WEBP = ("webp", "image/webp", "WebP 图片")
    PDF = ("pdf", "application/pdf", "PDF 文件")
    DOCX = (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Word 文档",
    )
    XLSX = (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel 表格",
    )
    PPTX = (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "PPT 演示文稿",
    )
    TXT = ("txt", "text/plain; charset=utf-8", "文本文件")
    CSV = ("csv", "text/csv; charset=utf-8", "CSV 表格")

    def __init__(self, extension: str, content_type: str, label: str) -> None:
        self.extension = extension
        self.content_type = content_type
        self.label = label


IMAGES: Final = frozenset({FileType.JPG, FileType.PNG, FileType.WEBP})
PACKAGES: Final = frozenset({FileType.DOCX, FileType.XLSX, FileType.PPTX})
TEXTS: Final = frozenset({FileType.TXT, FileType.CSV})
EVIDENCE: Final = IMAGES | PACKAGES | {FileType.PDF, FileType.TXT}
SPREADSHEETS: Final = frozenset({FileType.XLSX, FileType.CSV})


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the bytes are: a ``FileType``, or the code of the refusal they call for."""

    type: FileType | None = None
    refusal: str = ""
    label: str = ""


_ACCEPTED: Final = (
    (re.compile(rb"\xff\xd8\xff"), FileType.JPG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), FileType.PNG),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), FileType.WEBP),
    (re.compile(rb"%PDF-"), FileType.PDF),
)
_REFUSED: Final = (
    (re.compile(rb"MZ|\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe|#!"), "executable", "可执行程序"),
    (re.compile(rb".{4}ftyp(?:hei|hev|mif1|msf1|avi)", re.DOTALL), "heic_photo", "HEIC 照片"),
    (re.compile(rb".{4}ftyp", re.DOTALL), "wrong_type", "视频或音频"),
    (re.compile(rb"Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ"), "wrong_type", "压缩包"),
    (re.compile(rb"GIF8"), "wrong_type", "GIF 图片"),
    (re.compile(rb"BM.{4}\x00{4}", re.DOTALL), "wrong_type", "BMP 图片"),
    (re.compile(rb"II\*\x00|MM\x00\*"), "wrong_type", "TIFF 图片"),
    (re.compile(rb"\{\\rtf"), "wrong_type", "RTF 文档"),
    (re.compile(rb"%OFD"), "wrong_type", "OFD 文件"),
)
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_MARKUP: Final = re.compile(
    r"\s*(?:<\?xml|<!doctype|<!--|<(?:html|head|body|svg|script|iframe|math|form)\b)",
    re.IGNORECASE,
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAIN_PARTS: Final = (
    (b"wordprocessingml.document.main+xml", FileType.DOCX),
    (b"spreadsheetml.sheet.main+xml", FileType.XLSX),
    (b"presentationml.presentation.main+xml", FileType.PPTX),
    (b"presentationml.slideshow.main+xml", FileType.PPTX),
)
_ACTIVE_CONTENT: Final = re.compile(r"vbaProject|activeX|\.exe$|\.dll$", re.IGNORECASE)
_CONTENT_TYPES: Final = "[Content_Types].xml"
_CONTENT_TYPES_LIMIT: Final = 1 << 20


def sniff(data: bytes) -> Sniffed:
    """Tell what ``data`` is, except for zip packages (``sniff_package``) and plain text."""
    for signature, accepted in _ACCEPTED:
        if signature.match(data):
            return Sniffed(type=accepted)
    if data.startswith(_COMPOUND):
        locked = _ENCRYPTED_STREAM in data
        return Sniffed(
            refusal="encrypted" if locked else "old_office",
            label="加密的 Office 文件" if locked else "旧版 Office 文件",
        )
    for signature, code, label in _REFUSED:
        if signature.match(data):
            return Sniffed(refusal=code, label=label)
    return Sniffed()


def sniff_package(package: zipfile.ZipFile) -> Sniffed:
    """Tell which Office format an inspected zip is; a macro or control inside is a refusal."""
    names = package.namelist()
    if _CONTENT_TYPES not in names:
        return Sniffed(refusal="wrong_type", label="压缩包")
    try:
        with package.open(_CONTENT_TYPES) as stream:
            declared = stream.read(_CONTENT_TYPES_LIMIT)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        return Sniffed(refusal="damaged", label="损坏的文件")
    if b"macroEnabled" in declared or any(map(_ACTIVE_CONTENT.search, names)):
        return Sniffed(refusal="macro", label="含宏的 Office 文件")
    for marker, accepted in _MAIN_PARTS:
        if marker in declared:
            return Sniffed(type=accepted)
    return Sniffed(refusal="wrong_type", label="压缩包")


def decode_text(data: bytes) -> str | None:
    """Text of a plain file in UTF-8, UTF-16 with a mark, or GB18030; ``None`` when it is not."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None


def is_markup(text: str) -> bool:
    """Whether a browser might run ``text`` as a page or a drawing."""
    return _MARKUP.match(text) is not None
