"""What stands around the pages of this room: the rules in force, and the tabs between pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from coverage.rulebook import DEFAULTS, RuleSet, rules_on
from hierarchy.actors import Actor
from hierarchy.terms import Capability, Tier

# By key: the label and the page of each tab, and what one must hold somewhere to be led there.
_TABS = (
    ("units", "台账", "coverage:unit_list", Capability.VIEW_WORK),
    ("mine", "我的单位", "coverage:unit_mine", Capability.HANDLE),
    ("notices", "信息变更单", "coverage:notice_queue", Capability.HANDLE),
    ("coverage", "覆盖情况", "coverage:overview", Capability.VIEW_WORK),
    ("proposals", "联合组建", "coverage:proposal_list", Capability.VIEW_WORK),
    ("spring", "源泉工程", "coverage:spring", Capability.VIEW_WORK),
)


def rules_of(actor: Actor) -> RuleSet:
    """The rules in force today in the city of the acting post."""
    return rules_on(tenant=actor.tenant, on=actor.on) if actor.tenant else DEFAULTS


def unit_tabs(actor: Actor, *, current: str) -> list[dict[str, Any]]:
    """The pages about units that lead anywhere for this person."""
    return [
        {"label": label, "url": reverse(name), "count": None, "is_current": key == current}
        for key, label, name, capability in _TABS
        if actor.may(capability) and (key != "mine" or looks_after_units(actor))
    ]


def looks_after_units(actor: Actor) -> bool:
    """Whether units may lie directly in the person's own hands."""
    tiers = {grant.tier for grant in actor.scope(Capability.HANDLE).nodes}
    return not tiers.isdisjoint((Tier.STATION, Tier.OFFICER, Tier.BRANCH))
