"""The tabs that the pages of this room share."""

from __future__ import annotations

from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability


def hierarchy_tabs(actor: Actor, *, current: str) -> list[dict[str, object]]:
    """Bodies, regions, and, for those who fill posts, appointments and accounts."""
    entries = [
        ("organizations", "组织", "hierarchy:organization_list"),
        ("regions", "区域", "hierarchy:region_list"),
    ]
    if actor.may(Capability.MANAGE_APPOINTMENTS):
        entries += [
            ("appointments", "任职", "hierarchy:appointment_list"),
            ("account", "开设账号", "hierarchy:account_open"),
        ]
    return [
        {"label": label, "url": reverse(name), "is_current": key == current}
        for key, label, name in entries
    ]
