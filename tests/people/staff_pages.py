"""Opening the pages of full-time workers as a person of the world, on a day."""

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

from tests.people.staff_grounds import DAY
from tests.world import AT, City


@contextmanager
def as_person(city: City, name: str, day: dt.date = DAY) -> Iterator[Client]:
    """A person signed in, at ten o'clock of a day."""
    at = dt.datetime.combine(day, AT.timetz()).replace(hour=10)
    with time_machine.travel(at, tick=False):
        yield city.login(Client(), name)


def page(name: str, *args: Any) -> str:
    """The address of a page of this room."""
    return reverse(f"people:{name}", args=args)


def main(answer: Any) -> str:
    """The words of the page's own part."""
    found = re.search(r"<main\b.*?</main>", answer.content.decode(), flags=re.S)
    assert found, "a page has a main part"
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group(0)))


def word(answer: Any) -> str:
    """All words of a Word file, tables included."""
    document = docx.Document(io.BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])
