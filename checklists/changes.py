"""What a new version changed against the one before, field by field (原来 → 现在), and who has
confirmed it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models

from checklists.models import Allocation, Assignment, Checklist, ChecklistItem
from checklists.rules import plain_number
from checklists.terms import OPEN_STATUSES
from hierarchy.actors import Actor

HEAD_FIELDS = ("title", "document_no", "signer", "sign_due_date", "note")
ITEM_FIELDS = (
    "category",
    "title",
    "content",
    "requirement",
    "indicator_name",
    "indicator_kind",
    "direction",
    "target_value",
    "indicator_unit",
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
NOTHING = "（空）"
TO_ALL = "（按下发范围）"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that reads differently now."""

    label: str
    before: str
    after: str


@dataclass(slots=True)
class ItemChange:
    """One item that is new, changed, or gone; and who of its receivers has confirmed."""

    item: ChecklistItem
    kind: str
    fields: list[FieldChange] = field(default_factory=list)
    confirmed: list[Assignment] = field(default_factory=list)
    waiting: list[Assignment] = field(default_factory=list)


@dataclass(slots=True)
class VersionChanges:
    """All that one version changed."""

    head: list[FieldChange]
    items: list[ItemChange]
    unchanged: int

    def of_kind(self, kind: str) -> list[ItemChange]:
        """The items that are ``new``, ``changed`` or ``dropped``."""
        return [item for item in self.items if item.kind == kind]


def compare_versions(checklist: Checklist, *, actor: Actor) -> VersionChanges:
    """Set a version against the one it supersedes. Four queries."""
    previous = checklist.supersedes
    if previous is None:
        raise ValueError("the first version has nothing to be compared with")
    items = list(checklist.items.select_related("previous").order_by("serial"))
    shares = _shares([checklist.pk, previous.pk])
    found = [change for item in items if (change := _change_of(item, shares))]
    kept = [item.previous_id for item in items if item.previous_id]
    dropped = previous.items.exclude(pk__in=kept).order_by("serial")
    _add_confirmations(found, actor)
    return VersionChanges(
        head=_head_differences(previous, checklist),
        items=[*found, *(ItemChange(item, "dropped") for item in dropped)],
        unchanged=len(items) - len(found),
    )


def field_text(instance: models.Model, name: str) -> str:
    """A field as a person reads it."""
    value = getattr(instance, name)
    model_field = instance._meta.get_field(name)
    if getattr(model_field, "choices", None):
        value = getattr(instance, f"get_{name}_display")()
    if name == "milestones":
        value = "；".join(f"{row.get('due', '')} {row.get('text', '')}".strip() for row in value)
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return NOTHING if value in (None, "") else str(value)


def field_label(model: type[models.Model], name: str) -> str:
    """What people call a field."""
    return str(getattr(model._meta.get_field(name), "verbose_name", name))


def _head_differences(before: Checklist, after: Checklist) -> list[FieldChange]:
    """A day to sign by that the issue will still set is no change."""
    unset = after.issued_at is None and after.sign_due_date is None
    names = [name for name in HEAD_FIELDS if not (unset and name == "sign_due_date")]
    return _differences(before, after, names)


def _differences(
    before: models.Model, after: models.Model, names: Iterable[str]
) -> list[FieldChange]:
    return [
        FieldChange(
            field_label(type(after), name), field_text(before, name), field_text(after, name)
        )
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]


def _shares(checklists: list[int]) -> dict[int, dict[str, str]]:
    """The allocations of both versions: item → receiver's name → figure."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Allocation.objects.filter(item__checklist_id__in=checklists).select_related("receiver")
    for share in rows.order_by("receiver__name_key"):
        figure = share.target_value
        found[share.item_id][share.receiver.label] = "" if figure is None else plain_number(figure)
    return found


def _change_of(item: ChecklistItem, shares: dict[int, dict[str, str]]) -> ItemChange | None:
    if item.previous is None:
        return ItemChange(item, "new")
    fields = _differences(item.previous, item, ITEM_FIELDS)
    before, after = shares[item.previous.pk], shares[item.pk]
    if before != after:
        fields.append(FieldChange("指标分配", _shares_text(before), _shares_text(after)))
    return ItemChange(item, "changed", fields) if fields else None


def _shares_text(shares: dict[str, str]) -> str:
    return "、".join(f"{name} {figure}".strip() for name, figure in shares.items()) or TO_ALL


def _add_confirmations(changes: list[ItemChange], actor: Actor) -> None:
    by_item: dict[Any, ItemChange] = {
        change.item.pk: change for change in changes if change.kind == "changed"
    }
    rows: Any = (
        Assignment.objects.visible_to(actor)
        .filter(item_id__in=list(by_item), amended_at__isnull=False, status__in=OPEN_STATUSES)
        .select_related("receiver")
        .order_by("receiver__name_key")
    )
    for assignment in rows:
        change = by_item[assignment.item_id]
        (change.waiting if assignment.needs_confirmation else change.confirmed).append(assignment)
