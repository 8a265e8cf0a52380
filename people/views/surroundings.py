"""What stands around the pages of this room: the tabs between them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability, Tier
from workflow.views import enclosed

drawn = partial(enclosed.drawn, styles="people/_styles.html")
"""The page around a form with files, in the styles of this room."""

# By key: the label and the page of each tab.
_TABS = (
    ("team", "队伍", "people:team"),
    ("directory", "通讯录", "people:directory"),
    ("admissions", "发展党员", "people:admission_board"),
    ("members", "党员", "people:member_list"),
    ("courses", "教育培训", "people:course_list"),
    ("talents", "人才", "people:talent_list"),
)


def people_tabs(actor: Actor, *, current: str) -> list[dict[str, Any]]:
    """The pages of this room that lead anywhere for this person."""
    if not actor.may(Capability.VIEW_WORK):
        return []
    return [
        {"label": label, "url": reverse(name), "count": None, "is_current": key == current}
        for key, label, name in _TABS
    ]


# By page: its label, the tiers of posts it leads anywhere for, whether the territory line reads it.
_ABOVE = (Tier.CITY, Tier.COMMITTEE)
_TEAM_WAYS = (
    ("team", "总览", tuple(Tier), True),
    ("worker_list", "专职党务工作者", _ABOVE, False),
    ("recruitment_list", "招录", _ABOVE, False),
    ("liaison_list", "联络员", _ABOVE, False),
    ("officer_list", "指导员", (*_ABOVE, Tier.COUNTY, Tier.STATION, Tier.OFFICER), True),
    ("balance", "均衡联系单位", (*_ABOVE, Tier.COUNTY, Tier.STATION), True),
    ("opinion_list", "评价指导员", (Tier.BRANCH,), False),
)


def team_ways(actor: Actor, *, current: str) -> list[dict[str, Any]]:
    """The pages of 队伍 beside each other, where they lead anywhere for this person; no query."""
    scope = actor.scope(Capability.VIEW_WORK)
    tiers = {grant.tier for grant in scope.nodes}
    city_line = any(region.level == "city" for region in scope.regions)
    found = [
        {"label": label, "url": reverse(f"people:{name}"), "is_current": name == current}
        for name, label, served, territory in _TEAM_WAYS
        if tiers.intersection(served) or (scope.regions and (territory or city_line))
    ]
    return found if len(found) > 1 else []
