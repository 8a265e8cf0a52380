"""New versions of an issued list (补充、调整清单): what changes, and what must not.

An issued list is never changed in place. Its next version is drafted from it; when that
is issued, the running work is carried over:

* an unchanged item: its assignments point to the new version, silently;
* a changed item: the same, and receivers must confirm what changed for them. A day that
  was extended, or a share that was agreed, stays unless the new version changes it;
* a dropped item, or a receiver left out of it: what is open is cancelled with the reason;
* a receiver left out before and named again: it gets the item anew, to sign for;
* a new item is issued like any other.

What another body directs by now, because its receiver moved, only follows its item to the
new version. Reports, reviews and the lists that receivers have issued below stay as they are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.urls import reverse

from checklists.actions.completion import RUNNING
from checklists.actions.drafting import copy_content
from checklists.models import Allocation, Assignment, Checklist, ChecklistItem, Waiver
from checklists.querysets import AssignmentQuerySet
from checklists.rules import ASSIGNMENT_MOVES, LIST_MOVES, anew
from checklists.terms import OPEN_STATUSES, AssignmentStatus, ListStatus, Reach
from hierarchy.actors import Actor
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow import audit
from workflow.actions import send_notices
from workflow.models import Notice
from workflow.moves import perform

# What a receiver must confirm when a new version changes it.
AMENDING_FIELDS = (
    "title",
    "content",
    "requirement",
    "indicator_name",
    "indicator_unit",
    "indicator_kind",
    "direction",
    "target_value",
    "due_date",
    "frequency",
    "evidence_types",
    "evidence_minimum",
)


@dataclass(frozen=True, slots=True)
class Share:
    """What one receiver is asked for: its part of the target, and its day."""

    target_value: Decimal | None
    due_date: dt.date


@transaction.atomic
def revise_checklist(*, checklist: Checklist, actor: Actor) -> Checklist:
    """Begin the next version of an issued list: a draft with the same items.

    Nothing changes for receivers until it is issued (已签发清单不可直接改).
    """
    current = Checklist.objects.select_for_update(of=("self",)).get(pk=checklist.pk)
    post = require(actor, Capability.DRAFT, at=current.issuer)
    if current.status != ListStatus.ISSUED:
        raise ValidationError("只有已下发的清单才能出新版本。", code="not_issued")
    if Checklist.objects.filter(supersedes=current).exists():
        raise ValidationError(
            "这份清单已有新版本（或新版本草稿），请在最新版本上修改。", code="already_revised"
        )
    draft = Checklist.objects.create(
        tenant=current.tenant,
        issuer=current.issuer,
        kind=current.kind,
        year=current.year,
        title=current.title,
        number=current.number,
        version=current.version + 1,
        supersedes=current,
        document_no=current.document_no,
        signer=current.signer,
        note=current.note,
        created_at=actor.at,
        created_by=actor.user,
    )
    draft.attachments.set(current.attachments.all())
    _copy_items(current, draft)
    _copy_waivers(current, draft, actor)
    audit.record(
        verb="checklist.revise",
        target=draft,
        actor=actor,
        organization=current.issuer,
        after={"version": draft.version},
        post=post,
    )
    return draft


def changed_fields(item: ChecklistItem) -> list[str]:
    """What a new version's item says differently from the version before."""
    if item.previous is None:
        return []
    return [name for name in AMENDING_FIELDS if getattr(item, name) != getattr(item.previous, name)]


def amend(*, checklist: Checklist, actor: Actor) -> set[int]:
    """Carry the running work over to a version just issued; the receivers it changed for.

    A first version carries nothing over. Runs inside ``issue_checklist``.
    """
    if checklist.supersedes is None:
        return set()
    before = perform(checklist.supersedes, "archive", table=LIST_MOVES, actor=actor)
    told: set[int] = set()
    kept: list[int] = []
    items = checklist.items.select_related("previous", "answers").prefetch_related(
        "allocations", "previous__allocations"
    )
    for item in items:
        if item.previous is None:
            continue
        kept.append(item.previous.pk)
        running = Assignment.objects.filter(item=item.previous)
        own = running.filter(issuer=checklist.issuer_id)
        _cancel(_left_out(item, own), checklist=checklist, actor=actor)
        told |= _amend_item(item, item.previous, own, actor=actor)
        _reissue(item, _named_again(item, item.previous, own), actor=actor)
        running.update(item=item)
    own = Assignment.objects.filter(item__checklist=before, issuer=checklist.issuer_id)
    _cancel(own.open().exclude(item_id__in=kept), checklist=checklist, actor=actor)
    return told


