"""Two copies of one item that come to lie with one body (合并、移交): one goes on, none is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from checklists.models import Assignment, ChecklistItem, Waiver
from checklists.rules import ASSIGNMENT_MOVES, anew
from checklists.terms import AssignmentStatus, IndicatorKind
from hierarchy.actors import Actor
from hierarchy.terms import Capability
from workflow import audit
from workflow.moves import perform

# Who merges bodies or passes work on manages their superior, and need not be its reviewer.
_RIGHT = Capability.MANAGE_ORGANIZATIONS
# How one that no longer waits for its receiver comes back to it.
_WAY_BACK: dict[str, str] = {
    AssignmentStatus.REPORTED: "withdraw",
    AssignmentStatus.ACCEPTED: "reopen",
    AssignmentStatus.UNFULFILLED: "reopen",
    AssignmentStatus.CANCELLED: "reissue",
}


@transaction.atomic
def absorb_assignment(*, kept: Assignment, copy: Assignment, actor: Actor) -> Assignment:
    """Let ``kept`` go on for both; the open ``copy`` of the same item is cancelled into it.

    What hangs below or answers the copy goes over, what it aims at is added, and the later
    of the two days holds; whoever signed for less is asked to confirm. One that was
    reported or settled comes back to its receiver. Raises ``ValidationError``
    ``doubled_carried`` when it was carried over to another year, ``PermissionDenied``.
    """
    _refuse_carried(kept, copy)
    giver, taker = copy.receiver.name, kept.receiver.name
    perform(
        copy,
        "cancel",
        table=ASSIGNMENT_MOVES,
        actor=actor,
        reason=f"并入“{taker}”的同一事项",
        changes={"settled_at": actor.at, "extension_asked": False},
        right=_RIGHT,
    )
    reason = f"“{giver}”的同一事项并入"
    changes = _for_both(kept, copy, actor)
    fresh = _brought_back(kept, reason=reason, actor=actor)
    before = {name: getattr(fresh, name) for name in changes}
    for name, value in changes.items():
        setattr(fresh, name, value)
    fresh.save(update_fields=list(changes))
    _take_over_below(kept, copy)
    audit.record(
        verb="assignment.absorb",
        target=fresh,
        actor=actor,
        organization=fresh.receiver,
        before=before,
        after={**changes, "copy": copy.pk},
        reason=reason,
        post=actor.post_for(_RIGHT, at=fresh.issuer),
    )
    return fresh


def _refuse_carried(kept: Assignment, copy: Assignment) -> None:
    if kept.status == AssignmentStatus.CARRIED_OVER:
        raise ValidationError(
            f"“{kept.item.title}”在“{kept.receiver.name}”已结转下年，在“{copy.receiver.name}”"
            f"仍在办理，不能并在一起。请先由“{copy.issuer.name}”对后者办理销号、取消或结转，"
            "再来办理。",
            code="doubled_carried",
        )


def _brought_back(kept: Assignment, *, reason: str, actor: Actor) -> Assignment:
    """The kept one where its receiver can go on with it, by the move that leads there."""
    verb = _WAY_BACK.get(kept.status)
    if verb is None:
        return kept
    changes: dict[str, Any] = {"settled_at": None}
    if verb == "reissue":
        changes = anew(sign_due=max(kept.sign_due_date, actor.on), at=actor.at)
    return perform(
        kept,
        verb,
        table=ASSIGNMENT_MOVES,
        actor=actor,
        reason=reason,
        changes=changes,
        right=_RIGHT,
    )


def _for_both(kept: Assignment, copy: Assignment, actor: Actor) -> Mapping[str, Any]:
    """What the kept one says from now on; one that was cancelled asked for nothing any more."""
    void = kept.status == AssignmentStatus.CANCELLED
    changes = {
        "target_value": _both(kept, [copy.target_value, None if void else kept.target_value]),
        "actual_value": _both(kept, [copy.actual_value, None if void else kept.actual_value]),
        "due_date": copy.due_date if void else max(copy.due_date, kept.due_date),
        "progress": 0 if void else min(copy.progress, kept.progress),
        "is_decomposed": copy.is_decomposed or kept.is_decomposed,
    }
    asked = ("target_value", "due_date")
    if not void and any(changes[name] != getattr(kept, name) for name in asked):
        changes["amended_at"] = actor.at
    return changes


def _both(kept: Assignment, values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what there is; ratios don't add up, and the kept one's own stands."""
    found = [value for value in values if value is not None]
    if kept.item.indicator_kind == IndicatorKind.RATIO:
        return found[-1] if found else None
    return sum(found, Decimal(0)) if found else None


def _take_over_below(kept: Assignment, copy: Assignment) -> None:
    Assignment.objects.filter(parent=copy).update(parent=kept)
    ChecklistItem.objects.filter(answers=copy).update(answers=kept)
    Waiver.objects.filter(answers=copy).update(answers=kept)
