"""Contacts of either side with a mobile member (双向共管联系记录); both sides read them all."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from people.actions.stays import lock_stay
from people.models import MobileStay, StayContact
from people.policy import refuse_without_register
from people.terms import StaySide
from workflow import audit


@sensitive_variables()
@transaction.atomic
def record_contact(
    *,
    stay: MobileStay,
    contacted_on: dt.date,
    words: str,
    took_part: str = "",
    side: str = "",
    actor: Actor,
) -> StayContact:
    """Write down a contact with the member (登记联系), as home or as host.

    ``side`` is asked only of who acts for both. The trail says that there was a contact, not
    what was said. Raises ``PermissionDenied``, ``ValidationError`` ``register_off``,
    ``not_confirmed``, ``in_future``, ``out_of_stay``, ``words_needed``.
    """
    fresh = lock_stay(stay)
    side, body = side_of(fresh, side, actor)
    post = require(actor, Capability.HANDLE, at=body)
    _check(fresh, side, contacted_on, words, actor)
    contact = StayContact(
        stay=fresh,
        tenant_id=fresh.tenant_id,
        side=side,
        organization=body,
        contacted_on=contacted_on,
        words=words.strip(),
        took_part=took_part.strip(),
        recorded_by=actor.user,
    )
    contact.clean_fields(exclude=["stay", "tenant", "organization", "recorded_by"])
    contact.save(force_insert=True)
    audit.record(
        verb="stay.contact",
        target=fresh,
        actor=actor,
        organization=body,
        after={"contacted_on": contacted_on},
        post=post,
    )
    return contact


def side_of(stay: MobileStay, side: str, actor: Actor) -> tuple[str, Organization]:
    """As which side a person writes, and for which body; home first where there is a choice."""
    bodies = {StaySide.HOME: stay.home, StaySide.HOST: stay.host}
    mine = {
        str(key): body
        for key, body in bodies.items()
        if body is not None and can(actor, Capability.HANDLE, at=body)
    }
    if side in mine:
        return side, mine[side]
    return next(iter(mine.items()), (str(StaySide.HOME), stay.home))


@sensitive_variables()
def _check(stay: MobileStay, side: str, day: dt.date, words: str, actor: Actor) -> None:
    refuse_without_register(stay.tenant, actor.on)
    if side == StaySide.HOST and stay.confirmed_on is None:
        raise ValidationError("请先确认接收这名流动党员，再登记联系情况。", code="not_confirmed")
    if not words.strip():
        raise _at("words", "请写明联系的情况，如思想、工作和生活、参加学习等。", "words_needed")
    if day > actor.on:
        raise _at(
            "contacted_on",
            f"{chinese_date(day)}还没有到，请填实际联系的日期，不晚于今天。",
            "in_future",
        )
    if day < stay.starts_on or (stay.ends_on is not None and day > stay.ends_on):
        until = f"至 {chinese_date(stay.ends_on)}" if stay.ends_on else "起"
        raise _at(
            "contacted_on",
            f"这次流动自 {chinese_date(stay.starts_on)} {until}，联系日期应在其间，请改正。",
            "out_of_stay",
        )


def _at(field: str, words: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=code)})
