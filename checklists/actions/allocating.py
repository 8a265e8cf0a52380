"""Saying who gets a draft item and how much (下发范围与指标分配), in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from checklists.actions.drafting import allocate, edit_item
from checklists.models import Allocation, ChecklistItem
from checklists.rules import spread_evenly
from checklists.terms import IndicatorKind, Reach
from hierarchy.actors import Actor
from hierarchy.models import Organization


@transaction.atomic
def distribute_item(
    *,
    item: ChecklistItem,
    reach: str,
    shares: Mapping[Organization, Decimal | None],
    actor: Actor,
) -> list[Allocation]:
    """Set an item's reach and its shares together, so that neither stands without the other.

    Raises ``ValidationError`` ``nobody_chosen`` for 指定下级 without anyone.
    """
    if reach == Reach.CHOSEN and not shares:
        raise ValidationError(
            "请至少勾选一个接收单位，或改为“全部直接下级”。", code="nobody_chosen"
        )
    if item.reach != reach:
        edit_item(item=item, changes={"reach": reach}, actor=actor)
    return allocate(item=item, shares=shares, actor=actor)


@transaction.atomic
def distribute_evenly(
    *, item: ChecklistItem, reach: str, receivers: Sequence[Organization], actor: Actor
) -> list[Allocation]:
    """Spread an item's target over some receivers in whole parts; of a ratio each gets all of it.

    Raises ``ValidationError`` ``no_target`` for an item without a figure.
    """
    if item.target_value is None:
        raise ValidationError("这一事项没有数值目标，不需要分配。", code="no_target")
    if item.indicator_kind == IndicatorKind.RATIO:
        parts = [item.target_value] * len(receivers)
    else:
        parts = spread_evenly(item.target_value, len(receivers))
    shares: dict[Organization, Decimal | None] = dict(zip(receivers, parts, strict=True))
    return distribute_item(item=item, reach=reach, shares=shares, actor=actor)
