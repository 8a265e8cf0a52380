"""What pages of every room tell of the past (变动经过), and files as pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.urls import reverse

from workflow.audit_words import Line, in_words
from workflow.models import Attachment, AuditEntry

MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Picture:
    """A file as pages show it; ``thumbnail_url`` is empty for what is no picture."""

    name: str
    url: str
    thumbnail_url: str
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a history; ``tone`` is ``plain``, ``done`` or ``stop``."""

    title: str
    who: str
    at: dt.datetime
    text: str = ""
    tone: str = "plain"
    files: list[Picture] = field(default_factory=list)


def pictures(files: Iterable[Attachment]) -> list[Picture]:
    """Files with their addresses. No query of its own."""
    return [
        Picture(
            name=file.name,
            url=reverse("workflow:attachment", args=[file.pk]),
            thumbnail_url=(
                reverse("workflow:attachment_thumbnail", args=[file.pk]) if file.is_image else ""
            ),
            size=file.size,
        )
        for file in files
    ]


def signed(name: str, post: str) -> str:
    """「李某（商圈市场专委会 主任）」."""
    return f"{name}（{post}）" if post else name


def changes_of(line: Line) -> str:
    """What became what: 「名称：甲 → 乙；人数：3 → 4」."""
    return "；".join(f"{fact.label}：{fact.before} → {fact.after}" for fact in line.facts)


def reason_of(line: Line) -> str:
    """The reason that was given."""
    return line.entry.reason


def told(
    rows: Iterable[AuditEntry],
    *,
    tones: Mapping[str, str],
    words: Callable[[Line], str] = reason_of,
) -> list[Entry]:
    """Entries of the trail as a page tells them; ``tones`` by verb, plain where it has none."""
    return [
        Entry(
            title=line.verb,
            who=signed(line.entry.user_name, line.entry.post),
            at=line.entry.at,
            text=words(line),
            tone=tones.get(line.entry.verb, "plain"),
        )
        for line in in_words(rows)
    ]
