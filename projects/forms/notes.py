"""Monthly notes and milestones reached."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from hierarchy.forms.fields import day_field
from hierarchy.worded_forms import WordedForm
from projects.forms.moves import words_field
from projects.models import Project

MONTHS_BACK = 12


def months_of(project: Project, on: dt.date) -> list[dt.date]:
    """The months that may be reported on: those of the project up to this one, latest first."""
    first = (project.countersigned_on or project.starts_on).replace(day=1)
    month, found = on.replace(day=1), list[dt.date]()
    while month >= first and len(found) < MONTHS_BACK:
        found.append(month)
        month = (month - dt.timedelta(days=1)).replace(day=1)
    return found or [on.replace(day=1)]


class NoteForm(WordedForm):
    """What was done in a month, what stood in the way, what is next."""

    month = forms.TypedChoiceField(label="月份", coerce=dt.date.fromisoformat)
    done = words_field("本月进展", rows=6, most=2000)
    problems = words_field("存在问题", rows=3, required=False)
    plans = words_field("下月打算", rows=3, required=False)

    def __init__(
        self, data: Any = None, *, months: list[dt.date], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        field: Any = self.fields["month"]
        field.choices = [(day.isoformat(), f"{day.year}年{day.month}月") for day in months]


class ReachedForm(WordedForm):
    """On which day a milestone was reached, and what stands."""

    done_on = day_field("完成日期", help_text="填实际完成的日期，不晚于今天。")
    words = words_field("完成情况", rows=4, most=400)

    def __init__(self, data: Any = None, *, on: dt.date) -> None:
        super().__init__(data, initial={"done_on": on})
