"""The actor: a person at a moment, with the posts that person may use (岗位) and their rights.

An actor is made once a request (or task, or test) and is the only clock and the only
identity that actions see. Several appointments add up for reading. For acting, one
post is always in front (``acting``) and shown on every page; an act for a body that
another of the person's posts serves is done, and recorded, as that other post.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from hierarchy.models import Appointment, Delegation, OrganizationGrant, RegionGrant, Term
from hierarchy.request_ids import current_request_id
from hierarchy.scope import NodeReach, Placed, RegionReach, Scope
from hierarchy.terms import NODE_ONLY, Capability, Role
from hierarchy.vocabulary import Vocabulary

if TYPE_CHECKING:
    from accounts.models import User
    from hierarchy.models import Position, Tenant


@dataclass(frozen=True, slots=True)
class Post:
    """A live appointment that a person may use now, as its holder or as a stand-in."""

    appointment: Appointment
    stands_in: bool = False
    words: tuple[tuple[str, str], ...] = ()
    """The city's own terms in force, by key: they come along with the post."""

    @property
    def pk(self) -> int:
        """The appointment's id: what the post switch sends."""
        return self.appointment.pk

    @property
    def position(self) -> Position:
        """The post itself."""
        return self.appointment.position

    @property
    def tenant(self) -> Tenant:
        """The city it belongs to."""
        return self.position.tenant

    @property
    def label(self) -> str:
        """「姑苏站 站长」, with the holder's name when someone stands in."""
        if self.stands_in:
            return f"{self.position.label}（代{self.appointment.user.name}）"
        return self.position.label


@dataclass(slots=True)
class Actor:
    """Who acts, as which post, when, and in which request."""

    user: User | None
    at: dt.datetime
    posts: tuple[Post, ...] = ()
    acting: Post | None = None
    request_id: str = ""
    ip: str | None = None
    nodes: tuple[NodeReach, ...] = ()
    regions: tuple[RegionReach, ...] = ()
    is_system: bool = False
    unread_notices: int | None = None
    """How many notices wait unread, once somebody has asked it together with something else."""
    _scopes: dict[str, Scope] = field(default_factory=dict, repr=False)

    @property
    def on(self) -> dt.date:
        """Today, in the city's own time zone."""
        return timezone.localdate(self.at)

    @property
    def tenant(self) -> Tenant | None:
        """The city of the acting post."""
        return self.acting.tenant if self.acting else None

    @property
    def words(self) -> Vocabulary:
        """What the city of the acting post calls tiers and lists today."""
        return Vocabulary(self.acting.words if self.acting else ())

    @property
    def post_label(self) -> str:
        """The acting post in words, for the top bar and the trail."""
        if self.is_system:
            return "系统"
        return self.acting.label if self.acting else ""

    @property
    def name(self) -> str:
        """The person's name, as text that survives the account."""
        return self.user.name if self.user else "系统"

    def scope(self, capability: Capability) -> Scope:
        """All that this person reaches with one capability, over all posts held."""
        if capability not in self._scopes:
            self._scopes[capability] = self._build_scope(capability)
        return self._scopes[capability]

    def _build_scope(self, capability: Capability) -> Scope:
        nodes = tuple(grant for grant in self.nodes if grant.capability == capability)
        regions = tuple(grant for grant in self.regions if grant.capability == capability)
        return Scope(
            nodes=nodes,
            regions=regions,
            node_only=capability in NODE_ONLY,
            tenant_ids=frozenset(grant.tenant_id for grant in nodes)
            | frozenset(grant.tenant_id for grant in regions),
        )

    @property
    def is_officer(self) -> bool:
        """Whether one of the posts held is that of a guidance officer (党建指导员)."""
        return any(post.position.role == Role.OFFICER for post in self.posts)

    def may(self, capability: Capability) -> bool:
        """Whether the person holds the capability anywhere at all: for menus and buttons."""
        return not self.scope(capability).is_empty

    def can_see(self, menu: str) -> bool:
        """Whether a menu entry leads anywhere for this person."""
        needed = MENU_CAPABILITY.get(menu)
        return needed is None or self.may(needed)

    def organization_ids(self, capability: Capability) -> tuple[int, ...]:
        """The nodes on which a capability was granted, without their subtrees."""
        return tuple(dict.fromkeys(grant.organization_id for grant in self.scope(capability).nodes))

    def post_for(self, capability: Capability, *, at: Placed) -> Post | None:
        """The post as which the person may do this there; the acting post goes first."""
        holders = {
            grant.appointment_id
            for grant in self.scope(capability).nodes
            if _reaches(grant, at, node_only=capability in NODE_ONLY)
        } | {
            grant.appointment_id
            for grant in self.scope(capability).regions
            if _region_reaches(grant, at)
        }
        return next((post for post in self._acting_first() if post.pk in holders), None)

    def post_anywhere(self, capability: Capability, *, tenant_id: int) -> Post | None:
        """A post that carries the capability somewhere in a city; the acting post goes first."""
        scope = self.scope(capability)
        holders = {grant.appointment_id for grant in scope.nodes if grant.tenant_id == tenant_id}
        holders |= {grant.appointment_id for grant in scope.regions if grant.tenant_id == tenant_id}
        return next((post for post in self._acting_first() if post.pk in holders), None)

    def _acting_first(self) -> Iterator[Post]:
        if self.acting:
            yield self.acting
        yield from (post for post in self.posts if post is not self.acting)


