"""What the hierarchy must know of our open work before it changes a body."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.urls import reverse

from checklists.actions.merging import absorb_assignment
from checklists.models import Allocation, Assignment, Checklist, ChecklistItem, Waiver
from checklists.querysets import ChecklistQuerySet
from checklists.terms import (
    OPEN_STATUSES,
    VOID_STATUSES,
    AssignmentStatus,
    ListStatus,
    Reach,
)
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.open_work import Naming, WorkLine
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

# Whoever directs the body today decides on its open work, and counts it to what it has
# itself of the same upper item, if that is open; what is settled stays as it was.
_REISSUE = f"""
    UPDATE {Assignment._meta.db_table} owed SET
        issuer_id = body.parent_id,
        parent_id = (
            SELECT upper.id
            FROM {ChecklistItem._meta.db_table} item
            JOIN {Assignment._meta.db_table} answered ON answered.id = item.answers_id
            JOIN {Assignment._meta.db_table} upper
              ON upper.item_id = answered.item_id AND upper.receiver_id = body.parent_id
            WHERE item.id = owed.item_id AND upper.status = ANY(%(open)s)
        )
    FROM {Organization._meta.db_table} body
    WHERE owed.receiver_id = body.id AND body.id = ANY(%(ids)s)
      AND body.parent_id IS NOT NULL AND owed.issuer_id <> body.parent_id
      AND owed.status = ANY(%(open)s)
"""  # noqa: S608


class AssignmentWork:
    """Assignments and drafts, as ``hierarchy.open_work.OpenWork`` asks for them."""

    namings: Final = {
        "task": Naming("{count} 项未销号任务", "须在“清单—任务”中办结、取消，或随交接移交"),
        "draft": Naming("{count} 份清单草稿", "须在“清单”中下发或删除"),
    }

    def count(self, organization_ids: Sequence[int]) -> int:
        """How many there are. One query."""
        parts = self.pieces(organization_ids)
        return parts[0].union(*parts[1:]).count()

    def pieces(self, organization_ids: Sequence[int]) -> list[QuerySet[Any, Any]]:
        """Open assignments received or to be decided, and unfinished drafts."""
        ids = list(organization_ids)
        received = Assignment.objects.filter(receiver_id__in=ids).open()
        issued = Assignment.objects.filter(issuer_id__in=ids).open()
        kinds: dict[str, tuple[Any, ...]] = {
            "task": (received, issued),
            "draft": (_drafts_of(ids),),
        }
        return [
            rows.order_by().values_list(Value(kind), "pk")
            for kind, sources in kinds.items()
            for rows in sources
        ]

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
        """Give what ``source`` still owes to ``target``: its tasks, decisions, lists and drafts.

        An item that ``target`` has as well is not doubled: ``absorb_assignment`` lets the
        target's go on for both. Lists go to those who have them, not to whoever else stands
        below ``target``. To be called before the bodies below move. Raises
        ``ValidationError`` ``draft_stays`` when a draft answers what does not move, and
        what absorbing raises.
        """
        lists = _take_lists(source, target, on=actor.on)
        moving, doubled = _split_by(target, _open_at(source))
        for copy, kept in doubled:
            absorb_assignment(kept=kept, copy=copy, actor=actor)
        ids = [assignment.pk for assignment in moving]
        drafts = _take_drafts(source, target, moving=ids)
        Assignment.objects.filter(pk__in=ids).update(receiver=target, tier=target.tier)
        # What was carried over waits for a list of next year, which is the target's to write.
        passed_on = (*OPEN_STATUSES, AssignmentStatus.CARRIED_OVER)
        decided = Assignment.objects.filter(issuer=source, status__in=passed_on).update(
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
                "doubled": len(doubled),
                "issued": decided,
                "lists": lists,
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


def _open_at(body: Organization) -> list[Assignment]:
    rows = Assignment.objects.filter(receiver=body).open().select_related("item", "issuer")
    return list(rows.select_related("receiver").order_by("pk").select_for_update(of=("self",)))


def _split_by(
    target: Organization, open_ones: list[Assignment]
) -> tuple[list[Assignment], list[tuple[Assignment, Assignment]]]:
    """Those whose item ``target`` has not, and the others beside what it has of it."""
    items = [assignment.item_id for assignment in open_ones]
    rows = Assignment.objects.filter(receiver=target, item__in=items).order_by("pk")
    locked = rows.select_related("item", "receiver").select_for_update(of=("self",))
    kept = {assignment.item_id: assignment for assignment in locked}
    moving = [assignment for assignment in open_ones if assignment.item_id not in kept]
    doubled = [(one, kept[one.item_id]) for one in open_ones if one.item_id in kept]
    return moving, doubled


def _take_lists(source: Organization, target: Organization, *, on: dt.date) -> list[int]:
    """Make the issued lists of ``source`` the target's, for whoever has them; their ids."""
    lists = Checklist.objects.filter(issuer=source, status=ListStatus.ISSUED).order_by("pk")
    ids = list(lists.select_for_update().values_list("pk", flat=True))
    if Organization.objects.children_of(target).open(on).exists():
        _name_receivers(source, ids, on=on)
    Checklist.objects.filter(pk__in=ids).update(issuer=target)
    return ids


