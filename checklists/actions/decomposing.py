"""Decomposing (分解): a whole draft in one press, from the upper items, last year or the library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import transaction

from checklists.actions.drafting import (
    add_item,
    allocate_evenly,
    copy_content,
    default_due,
    draft_checklist,
)
from checklists.models import Assignment, Checklist, ChecklistItem, LibraryItem
from checklists.terms import AssignmentStatus, IndicatorKind, Reach
from hierarchy.actors import Actor
from hierarchy.models import Organization

Source = Literal["upper", "last_year", "library"]


@transaction.atomic
def start_decomposition(
    *, receiver: Organization, year: int, source: Source, actor: Actor
) -> Checklist:
    """Draft the list that answers every signed, not yet answered upper item of the year.

    Each upper item gets one lower item, filled from ``source`` and, where that knows
    nothing, from the upper item itself; cumulative targets are spread evenly. Raises
    ``ValidationError`` when there is nothing to decompose.
    """
    uppers = list(undecomposed(receiver=receiver, year=year))
    if not uppers:
        raise ValidationError(
            "没有待分解的上级事项。请先签收上级下发的清单，再来分解。", code="nothing_to_decompose"
        )
    checklist = draft_checklist(issuer=receiver, year=year, actor=actor)
    known = _Suggestions(receiver=receiver, year=year, source=source)
    for upper in uppers:
        content = known.content_for(upper, actor=actor)
        item = add_item(checklist=checklist, content=content, answers=upper, actor=actor)
        if item.target_value is not None and item.indicator_kind != IndicatorKind.RATIO:
            allocate_evenly(item=item, actor=actor)
    return checklist


def undecomposed(*, receiver: Organization, year: int) -> Any:
    """Signed upper items of a year that no draft of the receiver answers yet."""
    answered = ChecklistItem.objects.filter(
        checklist__issuer=receiver, checklist__year=year, answers__isnull=False
    ).values("answers_id")
    return (
        Assignment.objects.filter(
            receiver=receiver,
            item__checklist__year=year,
            is_decomposed=False,
            status__in=(AssignmentStatus.IN_PROGRESS, AssignmentStatus.RETURNED),
        )
        .exclude(pk__in=answered)
        .select_related("item", "receiver")
        .order_by("item__serial", "id")
    )


@transaction.atomic
def copy_last_year(*, checklist: Checklist, year: int, actor: Actor) -> Checklist:
    """A draft of the city's list for another year, every date shifted by whole years."""
    draft = draft_checklist(issuer=checklist.issuer, year=year, actor=actor)
    for item in checklist.items.order_by("serial"):
        content = _shifted(copy_content(item), years=year - checklist.year)
        add_item(checklist=draft, content=content, actor=actor)
    return draft


def shift_years(day: dt.date, years: int) -> dt.date:
    """The same day in another year; the 29th of February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


class _Suggestions:
    """What a source knows about the upper items of one receiver."""

    def __init__(self, *, receiver: Organization, year: int, source: Source) -> None:
        self._receiver = receiver
        self._years = 0
        self._by_title: dict[str, Any] = {}
        if source == "last_year":
            self._years = 1
            self._by_title = _last_year(receiver, year - 1)
        elif source == "library":
            self._by_title = _library(receiver)

    def content_for(self, upper: Assignment, *, actor: Actor) -> dict[str, Any]:
        """The fields of the lower item."""
        content = copy_content(upper.item)
        found = self._by_title.get(upper.item.title)
        if found is not None:
            content |= _shifted(copy_content(found), years=self._years)
        content["starts_on"] = max(actor.on, upper.item.starts_on)
        content["starts_on"] = min(content["starts_on"], upper.due_date)
        content["due_date"] = default_due(
            upper=upper,
            lead_days=self._receiver.tenant.lead_days,
            starts_on=content["starts_on"],
        )
        content["reach"] = Reach.ALL
        content["milestones"] = []
        if upper.target_value is not None:
            for name in ("indicator_name", "indicator_unit", "indicator_kind", "direction"):
                content[name] = getattr(upper.item, name)
        content["target_value"] = upper.target_value
        return content


def _shifted(content: dict[str, Any], *, years: int) -> dict[str, Any]:
    for name in ("starts_on", "due_date"):
        if content.get(name) is not None:
            content[name] = shift_years(content[name], years)
    content["milestones"] = [
        {
            **milestone,
            "due": shift_years(dt.date.fromisoformat(milestone["due"]), years).isoformat(),
        }
        for milestone in content.get("milestones") or []
    ]
    return content


def _last_year(receiver: Organization, year: int) -> dict[str, ChecklistItem]:
    items: Sequence[ChecklistItem] = (
        ChecklistItem.objects.filter(
            checklist__issuer=receiver,
            checklist__year=year,
            checklist__issued_at__isnull=False,
            answers__isnull=False,
        )
        .select_related("answers__item")
        .order_by("id")
    )
    return {item.answers.item.title: item for item in items if item.answers}


def _library(receiver: Organization) -> dict[str, LibraryItem]:
    items = LibraryItem.objects.filter(tenant=receiver.tenant, tier=receiver.tier).order_by("id")
    return {item.upper_title: item for item in items}
