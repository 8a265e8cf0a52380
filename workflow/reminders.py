"""The due protocol: each business room says what is owed and by when; reminding is done here.

A room implements ``DueSource`` once for each kind of thing that falls due (tasks, tasks to be
signed for, obligations …) and is named in ``settings.DUE_SOURCES``. It says what is owed, never
who is told, when, or whether somebody was told already: that is decided once for all rooms, from
the plan of the city (``ReminderPlan``), the calendar of working days and the rows of
``workflow.models.Reminder``.

What a room has to write, in a module of its own (``checklists/due.py`` is the example)::

    class ObligationDue:
        key = "routines.obligation"
        label = "制度事项"
        body_column = "organization_id"
        due_column = "due_on"
        usual = Plan(before=(3,), after=(1, 5), up_after=5)

        def codes(self, *, tenant): ...      # {"R-10": "支委会", …}
        def owed(self, *, tenant, only, but): ...
        def subjects(self, ids): ...
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from hierarchy.models import Tenant

MOST_DAYS = 60
"""The furthest a step may lie from the due day, in working days."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When people are told of one kind of thing; all figures are working days (工作日).

    ``before`` and ``after`` the due day, on the day itself, and once to the tier above
    ``up_after`` days after it. Nobody is told any more once the thing is done.
    """

    before: tuple[int, ...] = ()
    on_day: bool = True
    after: tuple[int, ...] = ()
    up_after: int | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing still owed, as it is put to people.

    ``title`` names it without its day (“召开支委会（3月）”), ``path`` is where it is done.
    ``is_binding`` (力度为“应”): once late, it is told apart and at once, not in the digest.
    """

    organization_id: int
    due_on: dt.date
    title: str
    path: str
    is_binding: bool = False


class DueSource(Protocol):
    """One kind of thing that falls due in one room."""

    key: str
    """Stands in every row for good (“checklists.task”), so it never changes; 32 characters."""
    label: str
    """What one of them is called in a sentence: 有 3 项【任务】将于…到期."""
    body_column: str
    """The column, on the rows of ``owed``, of the organisation that owes."""
    due_column: str
    """The date column, on the rows of ``owed``, by which it is owed; give it a partial index."""
    usual: Plan
    """The plan while the city has set none of its own (丁)."""

    def codes(self, *, tenant: Tenant) -> Mapping[str, str]:
        """What may have a plan of its own, by code (at most 32 characters): its Chinese name."""

    def owed(
        self, *, tenant: Tenant, only: Collection[str], but: Collection[str]
    ) -> QuerySet[Any, Any]:
        """Everything still open in the city whose receiver has to move, as an unsliced queryset.

        Of the codes ``only``, when there are any, and never of the codes ``but``. Its primary key
        is the subject. It is narrowed to the days in question and asked for two columns before it
        is read, so it needs no order and joins nothing that the codes do not need.
        """

    def subjects(self, ids: Collection[int]) -> dict[int, Subject]:
        """Those of these still owed now, by primary key; what is done or stopped is left out.

        Asked a moment before sending, for up to 2,000 at once: one query, not one a row.
        """


@cache
def due_sources() -> dict[str, DueSource]:
    """Every source of every room, by its key."""
    found = [import_string(path)() for path in settings.DUE_SOURCES]
    return {source.key: source for source in found}
