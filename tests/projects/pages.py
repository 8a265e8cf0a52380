"""Opening and sending the pages of projects as a person of the world, on a day."""

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

from tests.projects.grounds import DAY, at
from tests.world import World


@contextmanager
def as_person(world: World, name: str, day: dt.date = DAY) -> Iterator[Client]:
    """A person signed in, at ten o'clock of a day."""
    with time_machine.travel(at(day, 10), tick=False):
        yield world.login(Client(), name)


def page(name: str, *args: Any, **asked: Any) -> str:
    """The address of a page of projects."""
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse(f"projects:{name}", args=args) + (f"?{query}" if query else "")


def told(answer: Any) -> str:
    """What the page said after something was sent."""
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


def plain(answer: Any) -> str:
    """The words of a page, without tags and breaks."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def rows(prefix: str, *lines: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """What the rows of a form send."""
    found: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(lines),
        f"{prefix}-INITIAL_FORMS": initial,
    }
    for number, line in enumerate(lines):
        found |= {f"{prefix}-{number}-{name}": value for name, value in line.items()}
    return found