def _copy_items(current: Checklist, draft: Checklist) -> None:
    for item in current.items.prefetch_related(
        Prefetch("allocations", Allocation.objects.filter(receiver__closed_on__isnull=True))
    ).order_by("serial"):
        copy = ChecklistItem.objects.create(
            tenant=item.tenant,
            checklist=draft,
            serial=item.serial,
            answers=item.answers,
            key_point_id=item.head_id,
            previous=item,
            carried_from_id=item.carried_from_id,
            **copy_content(item),
        )
        Allocation.objects.bulk_create(
            Allocation(
                item=copy,
                receiver_id=share.receiver_id,
                target_value=share.target_value,
                due_date=share.due_date,
            )
            for share in item.allocations.all()
        )


def _copy_waivers(current: Checklist, draft: Checklist, actor: Actor) -> None:
    Waiver.objects.bulk_create(
        Waiver(
            checklist=draft,
            answers_id=waiver.answers_id,
            reason=waiver.reason,
            created_at=actor.at,
        )
        for waiver in current.waivers.all()
    )


def _left_out(
    item: ChecklistItem, running: AssignmentQuerySet[Assignment]
) -> AssignmentQuerySet[Assignment]:
    """Open ones at receivers that the new version no longer names."""
    if item.reach == Reach.ALL:
        return running.none()
    named = [share.receiver_id for share in item.allocations.all()]
    return running.filter(status__in=OPEN_STATUSES).exclude(receiver_id__in=named)


def _named_again(
    item: ChecklistItem, previous: ChecklistItem, running: AssignmentQuerySet[Assignment]
) -> AssignmentQuerySet[Assignment]:
    """Cancelled ones at receivers that this version names and the one before did not.

    What the issuer cancelled at a receiver that both versions name stays cancelled; and, as
    at every issue, nothing goes out below an upper item that is not being worked on.
    """
    if previous.reach == Reach.ALL or (item.answers and item.answers.status not in RUNNING):
        return running.none()
    before = [share.receiver_id for share in previous.allocations.all()]
    found = running.filter(
        status=AssignmentStatus.CANCELLED,
        receiver__parent=item.checklist.issuer_id,
        receiver__closed_on__isnull=True,
    ).exclude(receiver_id__in=before)
    if item.reach == Reach.CHOSEN:
        return found.filter(receiver_id__in=[share.receiver_id for share in item.allocations.all()])
    return found


def _reissue(item: ChecklistItem, rows: AssignmentQuerySet[Assignment], *, actor: Actor) -> None:
    shares, default = _shares(item), _default_share(item)
    sign_due = item.checklist.sign_due_date or actor.on
    for assignment in rows.order_by("pk"):
        share = shares.get(assignment.receiver_id, default)
        perform(
            assignment,
            "reissue",
            table=ASSIGNMENT_MOVES,
            actor=actor,
            changes={
                **anew(sign_due=sign_due, at=actor.at),
                "target_value": share.target_value,
                "due_date": share.due_date,
            },
        )


def _amend_item(
    item: ChecklistItem,
    previous: ChecklistItem,
    running: AssignmentQuerySet[Assignment],
    *,
    actor: Actor,
) -> set[int]:
    """Write what changed into the open assignments of one item; whom it concerns."""
    worded = bool(changed_fields(item))
    before, after = _shares(previous), _shares(item)
    amended = []
    for assignment in running.filter(status__in=OPEN_STATUSES).select_for_update(of=("self",)):
        old = before.get(assignment.receiver_id, _default_share(previous))
        new = after.get(assignment.receiver_id, _default_share(item))
        if not worded and old == new:
            continue
        if old.due_date != new.due_date:
            assignment.due_date = new.due_date
        if old.target_value != new.target_value:
            assignment.target_value = new.target_value
        assignment.amended_at = actor.at
        amended.append(assignment)
    Assignment.objects.bulk_update(
        amended, ["due_date", "target_value", "amended_at"], batch_size=500
    )
    return {assignment.receiver_id for assignment in amended}


def _default_share(item: ChecklistItem) -> Share:
    return Share(item.target_value, item.due_date)


def _shares(item: ChecklistItem) -> dict[int, Share]:
    return {
        share.receiver_id: Share(
            item.target_value if share.target_value is None else share.target_value,
            share.due_date or item.due_date,
        )
        for share in item.allocations.all()
    }


def _cancel(rows: AssignmentQuerySet[Assignment], *, checklist: Checklist, actor: Actor) -> None:
    reason = f"第 {checklist.version} 版清单不再列入此项"
    for assignment in rows.select_related("item", "tenant").order_by("pk"):
        perform(
            assignment,
            "cancel",
            table=ASSIGNMENT_MOVES,
            actor=actor,
            reason=reason,
            changes={"settled_at": actor.at, "extension_asked": False},
        )
        send_notices(
            tenant=assignment.tenant,
            kind=Notice.Kind.STOPPED,
            title=f"取消：{assignment.item.title}",
            body=reason,
            key=f"checklist-drop:{checklist.pk}:{assignment.pk}",
            path=reverse("checklists:assignment_detail", args=[assignment.pk]),
            organizations=[assignment.receiver_id],
            actor=actor,
        )
