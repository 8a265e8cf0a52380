"""Legal moves: how the status of anything changes, and the only way it does.

A room describes each thing's life as one ``MoveTable``. The same table draws the
buttons, the diagram in docs and the parametrised test, and drives ``perform``, which
does for every move: lock the row, ask the right, ask the reason, ask the status, write,
leave the trail. Two people deciding at once: the lock lets one through, the other is
told by whom and when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.roles import can, can_anywhere, require, require_anywhere
from hierarchy.terms import Capability
from workflow import audit
from workflow.models import AuditEntry

ModelT = TypeVar("ModelT", bound=models.Model)
# What is written along with a status; as a function, asked of the locked row once it may move.
Changes = Mapping[str, Any] | Callable[[ModelT], Mapping[str, Any]] | None


@dataclass(frozen=True, slots=True)
class Move:
    """One legal move: from which states to which, and who may make it.

    ``at`` names the attribute that holds the organisation in whose name it is made; where it
    holds none, the right is asked anywhere in the city of the thing's ``tenant``.
    ``done`` is what people say was done when the label alone would not tell.
    """

    verb: str
    label: str
    sources: tuple[str, ...]
    target: str
    capability: Capability
    at: str
    needs_reason: bool = False
    done: str = ""


class MoveTable:
    """The whole life of one model: its moves by verb."""

    def __init__(self, model_name: str, *moves: Move) -> None:
        self.model_name = model_name
        self.moves: Mapping[str, Move] = {move.verb: move for move in moves}

    def __iter__(self) -> Iterator[Move]:
        return iter(self.moves.values())

    def __getitem__(self, verb: str) -> Move:
        return self.moves[verb]

    def from_status(self, status: str) -> list[Move]:
        """The moves that the status allows, whoever asks."""
        return [move for move in self if status in move.sources]

    def available(self, instance: models.Model, actor: Actor) -> list[Move]:
        """The moves that this actor may make now: what a page draws as buttons."""
        return [move for move in self.from_status(_status(instance)) if _may(move, instance, actor)]


def perform(
    instance: ModelT,
    verb: str,
    *,
    table: MoveTable,
    actor: Actor,
    reason: str = "",
    changes: Changes[ModelT] = None,
    right: Capability | None = None,
    allowed_as: Post | None = None,
) -> ModelT:
    """Make one move and leave one entry; returns the locked, fresh instance. In a transaction.

    ``right`` is asked in place of the move's own; nothing of ``allowed_as``, allowed already.
    Raises ``PermissionDenied``, ``ValidationError`` ``reason_needed`` or ``wrong_status``.
    """
    move = table[verb]
    fresh = type(instance)._default_manager.select_for_update(of=("self",)).get(pk=instance.pk)
    organization, post = _required(move, fresh, actor, right=right, allowed_as=allowed_as)
    if _status(fresh) not in move.sources:
        raise ValidationError(_why_not(fresh, move, table), code="wrong_status")
    if move.needs_reason and not reason.strip():
        raise ValidationError(f"请填写{move.label}的理由。", code="reason_needed")
    written = {"status": move.target, **_settled(changes, fresh)}
    before = {name: getattr(fresh, name) for name in written}
    for name, value in written.items():
        setattr(fresh, name, value)
    fresh.save(update_fields=list(written))
    audit.record(
        verb=f"{table.model_name}.{verb}",
        target=fresh,
        actor=actor,
        tenant=None if organization else fresh.tenant,  # type: ignore[attr-defined]
        organization=organization,
        before=_plain(before),
        after=_plain(written),
        reason=reason,
        post=post,
    )
    return fresh


def perform_all(
    rows: models.QuerySet[Any],
    verb: str,
    *,
    table: MoveTable,
    actor: Actor,
    whole: models.Model,
    organization: Organization,
    counted: str,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
    right: Capability | None = None,
) -> int:
    """Make one move of many rows at once: one UPDATE, one entry about ``whole``; how many moved.

    Rows whose status does not allow the move stay as they are. ``counted`` names the number on
    the trail, where the verb ends in ``_all``. Part of an action, which has locked ``whole``.
    Raises ``PermissionDenied``, ``ValidationError`` ``reason_needed``.
    """
    move = table[verb]
    post = require(actor, right or move.capability, at=organization)
    if move.needs_reason and not reason.strip():
        raise ValidationError(f"请填写{move.label}的理由。", code="reason_needed")
    moved = rows.filter(status__in=move.sources).update(status=move.target, **(changes or {}))
    if moved:
        audit.record(
            verb=f"{table.model_name}.{verb}_all",
            target=whole,
            actor=actor,
            organization=organization,
            after={counted: moved},
            reason=reason,
            post=post,
        )
    return moved


def _may(move: Move, instance: models.Model, actor: Actor) -> bool:
    organization: Organization | None = getattr(instance, move.at)
    if organization is not None:
        return can(actor, move.capability, at=organization)
    return can_anywhere(actor, move.capability, tenant=instance.tenant)  # type: ignore[attr-defined]


def _required(
    move: Move,
    instance: models.Model,
    actor: Actor,
    *,
    right: Capability | None,
    allowed_as: Post | None,
) -> tuple[Organization | None, Post | None]:
    """In whose name it is made, and as which post; ``right`` in place of the move's own."""
    organization: Organization | None = getattr(instance, move.at)
    if allowed_as is not None:
        return organization, allowed_as
    if organization is not None:
        return organization, require(actor, right or move.capability, at=organization)
    return None, require_anywhere(actor, move.capability, tenant=instance.tenant)  # type: ignore[attr-defined]


def _settled(changes: Changes[ModelT], fresh: ModelT) -> Mapping[str, Any]:
    return (changes(fresh) if callable(changes) else changes) or {}


def _status(instance: models.Model) -> str:
    return str(instance.status)  # type: ignore[attr-defined]


def _why_not(instance: models.Model, move: Move, table: MoveTable) -> str:
    state = instance.get_status_display()  # type: ignore[attr-defined]
    made = {f"{table.model_name}.{other.verb}": other.done or other.label for other in table}
    last = AuditEntry.objects.about(instance).filter(verb__in=made).order_by("-id").first()
    if last is None:
        return f"当前状态为“{state}”，不能{move.label}。请刷新后查看。"
    at = timezone.localtime(last.at)
    return (
        f"已由 {last.user_name} 于 {at.month}月{at.day}日 {at:%H:%M} {made[last.verb]}，请刷新。"
        f"现为“{state}”，不能再{move.label}。"
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.pk if isinstance(value, models.Model) else value
        for name, value in values.items()
    }
