"""Entering a record in one go: what was held, what was said, what it answers here and elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from hierarchy.actions.locks import locked
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.numbers import row_id
from routines.actions.fulfilling import confirm_answers
from routines.actions.recording import amend_record, draft_record, register_record
from routines.actions.talks import write_talk
from routines.models import Obligation, Record, Talk
from routines.rights import require_recording
from routines.terms import RecordKind
from workflow.answering import Happening, answer_questions
from workflow.models import Attachment
from workflow.once import once_key

OBLIGATION = "obligation"


@transaction.atomic
def enter_record(
    *,
    organization: Organization,
    kind: str,
    content: Mapping[str, Any],
    actor: Actor,
    files: Iterable[Attachment] = (),
    talk: Mapping[str, str] | None = None,
    answers: Collection[str] = (),
    is_draft: bool = False,
    once: UUID | None = None,
) -> tuple[Record, list[Obligation], int]:
    """Enter a record with all that belongs to it, or nothing of it.

    Returns the record, the rows it answered, and how many questions of other rooms. A form sent
    again (its key is ``once``) finds the first. Raises
    what ``register_record``, ``write_talk``, ``confirm_answers`` and the other rooms do.
    """
    said = [*sorted(content.items()), *sorted((talk or {}).items())]
    key = once_key(once, organization, kind, is_draft, *said)
    if (first := _sent_before(organization, key, actor)) is not None:
        return first, _answered_by(first), 0
    make = draft_record if is_draft else register_record
    record = make(
        organization=organization, kind=kind, content=content, files=files, actor=actor, once=key
    )
    if talk is not None:
        write_talk(record=record, actor=actor, **talk)
    if is_draft:
        return record, [], 0
    answered, told = answer(record=record, answers=answers, actor=actor)
    return record, answered, told


def _sent_before(organization: Organization, key: UUID | None, actor: Actor) -> Record | None:
    """The record that the same form entered before, also a moment ago."""
    require_recording(actor, at=organization)
    if key is None:
        return None
    # One at a time a body: the second sees the first.
    locked(organization)
    return Record.objects.filter(once_key=key).first()


def _answered_by(record: Record) -> list[Obligation]:
    return list(Obligation.objects.filter(fulfilments__record=record).select_related("rule"))


@transaction.atomic
def answer(
    *, record: Record, answers: Collection[str], actor: Actor
) -> tuple[list[Obligation], int]:
    """Pass on what a person confirmed: rows of this room, and questions of others by their keys.

    Raises ``ValidationError`` ``not_fitting`` for a key that makes no sense.
    """
    prefix = f"{OBLIGATION}:"
    own = [row_id(key.removeprefix(prefix)) for key in answers if key.startswith(prefix)]
    if not all(own):
        raise ValidationError("所选应办事项已有变动，请刷新后重新勾选。", code="not_fitting")
    rows = confirm_answers(record=record, obligations=own, actor=actor)
    others = [key for key in answers if not key.startswith(prefix)]
    told = 0
    if others:
        happening = happening_of(record)
        told = answer_questions(happening=happening, keys=others, actor=actor)
    return rows, told


def happening_of(record: Record) -> Happening:
    """A record as other rooms are told of it: of a talk never what was said."""
    words = record.topics or record.decisions or record.title
    return Happening(
        key=f"record:{record.pk}",
        organization=record.organization,
        kind=record.kind,
        kind_label=RecordKind(record.kind).label,
        title=record.title,
        words=words,
        happened_on=record.happened_on,
        path=reverse("routines:record_detail", args=[record.pk]),
        attachments=tuple(record.attachments.all()),
    )


@transaction.atomic
def correct_record(
    *,
    record: Record,
    content: Mapping[str, Any],
    actor: Actor,
    files: Iterable[Attachment] | None = None,
    talk: Mapping[str, str] | None = None,
) -> Record:
    """Correct a record and, where it was shown, what was said.

    Raises what ``amend_record`` and ``write_talk`` do; ``nothing_changed`` only when neither
    differs.
    """
    told = Talk.objects.filter(record=record).values("talker", "partner", "points").first()
    talk_differs = talk is not None and dict(talk) != told
    if talk_differs and talk is not None:
        write_talk(record=record, actor=actor, **talk)
    try:
        return amend_record(record=record, content=content, files=files, actor=actor)
    except ValidationError as refused:
        if talk_differs and getattr(refused, "code", None) == "nothing_changed":
            return record
        raise
