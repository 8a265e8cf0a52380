"""What the frame (base.html) needs on every page: menu, acting post, unread notices.

The contract is `request.actor`: None, or an object with `post_label`, `tenant`, `posts` (each with
`pk` and `label`), `acting` (one of them) and optionally `unread_notices` and `can_see(menu_key)`.
Everything is read lazily, so that a fragment or a page without the frame asks for nothing.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from workflow.models import Notice


@dataclass(frozen=True)
class MenuEntry:
    """One line of the menu as declared: where it leads and where it is shown."""

    key: str
    label: str
    url_name: str
    icon: str
    on_phone: bool = False
    staff_only: bool = False
    officers_only: bool = False
    on_phone_only: bool = False


@dataclass(frozen=True)
class MenuLink:
    """One line of the menu as drawn for this request."""

    entry: MenuEntry
    url: str
    is_current: bool
    on_phone: bool

    @property
    def short_label(self) -> str:
        """The label where there is little room."""
        return SHORT.get(self.entry.key, self.entry.label)


MENU = (
    MenuEntry("todo", "我的待办", "workbench:todo", "list-check", on_phone=True),
    MenuEntry("checklists", "清单", "checklists:checklist_list", "checklist", on_phone=True),
    MenuEntry("assignments", "任务", "checklists:assignment_list", "clipboard-check"),
    MenuEntry("review", "审核", "checklists:review_queue", "circle-check"),
    MenuEntry("routines", "组织生活", "routines:life", "users", on_phone=True),
    MenuEntry("calendar", "制度日历", "routines:calendar", "calendar"),
    MenuEntry("projects", "项目", "projects:board", "flag"),
    MenuEntry("inspections", "体检", "inspections:board", "heartbeat"),
    MenuEntry("people", "队伍", "people:team", "user"),
    MenuEntry("coverage", "覆盖", "coverage:overview", "map-pin"),
    MenuEntry("units", "单位台账", "coverage:unit_list", "building"),
    MenuEntry("my_units", "我的单位", "coverage:unit_mine", "list-details", officers_only=True),
    MenuEntry(
        "contacts",
        "记录",
        "coverage:contact_list",
        "message",
        officers_only=True,
        on_phone_only=True,
    ),
    MenuEntry("organizations", "组织", "hierarchy:organization_list", "sitemap"),
    MenuEntry("inbox", "消息", "workflow:inbox", "bell", on_phone=True),
    MenuEntry("audit", "留痕", "workflow:audit", "history"),
    MenuEntry("admin", "管理", "admin:index", "settings", staff_only=True),
    MenuEntry("profile", "我的", "accounts:profile", "user-circle", on_phone=True),
)
# The bottom bar of an officer, who is out among the units and their branches.
OFFICER_BAR = ("todo", "my_units", "contacts", "routines", "profile")
# The bottom bar is narrower than the rail.
SHORT = {"todo": "待办", "my_units": "单位"}
BADGE_LIMIT = 99


def address(url_name: str) -> str:
    """The address of a page, or an empty string while its room is not installed."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


class Frame:
    """The frame of one page. Nothing is computed before a template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.actor: Any = getattr(request, "actor", None)

    @cached_property
    def menu(self) -> list[MenuLink]:
        """The entries this person may open, in order; the one in use is marked."""
        links = [(entry, address(entry.url_name)) for entry in MENU if self.may_see(entry)]
        reachable = [(entry, url) for entry, url in links if url]
        current = self.current_url([url for _, url in reachable])
        return [
            MenuLink(entry, url, url == current, self.is_on_phone(entry))
            for entry, url in reachable
        ]

    @cached_property
    def base_template(self) -> str:
        """The base of a page that both visitors and signed-in people may meet (errors)."""
        user = getattr(self.request, "user", None)
        return "base.html" if user and user.is_authenticated else "base_plain.html"

    @cached_property
    def phone_menu(self) -> list[MenuLink]:
        """The few entries of the bottom bar on a phone."""
        return [link for link in self.menu if link.on_phone]

    @cached_property
    def rail_menu(self) -> list[MenuLink]:
        """The entries of the rail on a desk."""
        return [link for link in self.menu if not link.entry.on_phone_only]

    @cached_property
    def is_officer(self) -> bool:
        """Whether a post of a guidance officer is held: the bottom bar then leads to the units."""
        return bool(getattr(self.actor, "is_officer", False))

    def is_on_phone(self, entry: MenuEntry) -> bool:
        """Whether the entry stands in the bottom bar of this person."""
        return entry.key in OFFICER_BAR if self.is_officer else entry.on_phone

    @cached_property
    def unread(self) -> int:
        """How many notices wait unread, counted no further than the badge can tell."""
        count = getattr(self.actor, "unread_notices", None)
        if count is None:
            return int(Notice.objects.visible_to(self.actor).unread()[: BADGE_LIMIT + 1].count())
        return int(count() if callable(count) else count)

    @cached_property
    def unread_text(self) -> str:
        """The unread count for a badge, short enough for a phone."""
        return f"{BADGE_LIMIT}+" if self.unread > BADGE_LIMIT else str(self.unread)

    @cached_property
    def urls(self) -> dict[str, str]:
        """Addresses the frame itself links to; empty while a room is not installed."""
        return {
            "home": address("workbench:todo") or "/",
            "search": address("workbench:search"),
            "help": address("workbench:help"),
            "inbox": address("workflow:inbox"),
            "profile": address("accounts:profile"),
            "switch_post": address("hierarchy:switch_post"),
            "login": address("account_login"),
            "logout": address("account_logout"),
        }

    def may_see(self, entry: MenuEntry) -> bool:
        """Whether the entry is shown. Showing is a courtesy; each page guards itself."""
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            return False
        if entry.staff_only:
            return bool(user.is_staff)
        if entry.officers_only and not self.is_officer:
            return False
        can_see = getattr(self.actor, "can_see", None)
        return bool(can_see(entry.key)) if can_see else True

    def current_url(self, urls: list[str]) -> str:
        """The longest menu address that the present path lies under."""
        inside = [url for url in urls if self.lies_under(url)]
        return max(inside, key=len, default="")

    def lies_under(self, url: str) -> bool:
        """Whether the present path is this address or below it (the root matches only itself)."""
        return self.request.path == url or (url != "/" and self.request.path.startswith(url))


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: adds `frame` to every page."""
    return {"frame": Frame(request)}
