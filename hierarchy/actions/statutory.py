"""What a working body may never do (第四条): refused, and the attempt stays on the trail."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy import trail
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.rules import STATUTORY_ACTS, statutory_refusal
from hierarchy.terms import Capability


@dataclass(frozen=True, slots=True)
class Refusal:
    """An act that was refused and put on record."""

    act: str
    message: str

    def as_error(self) -> ValidationError:
        """The error for whoever asked; raise it after the record is committed."""
        return ValidationError(self.message, code="statutory_refusal")


@transaction.atomic(durable=True)
def attempt_statutory_act(*, organization: Organization, act: str, actor: Actor) -> Refusal | None:
    """Ask whether a body may perform a statutory act; ``None`` when it may.

    A refusal is returned, not raised: raising would undo the entry that proves the
    attempt (第四条). It commits on its own, so it must be asked before the
    caller's transaction begins; Django refuses (``RuntimeError``) anything else. Raises
    ``KeyError`` for an act that ``rules.STATUTORY_ACTS`` does not know.
    """
    label = STATUTORY_ACTS[act]
    post = require(actor, Capability.VIEW, at=organization)
    message = statutory_refusal(organization=organization, act=act)
    if message is None:
        return None
    trail.record(
        verb="organization.refuse_act",
        target=organization,
        actor=actor,
        organization=organization,
        after={"act": act, "label": label, "kind": organization.kind},
        reason=message,
        post=post,
    )
    return Refusal(act=act, message=message)
