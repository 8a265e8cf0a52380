"""Issuing a list (送审、下发), its new versions, and its end (归档)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from checklists.actions.drafting import copy_content
from checklists.checks import inspect_draft
from checklists.fanout import fan_out
from checklists.models import Allocation, Assignment, Checklist, ChecklistItem, Waiver
from checklists.rules import ASSIGNMENT_MOVES, LIST_MOVES
from checklists.terms import OPEN_STATUSES, ListStatus
from hierarchy.actors import Actor
from hierarchy.calendar import add_working_days
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow import audit
from workflow.actions import send_notices
from workflow.models import Notice
from workflow.moves import perform
from workflow.numbers import take_number

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


@transaction.atomic
def submit_checklist(*, checklist: Checklist, actor: Actor) -> Checklist:
    """Send a draft to its own body's leader for review (送审)."""
    _refuse_problems(checklist, actor)
    fresh = perform(checklist, "submit", table=LIST_MOVES, actor=actor)
    send_notices(
        tenant=fresh.tenant,
        kind=Notice.Kind.REPORTED,
        title=f"请审核清单：{fresh.title}",
        key=f"checklist-submit:{fresh.pk}:{actor.at.isoformat()}",
        path=reverse("checklists:checklist_detail", args=[fresh.pk]),
        organizations=[fresh.issuer],
        roles=("leader", "officer"),
        actor=actor,
    )
    return fresh


@transaction.atomic
def send_back_checklist(*, checklist: Checklist, reason: str, actor: Actor) -> Checklist:
    """Return a draft under review to whoever drafts (退回修改)."""
    return perform(checklist, "send_back", table=LIST_MOVES, actor=actor, reason=reason)


@transaction.atomic
def issue_checklist(*, checklist: Checklist, actor: Actor) -> tuple[Checklist, int]:
    """Issue a list to its receivers, all or nothing; returns it and the new assignments.

    Raises ``ValidationError`` with every blocking problem. Upper items that the list
    answers or waives count as decomposed from now on. A new version keeps the work that
    exists: see ``_amend``.
    """
    _refuse_problems(checklist, actor)
    sign_due = checklist.sign_due_date or add_working_days(
        tenant=checklist.tenant, start=actor.on, days=checklist.tenant.sign_working_days
    )
    fresh = perform(
        checklist,
        "issue",
        table=LIST_MOVES,
        actor=actor,
        changes={
            "number": checklist.number or _number(checklist),
            "issued_at": actor.at,
            "sign_due_date": sign_due,
            "signer": checklist.signer or actor.name,
        },
    )
    if fresh.supersedes_id:
        _amend(fresh, actor=actor)
    new = fan_out(checklist=fresh, sign_due=sign_due, at=actor.at, on=actor.on)
    _mark_decomposed(fresh)
    _announce(fresh, actor=actor)
    return fresh, new


@transaction.atomic
def revise_checklist(*, checklist: Checklist, actor: Actor) -> Checklist:
    """Begin the next version of an issued list: a draft with the same items.

    Nothing changes for receivers until it is issued (已签发清单不可直接改).
    """
    current = Checklist.objects.select_for_update(of=("self",)).get(pk=checklist.pk)
    require(actor, Capability.DRAFT, at=current.issuer)
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
    for item in current.items.order_by("serial"):
        copy = ChecklistItem.objects.create(
            tenant=item.tenant,
            checklist=draft,
            serial=item.serial,
            answers=item.answers,
            key_point_id=item.head_id,
            previous=item,
            **copy_content(item),
        )
        Allocation.objects.bulk_create(
            Allocation(
                item=copy,
                receiver_id=share.receiver_id,
                target_value=share.target_value,
                due_date=share.due_date,
            )
            for share in item.allocations.filter(receiver__closed_on__isnull=True)
        )
    Waiver.objects.bulk_create(
        Waiver(
            checklist=draft,
            answers_id=waiver.answers_id,
            reason=waiver.reason,
            created_at=actor.at,
        )
        for waiver in current.waivers.all()
    )
    audit.record(
        verb="checklist.revise",
        target=draft,
        actor=actor,
        organization=current.issuer,
        after={"version": draft.version},
    )
    return draft


