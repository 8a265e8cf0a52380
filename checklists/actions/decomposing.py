"""Decomposing (分解): a draft in one press, from the upper items, last year or the library."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from checklists.actions.drafting import (
    add_item,
    allocate_evenly,
    copy_content,
    default_due,
    draft_checklist,
)
from checklists.models import Assignment, Checklist, ChecklistItem, LibraryItem, Waiver
from checklists.terms import AssignmentStatus, IndicatorKind, Reach
from hierarchy.actors import Actor
from hierarchy.models import Organization

Source = Literal["upper", "last_year", "library"]
# Whom the upper item names is not who answers for the lower one.
OWN_FIELDS = ("lead_unit", "responsible", "partner_units", "partners")


@transaction.atomic
def start_decomposition(
    *, receiver: Organization, year: int, source: Source, actor: Actor
) -> Checklist:
    """Draft the list that answers every signed, not yet answered upper item of the year.

    Each upper item gets the lower items that ``source`` knows for it and, where that
    knows nothing, one after the upper item itself; cumulative targets are spread evenly.
    Raises ``ValidationError`` ``nothing_to_decompose`` or ``tier_issues_nothing``.
    """
    # Two people who start at once: the second finds nothing left to answer.
    Organization.objects.select_for_update(no_key=True, of=("self",)).get(pk=receiver.pk)
    checklist = draft_checklist(issuer=receiver, year=year, actor=actor)
    uppers = list(undecomposed(receiver=receiver, year=year))
    if not uppers:
        raise ValidationError(
            "没有待分解的上级事项。请先签收上级下发的清单，再来分解。", code="nothing_to_decompose"
        )
    known = _Suggestions(receiver=receiver, year=year, source=source)
    for upper in uppers:
        for content in known.contents_for(upper, actor=actor):
            item = add_item(checklist=checklist, content=content, answers=upper, actor=actor)
            if item.target_value is not None and item.indicator_kind != IndicatorKind.RATIO:
                allocate_evenly(item=item, actor=actor)
    return checklist


def undecomposed(*, receiver: Organization, year: int) -> Any:
    """Signed upper items of a year that no list or draft of the receiver answers or waives."""
    answered = ChecklistItem.objects.filter(
        checklist__issuer=receiver, checklist__year=year, answers__isnull=False
    ).values("answers_id")
    waived = Waiver.objects.filter(checklist__issuer=receiver, checklist__year=year).values(
        "answers_id"
    )
    return (
        Assignment.objects.filter(
            receiver=receiver,
            item__checklist__year=year,
            is_decomposed=False,
            status__in=(AssignmentStatus.IN_PROGRESS, AssignmentStatus.RETURNED),
        )
        .exclude(pk__in=answered)
        .exclude(pk__in=waived)
        .select_related("item", "receiver")
        .order_by("item__serial", "id")
    )


@transaction.atomic
def copy_last_year(*, checklist: Checklist, year: int, actor: Actor) -> Checklist:
    """A draft of the city's list for a later year, every date shifted by whole years.

    Lower lists answer upper items and are drafted by ``start_decomposition``. Raises
    ``ValidationError`` ``not_the_citys`` or ``not_later``.
    """
    if checklist.issuer.parent_id is not None:
        raise ValidationError(
            "下级清单要对应本年的上级事项，不能整份沿用。请在分解时选择“沿用上年”。",
            code="not_the_citys",
        )
    if year <= checklist.year:
        raise ValidationError(
            f"只能沿用到 {checklist.year}年以后的年度，请重新选择年度。", code="not_later"
        )
    draft = draft_checklist(issuer=checklist.issuer, year=year, actor=actor)
    for item in checklist.items.order_by("serial"):
        content = shift_dates(copy_content(item), years=year - checklist.year)
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
        self._by_title: dict[str, list[Any]] = {}
        if source == "last_year":
            self._by_title = _last_year(receiver, year - 1)
        elif source == "library":
            self._by_title = _library(receiver)

    def contents_for(self, upper: Assignment, *, actor: Actor) -> Iterator[dict[str, Any]]:
        """The fields of each lower item; the first carries the upper's figure."""
        found = self._by_title.get(upper.item.title) or [None]
        for place, example in enumerate(found):
            content = self._content(upper, example, actor=actor)
            if place == 0:
                content |= _figure_of(upper)
            elif content["indicator_unit"] == upper.item.indicator_unit:
                content["target_value"] = None
            yield content

    def _content(self, upper: Assignment, example: Any, *, actor: Actor) -> dict[str, Any]:
        content = copy_content(upper.item) | dict.fromkeys(OWN_FIELDS, "")
        if example is not None:
            content |= {"target_value": None} | copy_content(example)
        content["starts_on"] = max(actor.on, upper.item.starts_on)
        content["starts_on"] = min(content["starts_on"], upper.due_date)
        content["due_date"] = default_due(
            upper=upper,
            lead_days=self._receiver.tenant.lead_days,
            starts_on=content["starts_on"],
        )
        content["reach"] = Reach.ALL
        content["milestones"] = []
        return content


def _figure_of(upper: Assignment) -> dict[str, Any]:
    if upper.target_value is None:
        return {"target_value": None}
    names = ("indicator_name", "indicator_unit", "indicator_kind", "direction")
    return {name: getattr(upper.item, name) for name in names} | {
        "target_value": upper.target_value
    }


def shift_dates(content: dict[str, Any], *, years: int) -> dict[str, Any]:
    """The content with its days and milestones moved on by whole years."""
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


def _last_year(receiver: Organization, year: int) -> dict[str, list[Any]]:
    items = (
        ChecklistItem.objects.filter(
            checklist__issuer=receiver,
            checklist__year=year,
            checklist__issued_at__isnull=False,
            answers__isnull=False,
        )
        .exclude(checklist__superseded_by__issued_at__isnull=False)
        .annotate(upper_title=F("answers__item__title"))
        .order_by("checklist_id", "serial")
    )
    return _by_upper(items)


def _library(receiver: Organization) -> dict[str, list[Any]]:
    items = LibraryItem.objects.filter(tenant=receiver.tenant, tier=receiver.tier).order_by("id")
    return _by_upper(items)


def _by_upper(items: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        found[item.upper_title].append(item)
    return found
