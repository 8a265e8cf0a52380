"""Drafting a list (起草): the list, its items, who gets how much."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model

from checklists.models import Allocation, Assignment, Checklist, ChecklistItem, LibraryItem, Waiver
from checklists.rules import spread_evenly
from checklists.terms import KIND_OF_TIER, ListStatus
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require, require_keeping
from hierarchy.terms import Capability
from hierarchy.vocabulary import words_of
from workflow import audit

# What an item says, as opposed to where it stands: copied between items and versions.
CONTENT_FIELDS = (
    "category",
    "title",
    "content",
    "requirement",
    "indicator_name",
    "indicator_unit",
    "indicator_kind",
    "direction",
    "target_value",
    "lead_unit",
    "responsible",
    "partner_units",
    "partners",
    "starts_on",
    "due_date",
    "milestones",
    "frequency",
    "evidence_types",
    "evidence_minimum",
    "article",
    "reach",
)
HEADER_FIELDS = ("title", "document_no", "signer", "note", "sign_due_date")
_OUTSIDE = "这一日期不在 {year}年度的清单之内，请核对年份。"


@transaction.atomic
def draft_checklist(
    *, issuer: Organization, year: int, actor: Actor, title: str = "", **header: Any
) -> Checklist:
    """Begin a list of a body for a year; its kind follows from the body's tier (article 7).

    ``header`` may set ``HEADER_FIELDS``. Raises ``ValidationError``
    ``tier_issues_nothing``, or by field for a year out of range or a head too long.
    """
    post = require(actor, Capability.DRAFT, at=issuer)
    kind = KIND_OF_TIER.get(issuer.tier)
    if kind is None:
        raise ValidationError(
            f"“{issuer.name}”是最末一级，不再向下下发清单。", code="tier_issues_nothing"
        )
    name = words_of(tenant=issuer.tenant, on=actor.on).checklist(kind)
    checklist = Checklist(
        tenant=issuer.tenant,
        issuer=issuer,
        kind=kind,
        year=year,
        title=title.strip() or f"{issuer.label}{year}年{name}",
        created_at=actor.at,
        created_by=actor.user,
        **_only(header, HEADER_FIELDS),
    )
    checklist.full_clean()
    _check_sign_day(checklist)
    checklist.save(force_insert=True)
    audit.record(
        verb="checklist.draft",
        target=checklist,
        actor=actor,
        organization=issuer,
        after={"title": checklist.title, "year": year},
        post=post,
    )
    return checklist


@transaction.atomic
def edit_checklist(*, checklist: Checklist, changes: Mapping[str, Any], actor: Actor) -> Checklist:
    """Change a draft's head (名称、文号、签发人、签收截止、说明)."""
    fresh = lock_draft(checklist, actor)
    written = _only(changes, HEADER_FIELDS)
    before = {name: getattr(fresh, name) for name in written}
    for name, value in written.items():
        setattr(fresh, name, value)
    fresh.full_clean()
    _check_sign_day(fresh)
    fresh.save(update_fields=list(written))
    _record(fresh, "checklist.edit", fresh, actor, before=before, after=written)
    return fresh


@transaction.atomic
def delete_draft(*, checklist: Checklist, actor: Actor) -> None:
    """Throw a draft away; what was issued stays for good."""
    fresh = lock_draft(checklist, actor)
    before = {"title": fresh.title, "items": fresh.items.count()}
    _record(fresh, "checklist.delete_draft", fresh, actor, before=before)
    fresh.delete()


@transaction.atomic
def add_item(
    *,
    checklist: Checklist,
    content: Mapping[str, Any],
    actor: Actor,
    answers: Assignment | None = None,
    carried_from: ChecklistItem | None = None,
) -> ChecklistItem:
    """Add an item to a draft; below the city it must answer an upper item (article 7, S-05).

    Raises ``ValidationError``: ``not_a_draft``, ``answers_nothing``, ``foreign_upper_item``,
    ``upper_item_closed``, ``not_signed``, ``outside_year``, or by field.
    """
    fresh = lock_draft(checklist, actor)
    item = _new_item(fresh, content=content, answers=answers)
    item.carried_from = carried_from
    check_days(item, year=fresh.year)
    item.serial = (fresh.items.aggregate(last=Max("serial"))["last"] or 0) + 1
    item.full_clean(exclude=["key_point"])
    item.save(force_insert=True)
    if answers is not None:
        fresh.waivers.filter(answers=answers).delete()
    _record(fresh, "item.add", item, actor, after=content)
    return item