@transaction.atomic
def archive_checklist(*, checklist: Checklist, actor: Actor) -> Checklist:
    """File a list away once nothing on it is open (归档)."""
    open_ones = Assignment.objects.filter(item__checklist=checklist).open().count()
    if open_ones:
        raise ValidationError(
            f"还有 {open_ones} 项任务未销号，请先销号、说明销号或结转，再归档。",
            code="still_open",
        )
    return perform(checklist, "archive", table=LIST_MOVES, actor=actor)


def changed_fields(item: ChecklistItem) -> list[str]:
    """What a new version's item says differently from the version before."""
    if item.previous is None:
        return []
    return [name for name in AMENDING_FIELDS if getattr(item, name) != getattr(item.previous, name)]


def _refuse_problems(checklist: Checklist, actor: Actor) -> None:
    problems = [p for p in inspect_draft(checklist, on=actor.on).problems if p.blocks]
    if problems:
        raise ValidationError(
            [ValidationError(problem.text, code=problem.code) for problem in problems]
        )


def _number(checklist: Checklist) -> str:
    """QD-2026-L1-SZ-001 (domain.md §9): year, tier, the body's code, a running number."""
    issuer = checklist.issuer
    code = issuer.code or f"N{issuer.pk}"
    series = f"QD-{checklist.year}-L{issuer.tier_number}-{code}"
    return f"{series}-{take_number(tenant=checklist.tenant, series=series):03d}"


def _mark_decomposed(checklist: Checklist) -> None:
    answered = checklist.items.filter(answers__isnull=False).values("answers_id")
    waived = checklist.waivers.values("answers_id")
    uppers = Assignment.objects.filter(pk__in=answered) | Assignment.objects.filter(pk__in=waived)
    uppers.filter(is_decomposed=False).update(is_decomposed=True)


def _amend(checklist: Checklist, *, actor: Actor) -> None:
    """Carry the running work over to a new version; nothing below is overwritten.

    Unchanged items: their assignments point to the new version, silently. Changed items:
    the same, and receivers must confirm. Dropped items: what is open is cancelled with
    the reason; reports and lower lists stay as they are.
    """
    kept: set[int] = set()
    for item in checklist.items.select_related("previous").prefetch_related("allocations"):
        if item.previous is None:
            continue
        kept.add(item.previous.pk)
        running = Assignment.objects.filter(item=item.previous)
        if changed_fields(item):
            shares = {share.receiver_id: share for share in item.allocations.all()}
            for assignment in running.filter(status__in=OPEN_STATUSES):
                share = shares.get(assignment.receiver_id)
                assignment.due_date = (share and share.due_date) or item.due_date
                assignment.target_value = (
                    share.target_value
                    if share and share.target_value is not None
                    else item.target_value
                )
                assignment.amended_at = actor.at
                assignment.save(update_fields=["due_date", "target_value", "amended_at"])
        running.update(item=item)
    dropped = Assignment.objects.filter(
        item__checklist=checklist.supersedes, status__in=OPEN_STATUSES
    ).exclude(item_id__in=kept)
    for assignment in dropped:
        perform(
            assignment,
            "cancel",
            table=ASSIGNMENT_MOVES,
            actor=actor,
            reason=f"第 {checklist.version} 版清单不再列入此项",
        )


def _announce(checklist: Checklist, *, actor: Actor) -> None:
    receivers = (
        Assignment.objects.filter(item__checklist=checklist)
        .values_list("receiver_id", flat=True)
        .distinct()
    )
    amended = checklist.supersedes_id is not None
    send_notices(
        tenant=checklist.tenant,
        kind=Notice.Kind.AMENDED if amended else Notice.Kind.ISSUED,
        title=(
            f"清单有调整，请确认：{checklist.title}（第 {checklist.version} 版）"
            if amended
            else f"{checklist.issuer.label}下发：{checklist.title}"
        ),
        body=f"请于 {checklist.sign_due_date:%Y-%m-%d} 前签收。",
        key=f"checklist-issue:{checklist.pk}",
        path=reverse("checklists:checklist_detail", args=[checklist.pk]),
        organizations=receivers,
        actor=actor,
    )
