"""What the board of a draft asks of its state while it is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django import template

from checklists.checks import DraftState, Problem

register = template.Library()


@register.simple_tag
def problems_at(places: Mapping[str, Sequence[Problem]], kind: str, pk: int) -> Sequence[Problem]:
    """The problems of one item or one upper item."""
    return places.get(f"{kind}-{pk}", ())


@register.simple_tag
def blocking(state: DraftState) -> list[Problem]:
    """What must be solved before the draft can be issued."""
    return [problem for problem in state.problems if problem.blocks]


@register.filter
def minus(left: int, right: int) -> int:
    """``18|minus:17`` → 1."""
    return left - right


@register.filter
def unlocalized(value: Decimal) -> str:
    """A figure for a script: plain digits, a point, no thousands mark."""
    return f"{value:f}"
