"""What the part register asks of people now: exports to decide, and exports to take in time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import Q
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability, Kind, Tier
from people.models import RosterExport
from people.terms import ExportStatus
from workflow.desks import Desk, desk_of, light_by
from workflow.todos import Todo

MOST: Final = 20


def todos(actor: Actor) -> Iterator[Todo]:
    """The steps that wait for this person: one query, and none for whoever can have no step."""
    if not _concerned(actor):
        return
    desk = desk_of(actor)
    deciding = Q(status=ExportStatus.ASKED, superior_id__in=desk.at(Capability.ISSUE))
    taking = Q(status=ExportStatus.APPROVED, asked_by=actor.user, usable_until__gte=actor.on)
    rows = RosterExport.objects.visible_to(actor).filter(
        (deciding & ~Q(asked_by=actor.user)) | taking
    )
    rows = rows.select_related("organization", "superior", "asked_by").order_by("asked_at", "pk")
    for export in rows[:MOST]:
        yield _todo(export, desk)


def _todo(export: RosterExport, desk: Desk) -> Todo:
    """To decide, or, once approved, to take."""
    decides = export.status == ExportStatus.ASKED
    due = None if decides else export.usable_until
    return Todo(
        key=f"roster_export:{export.pk}",
        verb="审批" if decides else "下载",
        title=str(export),
        path=reverse("people:export_list"),
        due=due,
        light="yellow" if decides else light_by(due, on=desk.actor.on),
        came_from=export.organization.name if decides else export.superior.name,
        acting_for=desk.post_at(export.superior_id if decides else export.organization_id),
        hint="名册导出申请" if decides else "已批准，限期下载一次",
        waiting_since=export.asked_at.date() if decides else None,
    )


def _concerned(actor: Actor) -> bool:
    """Party organisations ask, party committees decide; a 专委会 and those above do neither."""
    return any(
        body is not None
        and (body.tier == Tier.BRANCH or body.kind == Kind.INDUSTRY_COMMITTEE)
        and body.kind != Kind.UNIT
        for body in (post.position.organization for post in actor.posts)
    )