@transaction.atomic
def edit_item(*, item: ChecklistItem, changes: Mapping[str, Any], actor: Actor) -> ChecklistItem:
    """Change an item of a draft; returns it as it stands now."""
    checklist = lock_draft(item.checklist, actor)
    fresh = checklist.items.get(pk=item.pk)
    written = _only(changes, CONTENT_FIELDS)
    before = {name: getattr(fresh, name) for name in written}
    for name, value in written.items():
        setattr(fresh, name, value)
    check_days(fresh, year=checklist.year)
    fresh.full_clean(exclude=["key_point"])
    fresh.save(update_fields=list(written))
    _record(checklist, "item.edit", fresh, actor, before=before, after=written)
    return fresh


@transaction.atomic
def remove_item(*, item: ChecklistItem, actor: Actor) -> None:
    """Take an item out of a draft and close the numbering."""
    checklist = lock_draft(item.checklist, actor)
    _record(checklist, "item.remove", item, actor, before={"title": item.title})
    item.delete()
    rest = list(checklist.items.order_by("serial"))
    for serial, other in enumerate(rest, start=1):
        other.serial = serial
    ChecklistItem.objects.bulk_update(rest, ["serial"])


@transaction.atomic
def allocate(
    *,
    item: ChecklistItem,
    shares: Mapping[Organization, Decimal | None],
    actor: Actor,
) -> list[Allocation]:
    """Say who gets an item, and how much of its target each (指标分配); replaces what was.

    Raises ``ValidationError``: ``not_subordinate`` for anyone but a direct subordinate,
    ``negative_share``, ``share_too_long``.
    """
    checklist = lock_draft(item.checklist, actor)
    for receiver, share in shares.items():
        if receiver.parent_id != checklist.issuer_id or not receiver.is_open(actor.on):
            raise ValidationError(
                f"“{receiver.name}”不是“{checklist.issuer.name}”的直接下级，"
                "清单只能下发给直接下级。",
                code="not_subordinate",
            )
        _check_share(receiver, share)
    item.allocations.all().delete()
    rows = Allocation.objects.bulk_create(
        Allocation(item=item, receiver=receiver, target_value=share)
        for receiver, share in shares.items()
    )
    given = {receiver.name: share for receiver, share in shares.items()}
    _record(checklist, "item.allocate", item, actor, after=given)
    return rows


@transaction.atomic
def allocate_evenly(*, item: ChecklistItem, actor: Actor) -> list[Allocation]:
    """Spread a cumulative target over all direct subordinates, in whole parts."""
    receivers = list(
        Organization.objects.children_of(item.checklist.issuer).open(actor.on).by_name()
    )
    if item.target_value is None:
        raise ValidationError("这一事项没有数值目标，不需要分配。", code="no_target")
    parts = spread_evenly(item.target_value, len(receivers))
    return allocate(item=item, shares=dict(zip(receivers, parts, strict=True)), actor=actor)


@transaction.atomic
def waive(*, checklist: Checklist, answers: Assignment, reason: str, actor: Actor) -> Waiver:
    """Say why an upper item is not passed on (不涉及); replaces an earlier reason."""
    fresh = lock_draft(checklist, actor)
    _check_answers(fresh, answers)
    if len(reason.strip()) < 2:
        raise ValidationError("请写明不涉及的理由，上级会看到这段说明。", code="reason_needed")
    if len(reason.strip()) > 400:
        raise ValidationError("不涉及的理由不能超过 400 字，请精简后再提交。", code="reason_long")
    if fresh.items.filter(answers=answers).exists():
        raise ValidationError(
            "这条上级事项已有承接事项。如确不涉及，请先删除承接事项。", code="already_answered"
        )
    waiver, _ = Waiver.objects.update_or_create(
        checklist=fresh,
        answers=answers,
        defaults={"reason": reason.strip(), "created_at": actor.at},
    )
    _record(
        fresh, "checklist.waive", fresh, actor, after={"upper": answers.item.title}, reason=reason
    )
    return waiver


@transaction.atomic
def withdraw_waiver(*, waiver: Waiver, actor: Actor) -> None:
    """Take 不涉及 back."""
    checklist = lock_draft(waiver.checklist, actor)
    before = {"upper": waiver.answers.item.title, "reason": waiver.reason}
    _record(checklist, "checklist.withdraw_waiver", checklist, actor, before=before)
    waiver.delete()


