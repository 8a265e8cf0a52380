"""Stories of a demo city, told together: each yields the day of its next step, then takes it."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterable, Iterator
from itertools import count

Course = Iterator[dt.date]
"""The story of one thing."""


def tell_stories(stories: Iterable[Course], *, until: dt.date) -> None:
    """Take the steps of all stories in the order of their days, none after ``until``."""
    order = count()
    waiting: list[tuple[dt.date, int, Course]] = []
    for story in stories:
        _ask(story, waiting, next(order))
    while waiting and waiting[0][0] <= until:
        _, _, story = heapq.heappop(waiting)
        _ask(story, waiting, next(order))


def _ask(story: Course, waiting: list[tuple[dt.date, int, Course]], place: int) -> None:
    """Take the step that is due, and learn the day of the next."""
    day = next(story, None)
    if day is not None:
        heapq.heappush(waiting, (day, place, story))
