"""How a reminder is put: one thing by its name, several of one day as a number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from workflow.models import Notice
from workflow.reminders import DueSource, Subject

_NAMED = 5
REMINDED: Final = "reminder:"
"""How the key of a notice begins that reminders were put into."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the notice says."""

    kind: str
    title: str
    body: str
    path: str
    is_urgent: bool


def put(
    *,
    subjects: Sequence[Subject],
    source: DueSource,
    due_on: dt.date,
    goes_up: bool,
    missed: dt.date | None,
    names: Sequence[str],
    on: dt.date,
) -> Told:
    """The words for things of one kind, due on one day; ``names`` are the bodies that owe them.

    ``missed`` is the day on which it should have been told, when that is over.
    """
    is_late = due_on < on
    kind = Notice.Kind.OVERDUE if is_late else Notice.Kind.DUE_SOON
    single = subjects[0] if len(subjects) == 1 else None
    what = f"“{single.title}”" if single else f"有 {len(subjects)} 项{source.label}"
    if goes_up:
        what = f"下级{what}"
    return Told(
        kind=kind,
        title=f"{_shortened(what)}{_when(due_on, on=on)}",
        body=_whose(names) + _advice(is_late=is_late, goes_up=goes_up) + _missed(missed, on=on),
        path=single.path if single else reverse("workbench:todo"),
        is_urgent=is_late and any(subject.is_binding for subject in subjects),
    )


def _shortened(text: str, most: int = 150) -> str:
    """Never so long that the day at the end is cut off."""
    return text if len(text) <= most else f"{text[: most - 2]}…”"


def _when(due_on: dt.date, *, on: dt.date) -> str:
    if due_on == on:
        return "今天到期"
    year = "" if due_on.year == on.year else f"{due_on.year}年"
    day = f"{year}{due_on.month}月{due_on.day}日"
    return f"将于 {day} 到期" if due_on > on else f"已于 {day} 到期，尚未办结"


def _whose(names: Sequence[str]) -> str:
    known = list(dict.fromkeys(names))
    more = f"等 {len(known)} 个组织" if len(known) > _NAMED else ""
    return f"承办：{'、'.join(known[:_NAMED])}{more}。"


def _advice(*, is_late: bool, goes_up: bool) -> str:
    if goes_up:
        return "请了解情况，必要时催办或协调。"
    if is_late:
        return "请尽快办理；确有困难的，请说明原因。"
    return "请按时办理；确有困难的，请提前说明。"


def _missed(day: dt.date | None, *, on: dt.date) -> str:
    if day is None:
        return ""
    year = "" if day.year == on.year else f"{day.year}年"
    return f"本提醒应于 {year}{day.month}月{day.day}日 发出，系统中断后补发。"