@transaction.atomic
def keep_in_library(*, item: ChecklistItem, actor: Actor) -> LibraryItem:
    """Copy an item into the city's library, for others to start from.

    For those who keep the library: whoever may add to it (``add_library_item``).
    """
    checklist = item.checklist
    issuer = checklist.issuer
    require_keeping(actor, tenant=item.tenant)
    names = {field.name for field in LibraryItem._meta.fields} & set(CONTENT_FIELDS)
    kept = LibraryItem.objects.create(
        tenant=item.tenant,
        tier=issuer.tier,
        upper_title=item.answers.item.title if item.answers else "",
        **{name: getattr(item, name) for name in names},
    )
    _record(checklist, "item.keep_in_library", item, actor, after={"library": kept.pk})
    return kept


def lock_draft(checklist: Checklist, actor: Actor) -> Checklist:
    """The list, locked, if it is still a draft that this actor may write."""
    fresh = (
        Checklist.objects.select_for_update(of=("self",))
        .select_related("issuer", "tenant")
        .get(pk=checklist.pk)
    )
    require(actor, Capability.DRAFT, at=fresh.issuer)
    if fresh.status != ListStatus.DRAFT:
        raise ValidationError(
            f"“{fresh.title}”现为“{fresh.get_status_display()}”，不能直接修改。"
            "已下发的清单请另出新版本。",
            code="not_a_draft",
        )
    return fresh


def copy_content(source: Any) -> dict[str, Any]:
    """The content fields of an item or a library item."""
    return {name: getattr(source, name) for name in CONTENT_FIELDS if hasattr(source, name)}


def _new_item(
    checklist: Checklist, *, content: Mapping[str, Any], answers: Assignment | None
) -> ChecklistItem:
    if answers is not None:
        _check_answers(checklist, answers)
    elif checklist.issuer.parent_id is not None:
        raise ValidationError(
            "每条事项都要对应一条上级事项（第七条），请选择它承接哪一条。", code="answers_nothing"
        )
    return ChecklistItem(
        tenant=checklist.tenant,
        checklist=checklist,
        answers=answers,
        key_point_id=answers.key_point_id if answers else None,
        **_only(content, CONTENT_FIELDS),
    )


def _check_answers(checklist: Checklist, answers: Assignment) -> None:
    if answers.receiver_id != checklist.issuer_id:
        raise ValidationError("只能承接下发给本单位的上级事项。", code="foreign_upper_item")
    if not answers.is_open:
        raise ValidationError(
            f"上级事项“{answers.item}”已{answers.get_status_display()}，不能再承接。",
            code="upper_item_closed",
        )
    if answers.signed_at is None:
        raise ValidationError(
            f"上级事项“{answers.item}”尚未签收，请先签收再分解。", code="not_signed"
        )


def _only(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    allowed = set(names)
    unknown = set(values) - allowed
    if unknown:
        raise TypeError(f"unknown fields: {sorted(unknown)}")
    return dict(values)


def check_days(item: ChecklistItem, *, year: int) -> None:
    """Refuse days that don't belong to the list's year.

    Some work starts in the year before, and some windows close after New Year
    (组织生活会, domain.md R-14).
    """
    _check_day("starts_on", item.starts_on, range(year - 1, year + 2), year=year)
    _check_day("due_date", item.due_date, range(year, year + 2), year=year)


def _check_sign_day(checklist: Checklist) -> None:
    """A list may go out, and be signed for, in December before its year."""
    year = checklist.year
    _check_day("sign_due_date", checklist.sign_due_date, range(year - 1, year + 2), year=year)


def _check_day(name: str, day: dt.date | None, years: range, *, year: int) -> None:
    if day is not None and day.year not in years:
        raise ValidationError(
            {name: ValidationError(_OUTSIDE.format(year=year), code="outside_year")}
        )


def _check_share(receiver: Organization, share: Decimal | None) -> None:
    if share is None:
        return
    if share < 0:
        raise ValidationError("分配的目标值不能为负数。", code="negative_share")
    field = Allocation._meta.get_field("target_value")
    try:
        field.clean(share, None)
    except ValidationError as problem:
        raise ValidationError(
            f"分配给“{receiver.name}”的目标值不能识别：{problem.messages[0]}", code="share_too_long"
        ) from problem


def _record(
    checklist: Checklist,
    verb: str,
    target: Model,
    actor: Actor,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    audit.record(
        verb=verb,
        target=target,
        actor=actor,
        organization=checklist.issuer,
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
        post=actor.post_for(Capability.DRAFT, at=checklist.issuer),
    )


def default_due(*, upper: Assignment, lead_days: int, starts_on: dt.date) -> dt.date:
    """The upper's due day less the city's lead (默认倒排), never before the start."""
    return max(upper.due_date - dt.timedelta(days=lead_days), starts_on)
