"""The ways between the pages of 教育培训: courses, hours, points."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability, Tier
from people.policy import policy_of
from people.views.surroundings import people_tabs

_WAYS: Final = (
    ("course_list", "课程"),
    ("study_list", "学时"),
    ("points_list", "积分"),
)


def around(actor: Actor, *, current: str) -> dict[str, Any]:
    """What every page of this part shows around itself: tabs, ways, the city's policy, today.

    Points stand there where a city has switched them on. One query.
    """
    policy = policy_of(actor.tenant, actor.on) if actor.tenant else None
    has_points = policy is not None and policy.register_on and policy.points_on
    acts = any(grant.tier != Tier.OFFICER for grant in actor.scope(Capability.HANDLE).nodes)
    return {
        "tabs": people_tabs(actor, current="courses"),
        "ways": [
            {"label": label, "url": reverse(f"people:{name}"), "is_current": name == current}
            for name, label in _WAYS
            if name != "points_list" or (has_points and acts)
        ],
        "policy": policy,
        "today": actor.on,
    }
