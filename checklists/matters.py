"""What of the lists a meeting could talk about: late work, work that stands still, objections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Count, Min
from django.urls import reverse

from checklists.models import Assignment
from checklists.terms import RECEIVER_STATUSES, AssignmentStatus
from hierarchy.actors import Actor
from hierarchy.models import Organization
from workflow.figures import Matter

MOST: Final = 40
"""Of each kind; a meeting talks about far less."""


class ListMatters:
    """Open items of a body's own lists, and what its direct subordinates owe it. Three queries."""

    def matters(self, *, organization: Organization, actor: Actor) -> Iterator[Matter]:
        """What the body owes, by its day, then what it is owed, grouped by item."""
        seen = Assignment.objects.visible_to(actor)
        yield from _own(seen.filter(receiver=organization), actor)
        issued = seen.filter(issuer=organization)
        yield from _late_below(issued, actor)
        yield from _objections(issued)


def _own(owed: Any, actor: Actor) -> Iterator[Matter]:
    rows = owed.filter(status__in=RECEIVER_STATUSES).select_related("item").soonest()[:MOST]
    for one in rows:
        late = (actor.on - one.due_date).days
        state = f"逾期 {late} 天" if late > 0 else one.get_status_display()
        yield Matter(
            key=f"task:{one.pk}",
            title=one.item.title,
            hint=f"本单位任务，{state}，进度 {one.progress}%",
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


def _objections(issued: Any) -> Iterator[Matter]:
    rows = issued.filter(status=AssignmentStatus.OBJECTED).select_related("item", "receiver")
    for one in rows.soonest()[:MOST]:
        yield Matter(
            key=f"objection:{one.pk}",
            title=f"{one.receiver.label}对“{one.item.title}”的异议"[:200],
            hint="下级单位提出异议，待答复",
            path=reverse("checklists:assignment_detail", args=[one.pk]),
            due=one.due_date,
        )
