"""My team (我的队伍): what stands and what is missing in the reader's scope, first what is missing.

Counts beside what the city asks; committees stand in the order of names, never of counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, Q
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import can
from hierarchy.terms import Capability, Tier
from people.models import Liaison, PeoplePolicy, Worker
from people.officer_posts import officer_posts
from workflow.caseload import caseloads

MOST_NAMED: Final = 6
"""So many vacant or overloaded posts are named; the lists behind have them all."""


@dataclass(frozen=True, slots=True)
class CommitteeLine:
    """One committee: its workers of the least, its liaisons of those needed."""

    body: Organization
    workers: list[Worker]
    least: int
    liaisons_named: int
    liaisons_needed: int
    may_write: bool

    @property
    def lacks_workers(self) -> int:
        """How many full-time workers are missing."""
        return max(self.least - len(self.workers), 0)

    @property
    def lacks_liaisons(self) -> int:
        """How many departments and member bodies have no liaison."""
        return self.liaisons_needed - self.liaisons_named


@dataclass(frozen=True, slots=True)
class Officers:
    """Officers' posts in scope: how many, which are vacant, which have too many units."""

    posts: int = 0
    vacant: list[Organization] = field(default_factory=list)
    over: list[tuple[Organization, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Team:
    """All three forces of one reader's scope."""

    committees: list[CommitteeLine]
    officers: Officers

    @property
    def missing(self) -> list[CommitteeLine]:
        """Committees that lack workers or liaisons."""
        return [one for one in self.committees if one.lacks_workers or one.lacks_liaisons]

    @property
    def is_empty(self) -> bool:
        """Whether there is nobody to speak of in this scope."""
        return not self.committees and not self.officers.posts


def team_of(actor: Actor, *, policy: PeoplePolicy) -> Team:
    """The team in scope. Five queries, whatever the size of the city."""
    return Team(_committees(actor, policy), _officers(actor, policy))


def tiles_of(team: Team) -> list[dict[str, Any]]:
    """The counts with what is asked beside them; what is missing is coloured."""
    lines, officers = team.committees, team.officers
    lacking = sum(one.lacks_workers for one in lines)
    needed = sum(one.liaisons_needed for one in lines)
    named = sum(one.liaisons_named for one in lines)
    tiles = [
        _tile("worker_list", "专职党务工作者", sum(len(one.workers) for one in lines), "名"),
        _tile("liaison_list", "联络员", named, "名", note=f"应明确 {needed} 名"),
    ]
    tiles[0]["note"] = f"还缺 {lacking} 名" if lacking else ""
    tiles[0]["tone"] = "red" if lacking else ""
    tiles[1]["tone"] = "red" if named < needed else ""
    vacant = _tile(
        "officer_list", "指导员岗位空缺", len(officers.vacant), "个", query="state=vacant"
    )
    over = _tile("balance", "联系单位偏多", len(officers.over), "个")
    vacant["tone"] = "red" if officers.vacant else ""
    over["tone"] = "yellow" if officers.over else ""
    posts = _tile("officer_list", "党建指导员岗位", officers.posts, "个")
    return [*(tiles if lines else []), *([posts, vacant, over] if officers.posts else [])]


def _tile(page: str, label: str, value: int, unit: str, **words: str) -> dict[str, Any]:
    query = words.pop("query", "")
    url = reverse(f"people:{page}") + (f"?{query}" if query else "")
    return {"label": label, "value": value, "unit": unit, "url": url, **words}


def _committees(actor: Actor, policy: PeoplePolicy) -> list[CommitteeLine]:
    rows = Organization.objects.within(actor, capability=Capability.VIEW_WORK).open(actor.on)
    bodies: Sequence[Any] = list(rows.of_tier(Tier.COMMITTEE).select_related("tenant").by_name())
    if not bodies:
        return []
    workers: dict[int, list[Worker]] = defaultdict(list)
    serving = Worker.objects.visible_to(actor).serving(actor.on).order_by("hired_on", "pk")
    for worker in serving.filter(organization__in=[body.pk for body in bodies]):
        workers[worker.organization_id].append(worker)
    live = Liaison.objects.visible_to(actor).live(actor.on).order_by()
    counts = live.values("organization_id").annotate(
        needed=Count("pk"), named=Count("pk", filter=~Q(name=""))
    )
    liaisons = {row["organization_id"]: (row["needed"], row["named"]) for row in counts}
    found = []
    for body in bodies:
        needed, named = liaisons.get(body.pk, (0, 0))
        may = can(actor, Capability.HANDLE, at=body)
        least = policy.workers_least
        found.append(CommitteeLine(body, workers[body.pk], least, named, needed, may))
    return found


def _officers(actor: Actor, policy: PeoplePolicy) -> Officers:
    posts: list[Any] = list(officer_posts(actor).by_name())
    if not posts:
        return Officers()
    ids = [post.pk for post in posts]
    loads = caseloads(tenant=policy.tenant, officers=ids, seen_since=actor.on)
    over = [
        (post, loads[post.pk].units)
        for post in posts
        if post.pk in loads and loads[post.pk].units > policy.caseload_most
    ]
    return Officers(len(posts), [post for post in posts if post.is_vacant], over)
