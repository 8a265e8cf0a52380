"""How many stand at each stage (发展党员漏斗): counts with their denominators, without a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from hierarchy.actors import Actor
from people.models import Admission
from people.terms import Stage

REACHED: Final = (
    Stage.APPLICANT,
    Stage.ACTIVIST,
    Stage.PROSPECT,
    Stage.PROBATIONARY,
    Stage.REGULAR,
)


@dataclass(frozen=True, slots=True)
class Layer:
    """One stage: how many stand at it now, and how many of all have come so far."""

    stage: str
    label: str
    standing: int
    reached: int
    whole: int


@dataclass(frozen=True, slots=True)
class Priorities:
    """Of those on their way: heads or key staff, and from units without members."""

    running: int
    heads: int
    key_staff: int
    either: int
    memberless: int


def layers_of(actor: Actor) -> list[Layer]:
    """The stages in the whole scope of work; ended files are left out. One query."""
    totals = Admission.objects.totals(actor)
    whole = sum(totals.get(stage, 0) for stage in REACHED)
    return [
        Layer(
            stage=stage,
            label=str(stage.label),
            standing=totals.get(stage, 0),
            reached=sum(totals.get(one, 0) for one in REACHED[place:]),
            whole=whole,
        )
        for place, stage in enumerate(REACHED)
    ]


def priorities_of(actor: Actor) -> Priorities:
    """Who is to be developed first (源泉工程, 负责人和骨干), as numbers. One query."""
    rows = Admission.objects.counted(actor).running()
    found = rows.aggregate(
        running=Count("pk"),
        heads=Count("pk", filter=Q(is_head=True)),
        key_staff=Count("pk", filter=Q(is_key_staff=True)),
        either=Count("pk", filter=Q(is_head=True) | Q(is_key_staff=True)),
        memberless=Count("pk", filter=Q(from_memberless=True)),
    )
    return Priorities(**found)
