"""What stands around the pages of this room: the tabs between them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability
from workflow.views import enclosed

drawn = partial(enclosed.drawn, styles="inspections/_styles.html")
"""The page around a form with files, in the styles of this room."""

# By key: the label and the page of each tab.
_TABS = (
    ("board", "总览", "inspections:board"),
    ("my_sheets", "我的体检单", "inspections:my_sheets"),
    ("finding_list", "问题", "inspections:finding_list"),
    ("rectification_list", "整改", "inspections:rectification_list"),
    ("review_list", "述职评议", "inspections:review_list"),
    ("scheme_list", "方案", "inspections:scheme_list"),
)


def inspection_tabs(actor: Actor, *, current: str) -> list[dict[str, Any]]:
    """The pages of this room that lead anywhere for this person."""
    if not actor.may(Capability.VIEW_WORK):
        return []
    return [
        {"label": label, "url": reverse(name), "count": None, "is_current": key == current}
        for key, label, name in _TABS
    ]


def kept(query: QueryDict) -> QueryDict:
    """The search alone, without the place in the list and without empty fields."""
    found = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in ("after", "before"):
            found.setlist(name, [value for value in values if value])
    return found
