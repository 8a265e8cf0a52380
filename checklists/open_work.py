"""What the hierarchy must know of our open work before it changes a body."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection
from django.urls import reverse

from checklists.models import Assignment, Checklist
from checklists.terms import OPEN_STATUSES, ListStatus
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.open_work import WorkLine
from workflow import audit

_REANCHOR = f"""
    UPDATE {Assignment._meta.db_table} owed SET
        committee_id = body.committee_id, county_id = body.county_id,
        station_id = body.station_id, officer_id = body.officer_id,
        district_id = body.district_id, town_id = body.town_id
    FROM {Organization._meta.db_table} body
    WHERE owed.receiver_id = body.id AND body.id = ANY(%(ids)s)
      AND (owed.committee_id, owed.county_id, owed.station_id, owed.officer_id,
           owed.district_id, owed.town_id)
          IS DISTINCT FROM
          (body.committee_id, body.county_id, body.station_id, body.officer_id,
           body.district_id, body.town_id)
"""  # noqa: S608 - table names are ours

# Whoever directs the body today decides on its open work; what is settled stays as it was.
_REISSUE = f"""
    UPDATE {Assignment._meta.db_table} owed SET issuer_id = body.parent_id
    FROM {Organization._meta.db_table} body
    WHERE owed.receiver_id = body.id AND body.id = ANY(%(ids)s)
      AND body.parent_id IS NOT NULL AND owed.issuer_id <> body.parent_id
      AND owed.status = ANY(%(open)s)
"""  # noqa: S608


class AssignmentWork:
    """Assignments and drafts, as ``hierarchy.open_work.OpenWork`` asks for them."""

    def count(self, organization_ids: Sequence[int]) -> int:
        """Open assignments received or to be decided, and unfinished drafts."""
        ids = list(organization_ids)
        received = Assignment.objects.filter(receiver_id__in=ids).open()
        issued = Assignment.objects.filter(issuer_id__in=ids).open()
        return received.values("pk").union(issued.values("pk")).count()

    def lines(self, organization_ids: Sequence[int]) -> Iterable[WorkLine]:
        """Each open assignment and each draft in words, for a handover sheet."""
        ids = list(organization_ids)
        owed = (
            Assignment.objects.filter(receiver_id__in=ids)
            .open()
            .select_related("item", "receiver")
            .soonest()
        )
        for assignment in owed:
            yield WorkLine(
                kind="任务",
                title=assignment.item.title,
                organization=assignment.receiver.name,
                due=assignment.due_date.isoformat(),
                state=assignment.get_status_display(),
                path=reverse("checklists:assignment_detail", args=[assignment.pk]),
            )
        drafts = Checklist.objects.filter(
            issuer_id__in=ids, status__in=(ListStatus.DRAFT, ListStatus.IN_REVIEW)
        ).select_related("issuer")
        for draft in drafts.order_by("id"):
            yield WorkLine(
                kind="清单草稿",
                title=draft.title,
                organization=draft.issuer.name,
                due=draft.sign_due_date.isoformat() if draft.sign_due_date else "",
                state=draft.get_status_display(),
                path=reverse("checklists:checklist_detail", args=[draft.pk]),
            )

    def transfer(self, *, source: Organization, target: Organization, actor: Actor) -> int:
        """Give what ``source`` still owes to ``target``, and what it decides, too.

        An item that ``target`` has as well is not doubled: the source's copy is cancelled
        into it by the trail entry that names both.
        """
        open_ones = Assignment.objects.select_for_update().filter(
            receiver=source, status__in=OPEN_STATUSES
        )
        doubled = set(
            Assignment.objects.filter(
                receiver=target, item__in=open_ones.values("item_id")
            ).values_list("item_id", flat=True)
        )
        moving = open_ones.exclude(item_id__in=doubled)
        ids = list(moving.values_list("pk", flat=True))
        Assignment.objects.filter(pk__in=ids).update(
            receiver=target, tier=target.tier, issuer_id=target.parent_id
        )
        closed = open_ones.filter(item_id__in=doubled).update(
            status="cancelled", settled_at=actor.at
        )
        decided = Assignment.objects.filter(issuer=source, status__in=OPEN_STATUSES).update(
            issuer=target
        )
        audit.record(
            verb="assignment.transfer",
            target=source,
            actor=actor,
            organization=target,
            before={"holder": source.name},
            after={"holder": target.name, "moved": ids, "doubled": closed, "issued": decided},
        )
        self.reanchor([target.pk])
        return len(ids)

    def reanchor(self, organization_ids: Sequence[int]) -> None:
        """Copy where the receivers stand now, and hand open decisions to who directs them now."""
        with connection.cursor() as cursor:
            cursor.execute(_REANCHOR, {"ids": list(organization_ids)})
            cursor.execute(_REISSUE, {"ids": list(organization_ids), "open": list(OPEN_STATUSES)})
