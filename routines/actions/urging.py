"""催办 of what is overdue: the direct superior's, as often a day as the city allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format

from hierarchy.actors import Actor
from hierarchy.roles import require
from hierarchy.terms import Capability
from routines.actions.exceptions import decider_of, locked
from routines.matching import words_of
from routines.models import Obligation
from routines.terms import Standing
from workflow.actions.urging import urge


@dataclass(frozen=True, slots=True)
class Urged:
    """What became of many: how many things, how many messages, and why some were not."""

    things: int = 0
    messages: int = 0
    refused: Counter[str] = field(default_factory=Counter)


@transaction.atomic
def urge_obligation(*, obligation: Obligation, actor: Actor) -> int:
    """Urge a body to do what is overdue (催办); how many people were told.

    Raises ``PermissionDenied``, ``ValidationError`` ``not_owed``, ``not_overdue``, ``frozen``
    or those of ``urge``.
    """
    row = locked(obligation)
    post = require(actor, Capability.REVIEW, at=decider_of(row.organization))
    if row.standing != Standing.EXPECTED or row.met_on is not None:
        raise ValidationError("这一事项已办成或不再计入，不需要催办。", code="not_owed")
    if row.due_on >= actor.on:
        raise ValidationError(
            f"这一事项到 {date_format(row.due_on, 'Y年n月j日')} 才截止，逾期后才能催办；"
            "到期前由系统按提醒方案提醒。",
            code="not_overdue",
        )
    if row.is_frozen(actor.on):
        raise ValidationError(
            "这一期已封存，催办后也不能登记。确需补办的，请先办理“重新开放”。", code="frozen"
        )
    days = (actor.on - row.due_on).days
    return urge(
        target=row,
        organization=row.organization,
        title=words_of(row),
        words=f"截止日期 {date_format(row.due_on, 'Y年n月j日')}，已逾期 {days} 天。"
        "请尽快开展并登记；确有特殊情况的，请向上级说明，由上级办理豁免。",
        path=reverse("routines:obligation_detail", args=[row.pk]),
        verb="obligation.urge",
        actor=actor,
        post=post,
    )


def urge_each(*, obligations: Iterable[Obligation], actor: Actor) -> Urged:
    """Urge one after the other, each by itself: a refusal does not stop the rest."""
    things, messages, refused = 0, 0, Counter[str]()
    for obligation in obligations:
        try:
            messages += urge_obligation(obligation=obligation, actor=actor)
        except ValidationError as refusal:
            refused["；".join(refusal.messages)] += 1
        except PermissionDenied as refusal:
            refused[str(refusal)] += 1
        else:
            things += 1
    return Urged(things, messages, refused)
