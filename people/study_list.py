"""The list of hours: whoever one sees, by name and never by hours, each with the year's sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.http import QueryDict

from hierarchy.actors import Actor
from people.forms.studies import StudyFilter
from people.learners import name_of, seen, serving_officers
from people.masks import masked_name
from people.models import PeoplePolicy
from people.name_searches import as_read, order_for
from people.study_hours import with_hours
from people.study_rows import named_whole
from people.study_rules import Hours, needed_hours
from people.terms import Learner
from workflow.paging import keyset_page

# The order of each list; officers' names are their accounts', and members are ordered as far as
# the reader reads their names.
_KEYS: Final = {
    Learner.WORKER: ("name_key", "id"),
    Learner.OFFICER: ("user__name_key", "id"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One line: the learner, the name as far as it may be read, and the hours."""

    learner: Any
    name: str
    hours: Hours


def listed(
    search: StudyFilter, actor: Actor, *, policy: PeoplePolicy, query: QueryDict
) -> dict[str, Any]:
    """A page of learners for the list: ``page``, ``rows``, ``is_filtered``. Two queries."""
    learner = search.learner
    rows = with_hours(_living(learner, actor), learner, search.chosen_year)
    rows = rows.filter(_named(search, actor))
    related = ("organization", "user") if learner == Learner.OFFICER else ("organization",)
    keys = _KEYS.get(learner) or order_for(actor)
    page = keyset_page(rows.select_related(*related), keys=keys, query=query)
    whole = named_whole([row.pk for row in page.rows], learner, actor)
    return {
        "page": page,
        "rows": [_line(row, whole, learner, policy) for row in page.rows],
        "is_filtered": bool(search.name),
    }


def _line(row: Any, whole: set[int] | None, learner: str, policy: PeoplePolicy) -> Listed:
    name = name_of(row)
    if whole is not None and row.pk not in whole:
        name = masked_name(name)
    needed = needed_hours(row, policy) if learner == Learner.MEMBER else None
    return Listed(row, name, Hours(row.hours, needed))


def _living(learner: str, actor: Actor) -> Any:
    rows: Any = seen(learner, actor)
    if learner == Learner.MEMBER:
        return rows.counting()
    if learner == Learner.WORKER:
        return rows.serving(actor.on)
    return serving_officers(rows, actor)


def _named(search: StudyFilter, actor: Actor) -> Q:
    text = search.name
    if not text:
        return Q()
    if search.learner == Learner.OFFICER:
        return Q(user__name__contains=text) | Q(user__name_key__contains=text.lower())
    if search.learner == Learner.MEMBER:
        return as_read(text, actor)
    return Q(name__contains=text) | Q(name_key__contains=text.lower())