def _name_receivers(source: Organization, list_ids: Sequence[int], *, on: dt.date) -> None:
    """Let these lists, and new versions begun of them, name whom they went to as "all"."""
    to_all = ChecklistItem.objects.filter(reach=Reach.ALL).filter(
        Q(checklist__in=list_ids) | Q(checklist__supersedes__in=list_ids)
    )
    holders: dict[int, list[int]] = defaultdict(list)
    held = Assignment.objects.filter(item__checklist__in=list_ids, receiver__parent=source)
    counted = held.exclude(status__in=VOID_STATUSES)
    for owed, receiver in counted.values_list("item_id", "receiver_id"):
        holders[owed].append(receiver)
    everyone = Organization.objects.children_of(source).open(on).values_list("pk", flat=True)
    named: dict[int, list[int]] = {}
    for item in to_all:
        issued = item.pk if item.checklist_id in list_ids else item.previous_id
        named[item.pk] = holders[issued] if issued else list(everyone)
    Allocation.objects.bulk_create(
        [
            Allocation(item_id=owed, receiver_id=receiver)
            for owed, receivers in named.items()
            for receiver in receivers
        ],
        ignore_conflicts=True,
    )
    ChecklistItem.objects.filter(pk__in=list(named)).update(reach=Reach.CHOSEN)


def _take_drafts(
    source: Organization, target: Organization, *, moving: Collection[int]
) -> list[int]:
    """Make the drafts of ``source`` the target's; their ids."""
    drafts = list(_drafts_of([source.pk]).select_for_update().order_by("pk"))
    ids = [draft.pk for draft in drafts]
    _refuse_stranded(_answering(ids), target, moving)
    for draft in drafts:
        draft.issuer = target
        if draft.title.startswith(source.label):
            draft.title = f"{target.label}{draft.title.removeprefix(source.label)}"
    Checklist.objects.bulk_update(drafts, ["issuer", "title"])
    return ids


def _answering(draft_ids: Sequence[int]) -> Iterator[ChecklistItem | Waiver]:
    """What these drafts say to upper items, in their order."""
    items = ChecklistItem.objects.filter(checklist__in=draft_ids, answers__isnull=False)
    yield from items.select_related("checklist", "answers__item").order_by("checklist_id", "serial")
    waivers = Waiver.objects.filter(checklist__in=draft_ids)
    yield from waivers.select_related("checklist", "answers__item").order_by("checklist_id", "pk")


def _refuse_stranded(
    answering: Iterable[ChecklistItem | Waiver], target: Organization, moving: Collection[int]
) -> None:
    """Refuse when a draft answers an upper item that is settled and stays behind."""
    stranded = [
        f"《{line.checklist.title}》承接的“{upper.item.title}”现为“{upper.get_status_display()}”"
        for line in answering
        if (upper := line.answers)
        and not (upper.is_open and (upper.pk in moving or upper.receiver_id == target.pk))
    ]
    if stranded:
        raise ValidationError(
            f"清单草稿不能移交：{'；'.join(stranded)}，不随任务移交。"
            "请先在草稿中删除这些承接事项，或删除草稿，再来办理。",
            code="draft_stays",
        )
