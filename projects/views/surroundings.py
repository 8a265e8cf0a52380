"""What stands around the pages of this room: the tabs between them, and the parts of a project."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability
from workflow.views import enclosed

drawn = partial(enclosed.drawn, styles="projects/_front_styles.html")
"""The page around a form with files, in the styles of this room."""

# By key: the label and the page of each tab.
_TABS = (
    ("projects", "项目", "projects:board"),
    ("funds", "经费", "projects:funds"),
    ("paths", "同步推进", "projects:path_list"),
    ("teams", "行动载体", "projects:team_list"),
    ("venues", "阵地", "projects:venue_list"),
    ("library", "品牌案例", "projects:library"),
)
# Beside each other on the first tab: the same projects by stage, as a list, on public notice.
_WAYS = (
    ("board", "按阶段", "projects:board"),
    ("list", "列表", "projects:project_list"),
    ("notices", "公示", "projects:notice_list"),
)


def project_tabs(actor: Actor, *, current: str) -> list[dict[str, Any]]:
    """The pages of this room that lead anywhere for this person."""
    if not actor.may(Capability.VIEW_WORK):
        return []
    return _drawn(_TABS, current)


def project_ways(*, current: str) -> list[dict[str, Any]]:
    """The ways of looking at projects."""
    return _drawn(_WAYS, current)


def kept(query: QueryDict) -> QueryDict:
    """The search alone, without the place in the list and without empty fields."""
    found = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in ("after", "before"):
            found.setlist(name, [value for value in values if value])
    return found


def _drawn(entries: tuple[tuple[str, str, str], ...], current: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": url, "count": None, "is_current": key == current}
        for key, label, name in entries
        if (url := _address(name))
    ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
