"""What goes into a volume, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from documents.papers.paper import ProjectPaper


@dataclass(frozen=True, slots=True)
class VolumeFile:
    """An attachment: its name, its stored content type, its bytes' number, and how to open it.

    ``opened`` returns a fresh binary stream; it is called once, when the file's turn comes, and
    the stream is closed here, so that not all files lie in memory at once. ``origin`` says what
    the file belongs to (中期报告、首拨支付凭证); it prints in the list of attachments.
    """

    name: str
    content_type: str
    size: int
    opened: Callable[[], BinaryIO]
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Volume:
    """All of a project: what the cover says, the papers in their order, the attachments.

    ``facts`` are label and value and stand on the cover below the project's name; ``on`` is the
    day the volume was made.
    """

    project: str
    number: str
    issuer: str
    on: date
    papers: Sequence[ProjectPaper]
    files: Sequence[VolumeFile] = ()
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An attachment that is listed but not bound in, and why, as the volume prints it."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bound:
    """What ``write_volume`` wrote: the number of pages, and the attachments left out."""

    pages: int
    left_out: Sequence[LeftOut]
