"""What waits for one person in the rounds (我的体检单): by what has to be done, in whose name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q

from hierarchy.actors import Actor
from hierarchy.terms import Capability
from inspections.models import Inspection
from inspections.score_rules import own_to, touched_by
from inspections.terms import AppealStatus, InspectionStatus, RoundStatus

S = InspectionStatus


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to be done to sheets: its words, the page that does it, and whose it is."""

    key: str
    label: str
    deed: str
    page: str
    rows: Callable[[Actor], Q]
    none: str


def _own(actor: Actor) -> Q:
    return Q(organization_id__in=actor.organization_ids(Capability.HANDLE))


def _examined(actor: Actor) -> Q:
    """Sheets that the person may score: none of a body that he serves or answered for himself."""
    return Q(examiner_id__in=actor.organization_ids(Capability.HANDLE)) & ~own_to(actor)


def _checked(actor: Actor) -> Q:
    """Results that the person may check or put right: none in which he had a hand himself."""
    held = Q(round__organizer_id__in=actor.organization_ids(Capability.REVIEW))
    return held & ~touched_by(actor.user) if actor.user is not None else held


DUTIES: Final[tuple[Duty, ...]] = (
    Duty(
        "self_check",
        "待自查",
        "填自查",
        "inspections:self_check",
        lambda actor: _own(actor) & Q(status=S.SELF_CHECK, round__status=RoundStatus.SELF_CHECK),
        "没有等您自查的体检单。上级启动体检后会出现在这里，并在消息中提醒。",
    ),
    Duty(
        "score",
        "待核验评分",
        "评分",
        "inspections:inspection_score",
        lambda actor: _examined(actor) & Q(status=S.ON_SITE, round__status=RoundStatus.SCORING),
        "没有等您核验评分的体检单。转入核验评分后会出现在这里。",
    ),
    Duty(
        "check",
        "待复核",
        "复核",
        "inspections:inspection_check",
        lambda actor: _checked(actor) & Q(status=S.SCORED),
        "没有等您复核的体检单。评分提交后会出现在这里。",
    ),
    Duty(
        "appeal",
        "待答复申诉",
        "看申诉",
        "inspections:inspection_detail",
        lambda actor: _checked(actor) & Q(status=S.APPEALED, appeals__status=AppealStatus.RAISED),
        "没有等您答复的申诉。",
    ),
    Duty(
        "sign",
        "待签收结果",
        "看结果",
        "inspections:inspection_detail",
        lambda actor: _own(actor) & Q(status__in=(S.TOLD, S.APPEALED), seen_at__isnull=True),
        "没有等您签收的体检结果。",
    ),
)
BY_KEY: Final = {duty.key: duty for duty in DUTIES}


def waiting_for(actor: Actor, duty: Duty) -> Any:
    """The sheets on which the person has this to do, in no order."""
    return Inspection.objects.visible_to(actor).filter(duty.rows(actor)).distinct()


def waiting_counts(actor: Actor) -> dict[str, int]:
    """By duty, on how many sheets it waits. One query."""
    counts = {duty.key: Count("pk", filter=duty.rows(actor), distinct=True) for duty in DUTIES}
    return Inspection.objects.visible_to(actor).order_by().aggregate(**counts)
