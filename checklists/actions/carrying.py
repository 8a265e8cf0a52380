"""Taking up in a new year's draft what the year before carried over (结转)."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from checklists.actions.decomposing import shift_dates
from checklists.actions.drafting import add_item, allocate, copy_content, lock_draft
from checklists.carrying import CarriedItem, carried_items
from checklists.models import Assignment, Checklist, ChecklistItem
from checklists.terms import Reach
from hierarchy.actors import Actor


@transaction.atomic
def carry_over_to(
    *,
    checklist: Checklist,
    items: Iterable[ChecklistItem],
    actor: Actor,
    answers: Assignment | None = None,
) -> list[ChecklistItem]:
    """Put carried-over items into a draft of the next year, for the receivers that owe them.

    Dates move on by a year; each receiver is asked for the rest of its target. Below the
    city an item answers ``answers``, else the upper item that was itself carried over
    from the one it answered. Raises ``ValidationError``: ``not_a_draft``,
    ``nothing_carried`` and what ``add_item`` raises.
    """
    draft = lock_draft(checklist, actor)
    offered = {
        carried.item.pk: carried for carried in carried_items(issuer=draft.issuer, year=draft.year)
    }
    wanted = [item.pk for item in items]
    if not wanted or set(wanted) - set(offered):
        raise ValidationError(
            "所选事项不在可结转之列，可能已列入其他清单，请刷新后重新选择。",
            code="nothing_carried",
        )
    return [
        _take_up(draft, offered[pk], answers=answers, actor=actor) for pk in dict.fromkeys(wanted)
    ]


def _take_up(
    draft: Checklist, carried: CarriedItem, *, answers: Assignment | None, actor: Actor
) -> ChecklistItem:
    upper = answers or _carried_upper(draft, carried.item)
    content = shift_dates(copy_content(carried.item), years=1)
    content["reach"] = Reach.CHOSEN
    content["target_value"] = carried.target_value
    if upper is not None:
        content["due_date"] = min(content["due_date"], upper.due_date)
        content["starts_on"] = min(content["starts_on"], content["due_date"])
    item = add_item(
        checklist=draft,
        content=content,
        answers=upper,
        carried_from=carried.item,
        actor=actor,
    )
    still_there = {
        receiver: rest
        for receiver, rest in carried.rests.items()
        if receiver.parent_id == draft.issuer_id and receiver.is_open(actor.on)
    }
    allocate(item=item, shares=still_there, actor=actor)
    return item


def _carried_upper(draft: Checklist, old: ChecklistItem) -> Assignment | None:
    """The issuer's assignment of this year that continues the one the old item answered."""
    if old.answers is None:
        return None
    return (
        Assignment.objects.open()
        .filter(
            receiver=draft.issuer,
            item__checklist__year=draft.year,
            item__carried_from=old.answers.item_id,
        )
        .order_by("-id")
        .first()
    )
