"""The pages of members beside each other: register, mobile members, dues, warnings, exports."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability, Kind, Tier

_PAGES = (
    ("members", "名册", "people:member_list"),
    ("stays", "流动党员", "people:stay_list"),
    ("dues", "党费", "people:dues_board"),
    ("warnings", "党员提醒", "people:warning_list"),
    ("exports", "名册导出", "people:export_list"),
)


def serves_branch(actor: Actor) -> bool:
    """Whether the person writes for a body of the fifth tier; no query."""
    return any(grant.tier == Tier.BRANCH for grant in actor.scope(Capability.HANDLE).nodes)


def serves_party_committee(actor: Actor) -> bool:
    """Whether the person acts for a party committee (党委), to which branches may be affiliated."""
    return any(
        post.position.organization is not None
        and post.position.organization.kind == Kind.INDUSTRY_COMMITTEE
        for post in actor.posts
    )


def refuse_others(actor: Actor, what: str) -> None:
    """Raise ``PermissionDenied`` for whoever serves no branch: what is private stays there."""
    if not serves_branch(actor):
        raise PermissionDenied(f"{what}只在党支部内办理和查看。如需办理，请切换到党支部的岗位。")


def care_tabs(actor: Actor, *, current: str) -> list[dict[str, Any]]:
    """The pages that lead anywhere for this person; no query.

    Warnings are a branch's own; a register is taken out by a branch and let out by its committee.
    """
    if not actor.may(Capability.VIEW_WORK):
        return []
    is_branch = serves_branch(actor)
    shown = {"members", "stays", "dues"}
    if is_branch:
        shown |= {"warnings", "exports"}
    elif serves_party_committee(actor):
        shown.add("exports")
    return [
        {"label": label, "url": reverse(name), "count": None, "is_current": key == current}
        for key, label, name in _PAGES
        if key in shown
    ]
