"""Contacts between an officer and a unit (联系记录, S-13)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from coverage.actions.states import check_not_to_come, locked_unit
from coverage.models import ContactRecord, Unit
from coverage.terms import ContactKind
from hierarchy.actors import Actor, Post
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow import audit
from workflow.once import once_key


@transaction.atomic
def record_contact(
    *,
    unit: Unit,
    actor: Actor,
    contacted_on: dt.date | None = None,
    kind: str = ContactKind.VISIT,
    person: str = "",
    words: str = "",
    talks: int = 0,
    next_on: dt.date | None = None,
    once: UUID | None = None,
) -> ContactRecord:
    """Write down a contact, today's visit unless said otherwise (登记联系).

    A form sent again (its key is ``once``) finds the first. Raises ``PermissionDenied``,
    ``ValidationError`` ``in_future``, ``next_before_contact``.
    """
    post = require(actor, Capability.KEEP_LEDGER, at=unit.stand)
    day = contacted_on or actor.on
    _check_days(day, next_on, actor)
    key = once_key(once, unit, day, kind, person, words, talks, next_on)
    if (first := _sent_before(unit, key)) is not None:
        return first
    contact = ContactRecord(
        unit=unit,
        contacted_on=day,
        kind=kind,
        person=person.strip(),
        words=words.strip(),
        talks=talks,
        next_on=next_on,
        once_key=key,
    )
    _sign(contact, actor, post)
    contact.full_clean(exclude=["recorded_by"])
    contact.save(force_insert=True)
    _note(contact, actor, post)
    return contact


def _sent_before(unit: Unit, key: UUID | None) -> ContactRecord | None:
    """The contact that the same form set down before, also a moment ago."""
    if key is None:
        return None
    locked_unit(unit)
    return ContactRecord.objects.filter(once_key=key).first()


def _check_days(day: dt.date, next_on: dt.date | None, actor: Actor) -> None:
    check_not_to_come(day, actor=actor)
    if next_on and next_on <= day:
        raise ValidationError(
            {
                "next_on": ValidationError(
                    "下次联系日期须晚于本次联系日期，请改正，或留空。", code="next_before_contact"
                )
            }
        )


def _sign(contact: ContactRecord, actor: Actor, post: Post | None) -> None:
    contact.recorded_by = actor.user
    contact.recorded_as = (post.label if post else actor.post_label)[:200]
    contact.recorded_at = actor.at


def _note(contact: ContactRecord, actor: Actor, post: Post | None) -> None:
    told = ("contacted_on", "kind", "next_on")
    audit.record(
        verb="contactrecord.add",
        target=contact,
        actor=actor,
        organization=contact.unit.place,
        after={"unit": contact.unit.name} | {name: getattr(contact, name) for name in told},
        post=post,
    )
