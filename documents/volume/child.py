"""The process that takes an attached PDF apart: ``python -m documents.volume.child``.

It gets one JSON line with its limits and then the file on standard input, and answers with one
JSON line, ``{"pages": 3}`` or ``{"refusal": "encrypted"}``, and behind it the pages as a plain
PDF. It binds itself to the limits first, so whatever the file does to it ends here; a crash is
an answer too (exit status other than 0), which ``pdfs`` words.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from typing import Final

from pypdf import PasswordType, PdfReader, PdfWriter

from documents.bounds import OUT_OF_MEMORY, bind
from documents.volume.flattening import add_plain_page
from documents.volume.limits import PdfLimits

RECURSION: Final = 500


class RefusedError(Exception):
    """The file is not bound in; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def plain_pages(data: bytes, limits: PdfLimits) -> tuple[int, bytes]:
    """The number of pages and the pages as a plain PDF.

    A file that opens without a password is read even if its author wished it not to be changed:
    bank receipts are locked so. Raises ``RefusedError`` and what broken files cause.
    """
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        raise RefusedError("encrypted")
    count = len(reader.pages)
    if count > limits.pages:
        raise RefusedError("too_many_pages")
    if not count:
        raise RefusedError("damaged")
    writer = PdfWriter()
    for page in reader.pages:
        add_plain_page(writer, page)
    written = io.BytesIO()
    writer.write(written)
    if written.tell() > limits.output:
        raise RefusedError("too_heavy")
    return count, written.getvalue()


def main() -> None:
    """Answer one request from standard input."""
    limits = PdfLimits(**json.loads(sys.stdin.buffer.readline()))
    bind(memory=limits.memory, cpu_seconds=limits.cpu_seconds)
    # What is too deeply nested must fail here, not in the process that binds the volume.
    sys.setrecursionlimit(RECURSION)
    logging.disable()
    pages = b""
    try:
        count, pages = plain_pages(sys.stdin.buffer.read(), limits)
        answer: dict[str, object] = {"pages": count}
    except RefusedError as refused:
        answer = {"refusal": refused.code}
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
    # A broken file may raise anything: whatever it is, the file can't be bound in.
    except Exception as error:
        answer = {"refusal": "damaged", "reason": f"{type(error).__name__}: {error}"[:200]}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + pages)


if __name__ == "__main__":
    main()
