"""Opening the pages of inspections as a person of the world, on a day."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import docx
import time_machine
from django.test import Client
from django.urls import reverse

from tests.inspections.reviews import DAY, at
from tests.world import City, World


@contextmanager
def as_person(city: City | World, name: str, day: dt.date = DAY) -> Iterator[Client]:
    """A person signed in, at ten o'clock of a day."""
    with time_machine.travel(at(day, 10), tick=False):
        yield city.login(Client(), name)


def page(name: str, *args: Any, **asked: Any) -> str:
    """The address of a page of inspections."""
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse(f"inspections:{name}", args=args) + (f"?{query}" if query else "")


def plain(answer: Any) -> str:
    """The words of a page, without tags and breaks."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def main(answer: Any) -> str:
    """The words of the page's own part, without frame and history."""
    text = answer.content.decode()
    found = re.search(r"<main\b.*?</main>", text, flags=re.S)
    kept = found.group(0) if found else text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", kept))


def word(answer: Any) -> str:
    """All words of a Word file, tables included."""
    document = docx.Document(io.BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])
