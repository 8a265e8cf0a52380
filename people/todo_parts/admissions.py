"""What the part admissions asks of people now: steps that are due soon, and what waits above.

Who has no file to look after is asked nothing. Titles name the step and the branch,
never the person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from django.db.models import F, Q, QuerySet, Subquery
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability, Tier
from people.deciding import decides_for
from people.due import next_records, next_steps, waits_above, was_refused
from people.models import Admission
from people.step_numbers import FILE
from people.terms import Stage
from workflow.desks import Desk, light_by
from workflow.todo_lines import told
from workflow.todos import Todo

MOST: Final = 30
_AHEAD: Final = dt.timedelta(days=30)
_PROMPT: Final = (18, 22, 24)
"""Steps after which the next is asked for at once (及时), without a day."""
OWN, ABOVE, REFUSED = "own", "above", "refused"

# By sort: what is to be done, and how.
_ASKED: Final = {
    OWN: ("登记", "办理后及时登记，附上材料"),
    ABOVE: ("办理", "由审批党委办理后登记"),
    REFUSED: ("研究", "没有通过：研究后终止，或补正后重新办理"),
}


class Line(NamedTuple):
    """One row of the query; ``day`` is the last one, or that of the refusal."""

    sort: str
    pk: int
    body: int
    branch: str
    name: str
    step: int
    day: dt.date | None


def parts_for(desk: Desk) -> list[QuerySet[Any, Any]]:
    """Steps of one's own branches due soon or refused, and what waits for one's committee."""
    actor = desk.actor
    handled = _concerned(actor)
    if not handled:
        return []
    soon = Q(due_on__lte=actor.on + _AHEAD) | Q(due_on__isnull=True, step__in=_PROMPT)
    mine = Q(organization_id__in=handled)
    own = mine & ~waits_above() & soon & ~was_refused()
    above = Q(superior_id__in=handled) & waits_above() & ~Q(organization_id__in=handled)
    deciding = Q(decides=False) | Q(superior_id__in=decides_for(actor, Capability.REVIEW))
    return [
        _told(_rows(own), OWN, "organization_id"),
        _told(_rows(above).filter(deciding), ABOVE, "superior_id"),
        _told(
            _rows(mine & was_refused()),
            REFUSED,
            "organization_id",
            day=Subquery(next_records().values("done_on")[:1]),
        ),
    ]


def answered(found: Iterable[Line], desk: Desk) -> Iterator[Todo]:
    """The steps that wait for this person."""
    for line in found:
        yield _todo(line, desk)


def _concerned(actor: Actor) -> list[int]:
    """The branches for which the person writes, and the committees that may approve. No query."""
    approving = {
        post.position.organization_id
        for post in actor.posts
        if post.position.organization and post.position.organization.may_approve_members
    }
    return [
        grant.organization_id
        for grant in actor.scope(Capability.HANDLE).nodes
        if grant.tier == Tier.BRANCH or grant.organization_id in approving
    ]


def _rows(condition: Q) -> QuerySet[Any, Any]:
    ahead = next_steps()
    rows = Admission.objects.filter(condition, step__lt=FILE).exclude(status=Stage.ENDED)
    return rows.annotate(
        ahead=Subquery(ahead.values("name")[:1]), decides=Subquery(ahead.values("concludes")[:1])
    ).order_by("due_on", "pk")


def _told(rows: QuerySet[Any, Any], sort: str, body: str, day: Any = None) -> QuerySet[Any, Any]:
    return told(
        rows,
        Line,
        sort,
        pk=F("pk"),
        body=F(body),
        branch=F("organization__name"),
        name=F("ahead"),
        step=F("step"),
        day=F("due_on") if day is None else day,
    )[:MOST]


def _todo(line: Line, desk: Desk) -> Todo:
    is_own, was_told_no = line.sort != ABOVE, line.sort == REFUSED
    due = None if was_told_no else line.day
    verb, hint = _ASKED[line.sort]
    return Todo(
        key=f"people-admission:{line.pk}",
        verb=verb,
        title=f"发展党员第{line.step + 1}步：{line.name}",
        path=reverse("people:admission_detail", args=[line.pk]),
        due=due,
        light="yellow" if was_told_no else light_by(due, on=desk.actor.on),
        came_from="" if is_own else line.branch,
        acting_for=desk.post_at(line.body),
        hint=hint,
        waiting_since=line.day if was_told_no else None,
    )
