"""Opening the pages of people as a person of the world, on the world's day or another."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from tests.world import AT, City, World


@contextmanager
def as_person(city: City | World, name: str, at: dt.datetime = AT) -> Iterator[Client]:
    """A person signed in at a moment."""
    with time_machine.travel(at, tick=False):
        yield city.login(Client(), name)


def address(name: str, *args: Any, **asked: Any) -> str:
    """The address of a page of people."""
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse(f"people:{name}", args=args) + (f"?{query}" if query else "")


def words(answer: Any) -> str:
    """The words of a page's own part, without tags, breaks and frame."""
    text = answer.content.decode()
    found = re.search(r"<main\b.*?</main>", text, flags=re.S)
    kept = re.sub(r"<(script|style)\b.*?</\1>", " ", found.group(0) if found else text, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", kept))


def said(answer: Any) -> str:
    """What the page says was done."""
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))
