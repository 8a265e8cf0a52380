"""What of the lists a meeting could talk about: late work, work that stands still, objections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Count, Min, Q
from django.urls import reverse

from checklists.models import Assignment
from checklists.terms import RECEIVER_STATUSES, AssignmentStatus
from hierarchy.actors import Actor
from hierarchy.models import Organization
from workflow.figures import Matter

MOST: Final = 40
"""Of each kind; a meeting talks about far less."""


class ListMatters:
    """Open items of a body's own lists, and what its direct subordinates owe it. Two queries."""

    def matters(self, *, organization: Organization, actor: Actor) -> Iterator[Matter]:
        """What the body owes and what was objected to, by day; then what is late below."""
        seen = Assignment.objects.visible_to(actor)
        own = Q(receiver=organization, status__in=RECEIVER_STATUSES)
        objected = Q(issuer=organization, status=AssignmentStatus.OBJECTED)
        rows = seen.filter(own | objected).select_related("item", "receiver").soonest()
        for one in rows[: 2 * MOST]:
            is_own = one.receiver_id == organization.pk
            yield _own(one, actor) if is_own else _objection(one)
        yield from _late_below(seen.filter(issuer=organization), actor)


def _own(one: Assignment, actor: Actor) -> Matter:
    late = (actor.on - one.due_date).days
    state = f"逾期 {late} 天" if late > 0 else one.get_status_display()
    return Matter(
        key=f"task:{one.pk}",
        title=one.item.title,
        hint=f"本单位任务，{state}，进度 {one.progress}%",
        path=reverse("checklists:assignment_detail", args=[one.pk]),
        due=one.due_date,
    )


def _objection(one: Assignment) -> Matter:
    return Matter(
        key=f"objection:{one.pk}",
        title=f"{one.receiver.label}对“{one.item.title}”的异议"[:200],
        hint="下级单位提出异议，待答复",
        path=reverse("checklists:assignment_detail", args=[one.pk]),
        due=one.due_date,
    )


def _late_below(issued: Any, actor: Actor) -> Iterator[Matter]:
    groups = (
        issued.overdue(actor.on)
        .order_by()
        .values("item_id", "item__title", "item__checklist_id")
        .annotate(late=Count("pk"), first_due=Min("due_date"))
        .order_by("first_due", "item_id")[:MOST]
    )
    for group in groups:
        yield Matter(
            key=f"item:{group['item_id']}",
            title=group["item__title"],
            hint=f"下级单位逾期 {group['late']} 家",
            path=reverse("checklists:checklist_detail", args=[group["item__checklist_id"]]),
            due=group["first_due"],
        )
