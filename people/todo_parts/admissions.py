"""What the part admissions asks of people now: steps that are due soon, and what waits above.

One query, and none for who has no file to look after. Titles name the step and the branch,
never the person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Q, QuerySet, Subquery
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability, Tier
from people.due import next_steps, waits_above
from people.models import Admission
from people.step_numbers import FILE
from people.terms import Stage
from workflow.desks import Desk, desk_of, light_by
from workflow.todos import Todo

MOST: Final = 30
_AHEAD: Final = dt.timedelta(days=30)
_PROMPT: Final = (18, 22, 24)
"""Steps after which the next is asked for at once (及时), without a day."""
_COLUMNS: Final = (
    *("pk", "step", "due_on", "organization_id", "superior_id", "organization__name"),
    *("ahead", "decides"),
)


def todos(actor: Actor) -> Iterator[Todo]:
    """The steps that wait for this person."""
    desk = desk_of(actor)
    handled = _concerned(actor)
    if not handled:
        return
    soon = Q(due_on__lte=actor.on + _AHEAD) | Q(due_on__isnull=True, step__in=_PROMPT)
    own = Q(organization_id__in=handled) & ~waits_above() & soon
    above = Q(superior_id__in=handled) & waits_above()
    for row in _rows(own | above).values_list(*_COLUMNS)[:MOST]:
        todo = _told(row, desk, handled)
        if todo is not None:
            yield todo


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


def _told(row: tuple[Any, ...], desk: Desk, handled: list[int]) -> Todo | None:
    pk, step, due_on, branch, superior, branch_name, name, decides = row
    is_own = branch in handled
    body = branch if is_own else superior
    if not is_own and decides and body not in desk.at(Capability.REVIEW):
        return None
    return Todo(
        key=f"people-admission:{pk}",
        verb="登记" if is_own else "办理",
        title=f"发展党员第{step + 1}步：{name}",
        path=reverse("people:admission_detail", args=[pk]),
        due=due_on,
        light=light_by(due_on, on=desk.actor.on),
        came_from="" if is_own else branch_name,
        acting_for=desk.post_at(body),
        hint="办理后及时登记，附上材料" if is_own else "由审批党委办理后登记",
    )