MENU_CAPABILITY: dict[str, Capability] = {
    "checklists": Capability.VIEW_WORK,
    "assignments": Capability.VIEW_WORK,
    "review": Capability.REVIEW,
    "routines": Capability.VIEW_WORK,
    "calendar": Capability.VIEW_WORK,
    "projects": Capability.VIEW_WORK,
    "inspections": Capability.VIEW_WORK,
    "people": Capability.VIEW_WORK,
    "coverage": Capability.VIEW_WORK,
    "units": Capability.VIEW_WORK,
    "organizations": Capability.VIEW,
    "appointments": Capability.MANAGE_APPOINTMENTS,
    "audit": Capability.READ_AUDIT,
}


def _reaches(grant: NodeReach, place: Placed, *, node_only: bool) -> bool:
    if grant.tenant_id != place.tenant_id:
        return False
    if grant.organization_id == place.pk:
        return True
    if node_only:
        return False
    if grant.tier == "city":
        return True
    ancestors = (
        place.committee_id,
        place.county_id,
        place.station_id,
        place.officer_id,
    )
    return grant.organization_id in ancestors


def _region_reaches(grant: RegionReach, place: Placed) -> bool:
    if grant.tenant_id != place.tenant_id:
        return False
    if grant.level == "city":
        return True
    return grant.region_id in (place.district_id, place.town_id)


def load_actor(
    user: User,
    *,
    at: dt.datetime,
    acting_id: int | None = None,
    request_id: str = "",
    ip: str | None = None,
) -> Actor:
    """Read a person's live posts and grants: the one place where rights are loaded.

    ``acting_id`` is the appointment to act as; the first live one otherwise. Dates are
    asked here and again nowhere: an appointment that ended yesterday opens nothing
    today, whether or not any nightly task ran. A tenant whose tree failed its proof
    opens nothing at all.
    """
    on = timezone.localdate(at)
    live = tuple(_live_posts(user, on)) if user.is_active else ()
    nodes = _node_reaches(post for post in live if post.position.organization_id)
    regions = _region_reaches_of(post for post in live if post.position.region_id)
    granted = {grant.appointment_id for grant in nodes}
    granted |= {grant.appointment_id for grant in regions}
    # Ended today: the rights went at once, and so does the post.
    posts = tuple(post for post in live if post.pk in granted)
    sound = {post.pk for post in posts if post.tenant.tree_is_sound}
    acting = next((post for post in posts if post.pk == acting_id), None) or next(iter(posts), None)
    return Actor(
        user=user,
        at=at,
        posts=posts,
        acting=acting,
        request_id=request_id or current_request_id() or str(uuid.uuid4()),
        ip=ip,
        nodes=tuple(grant for grant in nodes if grant.appointment_id in sound),
        regions=tuple(grant for grant in regions if grant.appointment_id in sound),
    )


def system_actor(*, at: dt.datetime, request_id: str = "") -> Actor:
    """The actor of tasks and commands: sees nothing, and the trail shows 系统."""
    return Actor(
        user=None,
        at=at,
        is_system=True,
        request_id=request_id or current_request_id() or str(uuid.uuid4()),
    )


def _live_posts(user: User, on: dt.date) -> Iterator[Post]:
    standing_in = Delegation.objects.live(on).filter(delegate=user).values("appointment_id")
    # A union, for OR would read the appointments of the whole city, on every request.
    own = Appointment.objects.filter(user=user).order_by().values("pk")
    for appointment in _in_force(on).filter(pk__in=own.union(standing_in.order_by())):
        yield Post(
            appointment,
            stands_in=appointment.user_id != user.pk,
            words=tuple((word["key"], word["name"]) for word in appointment.own_words),
        )


@lru_cache(maxsize=4)
def _in_force(on: dt.date) -> QuerySet[Any]:
    """Everybody's posts of a day: put together once, for each request of that day narrows it."""
    return (
        Appointment.objects.live(on)
        .filter(position__is_abolished=False)
        .filter(
            Q(position__organization__isnull=True)
            | Q(position__organization__closed_on__isnull=True)
            | Q(position__organization__closed_on__gt=on)
        )
        .annotate(own_words=ArraySubquery(_terms(on)))
        .select_related("user", "position__tenant", "position__organization", "position__region")
        .order_by("starts_on", "pk")
    )


def _terms(on: dt.date) -> QuerySet[Term, dict[str, str]]:
    terms = Term.objects.filter(tenant=OuterRef("position__tenant")).effective(on)
    words = JSONObject(key="key", name="name")
    return terms.order_by("effective_from").values_list(words, flat=True)


def _node_reaches(posts: Iterable[Post]) -> tuple[NodeReach, ...]:
    ids = [post.pk for post in posts]
    if not ids:
        return ()
    rows = OrganizationGrant.objects.filter(appointment_id__in=ids).values_list(
        "permission__codename",
        "appointment_id",
        "content_object__tenant_id",
        "content_object_id",
        "content_object__tier",
    )
    return tuple(NodeReach(*row) for row in rows)


def _region_reaches_of(posts: Iterable[Post]) -> tuple[RegionReach, ...]:
    ids = [post.pk for post in posts]
    if not ids:
        return ()
    rows = RegionGrant.objects.filter(appointment_id__in=ids).values_list(
        "permission__codename",
        "appointment_id",
        "content_object__tenant_id",
        "content_object_id",
        "content_object__level",
    )
    return tuple(RegionReach(*row) for row in rows)
