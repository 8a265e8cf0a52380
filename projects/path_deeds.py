"""What may be done to a path now, by whom: the buttons of its page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.roles import can
from hierarchy.terms import Capability
from projects.models import JointPath
from projects.path_moves import PATH_MOVES
from projects.terms import PathStatus

_ORDER = ("adopt", "report", "confirm", "return", "drop", "discard")


@dataclass(frozen=True, slots=True)
class Deed:
    """One button: where it leads and what it says."""

    label: str
    url: str


def deeds_of(path: JointPath, actor: Actor) -> list[Deed]:
    """The deeds open to a person, the next step first."""
    open_moves = {move.verb: move.label for move in PATH_MOVES.available(path, actor)}
    found = [
        Deed(open_moves[verb], reverse("projects:path_move", args=[path.pk, verb]))
        for verb in _ORDER
        if verb in open_moves
    ]
    if _may_edit(path, actor):
        found.append(Deed("修改", reverse("projects:path_edit", args=[path.pk])))
    if _may_follow(path, actor):
        address = reverse("projects:path_move", args=[path.pk, "follow"])
        found.append(Deed(f"延续到 {path.year + 1}年", address))
    return found


def _may_edit(path: JointPath, actor: Actor) -> bool:
    if path.status == PathStatus.DRAFT:
        return can(actor, Capability.HANDLE, at=path.organization)
    return path.status == PathStatus.ADOPTED and can(actor, Capability.ISSUE, at=path.organization)


def _may_follow(path: JointPath, actor: Actor) -> bool:
    told = (PathStatus.REPORTED, PathStatus.CONFIRMED)
    return path.status in told and can(actor, Capability.HANDLE, at=path.organization)
