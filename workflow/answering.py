"""The answering protocol: one record, entered once, answers what several rooms ask.

A room that asks for something implements ``AnswerTaker`` and is named in
``settings.ANSWER_TAKERS``. When a record is kept, the room that keeps it asks here what it
could answer, shows that to the person, and passes on what the person confirmed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from hierarchy.actors import Actor
from hierarchy.models import Organization
from workflow.models import Attachment


@dataclass(frozen=True, slots=True)
class Happening:
    """What took place, as far as another room needs to know it.

    ``kind`` is the value of the keeping room's kind and ``kind_label`` its Chinese name;
    ``key`` names the record for good, ``path`` leads to it.
    """

    key: str
    organization: Organization
    kind: str
    kind_label: str
    title: str
    words: str
    happened_on: dt.date
    path: str
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a happening could answer; ``likely`` ones are ticked beforehand."""

    key: str
    title: str
    hint: str
    path: str
    likely: bool = False


class AnswerTaker(Protocol):
    """One room's questions, and what it does with an answer."""

    prefix: str

    def questions(self, *, happening: Happening, actor: Actor) -> Iterable[Question]:
        """What this happening could answer, the likeliest first; a bounded number."""

    def answer(self, *, happening: Happening, keys: Sequence[str], actor: Actor) -> int:
        """Write the answers down; returns how many. Once for each happening and key.

        Raises ValidationError where the room's own rules refuse.
        """


@cache
def _takers() -> tuple[AnswerTaker, ...]:
    return tuple(import_string(path)() for path in settings.ANSWER_TAKERS)


def questions_for(*, happening: Happening, actor: Actor) -> list[Question]:
    """Everything that a happening could answer, over all rooms."""
    found: list[Question] = []
    for taker in _takers():
        found += taker.questions(happening=happening, actor=actor)
    return sorted(found, key=lambda question: not question.likely)


def answer_questions(*, happening: Happening, keys: Iterable[str], actor: Actor) -> int:
    """Pass on what a person confirmed, each to the room whose ``prefix`` begins its key."""
    wanted = list(dict.fromkeys(keys))
    return sum(
        taker.answer(
            happening=happening,
            keys=[key for key in wanted if key.startswith(f"{taker.prefix}:")],
            actor=actor,
        )
        for taker in _takers()
    )
