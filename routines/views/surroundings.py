"""What stands around the pages of this room: the tabs between them."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability, Tier
from routines.filters import MISSING
from routines.kinds import COMMITTEES

# By key: the label and the page of each tab, and what one must hold somewhere to be led there.
_TABS = (
    ("life", "组织生活", "routines:life", Capability.VIEW_WORK),
    ("wall", "年度墙", "routines:wall", Capability.VIEW_WORK),
    ("calendar", "制度日历", "routines:calendar", Capability.VIEW_WORK),
    ("roll", "应办事项", "routines:obligation_list", Capability.VIEW_WORK),
    ("records", "活动记录", "routines:record_list", Capability.VIEW_WORK),
    ("meetings", "月度例会", "routines:meeting_list", Capability.VIEW_WORK),
    ("resolutions", "议定事项", "routines:resolution_list", Capability.VIEW_WORK),
    ("summaries", "小结与述职", "routines:summary_list", Capability.VIEW_WORK),
    ("rules", "制度规则", "routines:rule_list", Capability.VIEW_WORK),
)
# Where a page has more to show than what presses, people are led to what presses.
_FIRST_SEEN = {"routines:obligation_list": f"?state={MISSING}"}
# What committees alone hold and write.
_OF_COMMITTEES = frozenset({"meetings", "summaries"})


def routine_tabs(actor: Actor, *, current: str) -> list[dict[str, Any]]:
    """The pages of routines that lead anywhere for this person."""
    return [
        {"label": label, "url": url, "count": None, "is_current": key == current}
        for key, label, name, capability in _TABS
        if actor.may(capability)
        and (key not in _OF_COMMITTEES or sees_committees(actor))
        and (url := _address(name))
    ]


def sees_committees(actor: Actor) -> bool:
    """Whether a committee's own papers lie in the person's scope."""
    tiers = {grant.tier for grant in actor.scope(Capability.VIEW_WORK).nodes}
    return not tiers.isdisjoint((Tier.CITY, *COMMITTEES))


def _address(name: str) -> str:
    try:
        return reverse(name) + _FIRST_SEEN.get(name, "")
    except NoReverseMatch:
        return ""
