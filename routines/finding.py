"""Finding records by words: title, body, kind and day; talks (谈心谈话) by no more than the day.

A talk is found by its kind, its day and its body. What was said, and with whom, is looked
through only for those who read it (``TalkQuerySet``).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from hierarchy.actors import Actor
from routines.kinds import UNTITLED
from routines.models import Record, Talk
from routines.terms import RecordKind

_DAY: Final = re.compile(
    r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号])?"
    r"|(?P<iso_year>\d{4})[-/.](?P<iso_month>\d{1,2})[-/.](?P<iso_day>\d{1,2})",
    re.ASCII,
)


def worded(text: str, *, actor: Actor) -> Q:
    """The records that bear every word of ``text``; a day may be written 3月27日 or 2026-03-27."""
    whole = " ".join(text.split())
    if not whole:
        return Q()
    every = Q()
    for word in _words(whole):
        every &= _says(word, actor)
    return every | _titled(whole)


def found_title(record: Record) -> str:
    """What a record found is called; a talk by nothing but what it is."""
    return record.get_kind_display() if record.kind in UNTITLED else record.title


def _words(text: str) -> list[str]:
    """The words of a search; a day is a word of its own, wherever it is written."""
    return _DAY.sub(lambda day: f" {day[0]} ", text).split()


def _says(word: str, actor: Actor) -> Q:
    kinds = [kind for kind, label in RecordKind.choices if word in label]
    found = (
        _titled(word)
        | Q(organization__name__contains=word)
        | Q(organization__name_key__contains=word.lower())
        | Q(kind__in=kinds)
    )
    if kinds:
        found |= Q(also__overlap=kinds)
    if day := _DAY.fullmatch(word):
        found |= _on(day)
    return found | Q(Exists(_said(word, actor)))


def _titled(text: str) -> Q:
    return Q(title__contains=text) & ~Q(kind__in=UNTITLED)


def _on(day: re.Match[str]) -> Q:
    """The day, or the month when no day is given; of every year when none is given."""
    year, month, number = (day[name] or day[f"iso_{name}"] for name in ("year", "month", "day"))
    if year and number:
        try:
            return Q(happened_on=dt.date(int(year), int(month), int(number)))
        except ValueError:
            return Q(pk__in=())
    parts = {"year": year, "month": month, "day": number}
    return Q(**{f"happened_on__{name}": int(value) for name, value in parts.items() if value})


def _said(word: str, actor: Actor) -> QuerySet[Talk]:
    """The talks whose contents the actor reads that say so."""
    said = Q(talker__contains=word) | Q(partner__contains=word) | Q(points__contains=word)
    return Talk.objects.visible_to(actor).filter(said, record=OuterRef("pk"))
