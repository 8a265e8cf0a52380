"""XML of an untrusted package, read as a stream by expat: no tree, no DOCTYPE, no entities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, Final, Protocol
from xml.parsers import expat

from documents.spreadsheets.limits import RefusedError

CHUNK: Final = 64 << 10


class Handler(Protocol):
    """What hears about a part: element names come without their prefix."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element opens."""

    def end(self, name: str) -> None:
        """An element closes."""

    @property
    def text(self) -> Callable[[str], None]:
        """Hears characters; one run of text may come in several pieces."""


def read_xml(stream: IO[bytes], handler: Handler) -> None:
    """Feed ``stream`` to ``handler`` in chunks.

    Raises ``RefusedError("forged_xml")`` at a DOCTYPE and ``expat.ExpatError`` for broken XML.
    """
    parser = expat.ParserCreate()

    def first(name: str, attributes: dict[str, str]) -> None:
        """Most files have no prefixes: only those that do pay for cutting them off."""
        prefixed = ":" in name
        parser.StartElementHandler = bare_start if prefixed else handler.start
        parser.EndElementHandler = bare_end if prefixed else handler.end
        parser.StartElementHandler(name, attributes)

    def bare_start(name: str, attributes: dict[str, str]) -> None:
        handler.start(name.rpartition(":")[2], attributes)

    def bare_end(name: str) -> None:
        handler.end(name.rpartition(":")[2])

    parser.buffer_text = True
    parser.buffer_size = CHUNK
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = first
    parser.CharacterDataHandler = handler.text
    while chunk := stream.read(CHUNK):
        parser.Parse(chunk, False)  # noqa: FBT003 - the C function takes no keyword
    parser.Parse(b"", True)  # noqa: FBT003


def _refuse_doctype(*_: object) -> None:
    raise RefusedError("forged_xml")
