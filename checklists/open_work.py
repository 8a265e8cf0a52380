"""What the hierarchy must know of our open work before it changes a body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Value
from django.urls import reverse

from checklists.models import Assignment, Checklist, ChecklistItem, Waiver
from checklists.querysets import ChecklistQuerySet
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
        """Open assignments received or to be decided, and unfinished drafts. One query."""
        ids = list(organization_ids)
        received = Assignment.objects.filter(receiver_id__in=ids).open()
        issued = Assignment.objects.filter(issuer_id__in=ids).open()
        kinds: dict[str, tuple[Any, ...]] = {
            "task": (received, issued),
            "draft": (_drafts_of(ids),),
        }
        parts = [
            rows.order_by().values_list(Value(kind), "pk")
            for kind, sources in kinds.items()
            for rows in sources
        ]
        return parts[0].union(*parts[1:]).count()

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
        for draft in _drafts_of(ids).select_related("issuer").order_by("id"):
            yield WorkLine(
                kind="清单草稿",
                title=draft.title,
                organization=draft.issuer.name,
                due=draft.sign_due_date.isoformat() if draft.sign_due_date else "",
                state=draft.get_status_display(),
                path=reverse("checklists:checklist_detail", args=[draft.pk]),
            )

    def transfer(self, *, source: Organization, target: Organization, actor: Actor) -> int:
        """Give what ``source`` still owes to ``target``: its tasks, decisions and drafts.

        An item that ``target`` has as well is not doubled: the source's copy is cancelled
        into it by the trail entry that names both, and what drafts answered there they
        answer at the target's. Raises ``ValidationError`` ``draft_stays`` when a draft
        answers what does not move.
        """
        open_ones = Assignment.objects.select_for_update().filter(
            receiver=source, status__in=OPEN_STATUSES
        )
        kept = _kept_by(target, open_ones.values("item_id"))
        drafts = _take_drafts(source, target, kept)
        moving = open_ones.exclude(item_id__in=list(kept))
        ids = list(moving.values_list("pk", flat=True))
        Assignment.objects.filter(pk__in=ids).update(
            receiver=target, tier=target.tier, issuer_id=target.parent_id
        )
        closed = open_ones.filter(item_id__in=list(kept)).update(
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
            after={
                "holder": target.name,
                "moved": ids,
                "doubled": closed,
                "issued": decided,
                "drafts": drafts,
            },
        )
        self.reanchor([target.pk])
        return len(ids) + len(drafts)

    def reanchor(self, organization_ids: Sequence[int]) -> None:
        """Copy where the receivers stand now, and hand open decisions to who directs them now."""
        with connection.cursor() as cursor:
            cursor.execute(_REANCHOR, {"ids": list(organization_ids)})
            cursor.execute(_REISSUE, {"ids": list(organization_ids), "open": list(OPEN_STATUSES)})


def _drafts_of(organization_ids: Sequence[int]) -> ChecklistQuerySet[Checklist]:
    """Lists begun and not yet issued."""
    return Checklist.objects.filter(
        issuer_id__in=organization_ids, status__in=(ListStatus.DRAFT, ListStatus.IN_REVIEW)
    )


def _kept_by(body: Organization, item_ids: Any) -> dict[int, Assignment]:
    """What a body has of these items already, by item."""
    rows = Assignment.objects.filter(receiver=body, item__in=item_ids)
    return {assignment.item_id: assignment for assignment in rows}


def _take_drafts(
    source: Organization, target: Organization, kept: Mapping[int, Assignment]
) -> list[int]:
    """Make the drafts of ``source`` the target's; their ids."""
    drafts = list(_drafts_of([source.pk]).select_for_update().order_by("pk"))
    ids = [draft.pk for draft in drafts]
    items = list(
        ChecklistItem.objects.filter(checklist__in=ids, answers__isnull=False)
        .select_related("checklist", "answers__item")
        .order_by("checklist_id", "serial")
    )
    waivers = list(
        Waiver.objects.filter(checklist__in=ids)
        .select_related("checklist", "answers__item")
        .order_by("checklist_id", "pk")
    )
    answering: list[ChecklistItem | Waiver] = [*items, *waivers]
    _refuse_stranded(answering, kept)
    for line in answering:
        own = kept.get(line.answers.item_id) if line.answers else None
        line.answers = own or line.answers
    ChecklistItem.objects.bulk_update(items, ["answers"])
    Waiver.objects.bulk_update(waivers, ["answers"])
    for draft in drafts:
        draft.issuer = target
        if draft.title.startswith(source.label):
            draft.title = f"{target.label}{draft.title.removeprefix(source.label)}"
    Checklist.objects.bulk_update(drafts, ["issuer", "title"])
    return ids


def _refuse_stranded(
    answering: Iterable[ChecklistItem | Waiver], kept: Mapping[int, Assignment]
) -> None:
    """Refuse when a draft answers an upper item that is settled and stays behind."""
    stranded = []
    for line in answering:
        upper = line.answers and kept.get(line.answers.item_id, line.answers)
        if upper and not upper.is_open:
            stranded.append(
                f"《{line.checklist.title}》承接的“{upper.item.title}”"
                f"现为“{upper.get_status_display()}”"
            )
    if stranded:
        raise ValidationError(
            f"清单草稿不能移交：{'；'.join(stranded)}，不随任务移交。"
            "请先在草稿中删除这些承接事项，或删除草稿，再来办理。",
            code="draft_stays",
        )
