"""What may be done to a scheme now, by whom: the buttons of its page."""

from __future__ import annotations

from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.roles import can
from hierarchy.terms import Capability
from inspections.deeds import Deed
from inspections.models import Scheme
from inspections.scheme_moves import SCHEME_MOVES
from inspections.terms import SchemeStatus


def deeds_of(scheme: Scheme, actor: Actor) -> list[Deed]:
    """The deeds open to a person, the next step first."""
    open_moves = {move.verb: move.label for move in SCHEME_MOVES.available(scheme, actor)}
    found = []
    if "adopt" in open_moves:
        found.append(_move(scheme, "adopt", "启用"))
    if may_write(scheme, actor):
        found.append(Deed("修改基本信息", reverse("inspections:scheme_edit", args=[scheme.pk])))
    if may_follow(scheme, actor):
        found.append(_move(scheme, "follow", "起草新版本"))
    if may_try(scheme, actor):
        found.append(Deed("试算", reverse("inspections:scheme_trial", args=[scheme.pk])))
    if "retire" in open_moves:
        found.append(_move(scheme, "retire", "停用", is_aside=True))
    if may_write(scheme, actor):
        found.append(_move(scheme, "discard", "删除草稿", is_aside=True))
    return found


def may_write(scheme: Scheme, actor: Actor) -> bool:
    """Whether the person may change this draft."""
    is_draft = scheme.status == SchemeStatus.DRAFT
    return is_draft and can(actor, Capability.DRAFT, at=scheme.owner)


def may_follow(scheme: Scheme, actor: Actor) -> bool:
    """Whether the person may begin the next version of it."""
    is_past = scheme.status != SchemeStatus.DRAFT
    return is_past and can(actor, Capability.DRAFT, at=scheme.owner)


def may_try(scheme: Scheme, actor: Actor) -> bool:
    """Whether the person may have the scheme tried on data: who writes or issues it."""
    return any(can(actor, right, at=scheme.owner) for right in (Capability.DRAFT, Capability.ISSUE))


def _move(scheme: Scheme, verb: str, label: str, *, is_aside: bool = False) -> Deed:
    return Deed(label, reverse("inspections:scheme_move", args=[scheme.pk, verb]), is_aside)
