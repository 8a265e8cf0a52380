"""What stands around the pages of this room: the tabs between them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability
from workflow.views import enclosed

drawn = partial(enclosed.drawn, styles="people/_styles.html")
"""The page around a form with files, in the styles of this room."""

# By key: the label and the page of each tab.
_TABS = (
    ("team", "队伍", "people:team"),
    ("directory", "通讯录", "people:directory"),
    ("admissions", "发展党员", "people:admission_board"),
    ("members", "党员", "people:member_list"),
    ("stays", "流动党员", "people:stay_list"),
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
