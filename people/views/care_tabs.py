"""The pages of care beside each other: mobile members, dues, private warnings."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability, Tier

_PAGES = (
    ("stays", "流动党员", "people:stay_list"),
    ("dues", "党费", "people:dues_board"),
    ("warnings", "党员提醒", "people:warning_list"),
)


def serves_branch(actor: Actor) -> bool:
    """Whether the person writes for a body of the fifth tier; no query."""
    return any(grant.tier == Tier.BRANCH for grant in actor.scope(Capability.HANDLE).nodes)


def refuse_others(actor: Actor, what: str) -> None:
    """Raise ``PermissionDenied`` for whoever serves no branch: what is private stays there."""
    if not serves_branch(actor):
        raise PermissionDenied(f"{what}只在党支部内办理和查看。如需办理，请切换到党支部的岗位。")


def care_tabs(actor: Actor, *, current: str) -> list[dict[str, Any]]:
    """The pages that lead anywhere for this person; warnings are a branch's own."""
    shown = _PAGES if serves_branch(actor) else _PAGES[:2]
    return [
        {"label": label, "url": reverse(name), "count": None, "is_current": key == current}
        for key, label, name in shown
    ]
