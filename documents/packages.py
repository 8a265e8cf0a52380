"""Office packages (.docx, .xlsx, .pptx are zip files): looked at before anything is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Final

PARTS: Final = 2_000
"""Most parts one package may have; a long report with a photo on every page has a few hundred."""
UNPACKED: Final = 100 << 20
"""Most bytes all parts together may unpack to."""
RATIO: Final = 250
"""Most times a part may grow when unpacked. Deflate reaches 1,032; real sheets stay below 100."""
RATIO_FROM: Final = 1 << 20
"""Parts that unpack to less than this are too small to do harm, whatever their ratio."""

ENTRY_SIGNATURE: Final = b"PK\x01\x02"
ENCRYPTED_FLAG: Final = 0x1


class UnsafePackageError(Exception):
    """The package must not be unpacked; ``code`` is a key of ``documents.refusals.TEXTS``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def inspect_package(*, data: bytes, unpacked: int = UNPACKED) -> zipfile.ZipFile:
    """Open ``data`` and check its directory only: nothing is unpacked here.

    ``unpacked`` is the most bytes all parts may unpack to. Raises ``UnsafePackageError`` with
    ``damaged``, ``encrypted`` or ``zip_bomb``. The sizes in a directory can lie; ``zipfile``
    never hands out more than the size stated, so the check holds for what is read later.
    """
    if data.count(ENTRY_SIGNATURE) > PARTS:
        raise UnsafePackageError("zip_bomb")
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, struct.error, NotImplementedError, ValueError, OSError) as error:
        raise UnsafePackageError("damaged") from error
    entries = package.infolist()
    if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
        raise UnsafePackageError("encrypted")
    total = sum(entry.file_size for entry in entries)
    if len(entries) > PARTS or total > unpacked or any(map(_swells, entries)):
        raise UnsafePackageError("zip_bomb")
    return package


def _swells(entry: zipfile.ZipInfo) -> bool:
    large = entry.file_size > RATIO_FROM
    return large and entry.file_size > RATIO * max(entry.compress_size, 1)
