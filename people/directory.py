"""The directory (通讯录): whom one may call, from what is known elsewhere. Nothing is entered here.

Holders of posts in one's scope of work, and of the bodies above one's own; liaisons and
full-time workers in scope. Telephone numbers are those of accounts and offices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from hierarchy.actors import Actor
from hierarchy.models import Appointment, Organization
from hierarchy.names import pinyin_key
from hierarchy.terms import Capability, Role
from people.models import Liaison, Worker

ROLES: Final = (Role.LEADER, Role.CLERK, Role.OFFICER, Role.SECRETARY, Role.READER)
MOST: Final = 300
"""So many liaisons or workers are listed at once."""


@dataclass(frozen=True, slots=True)
class Card:
    """One person of the directory: what for, where, and the number to call."""

    name: str
    posts: list[str]
    place: str
    phone: str


def people_found(actor: Actor, *, words: str = "", tier: str = "") -> Any:
    """Accounts with a post in reach, in no order: by name, pinyin, body or title."""
    posts = posts_in_reach(actor).filter(user=OuterRef("pk"))
    if tier:
        posts = posts.filter(position__organization__tier=tier)
    rows = User.objects.filter(is_active=True)
    if not words:
        return rows.filter(Exists(posts))
    key = words.lower()
    named = Q(name__contains=words) | Q(name_key__contains=key)
    placed = posts.filter(
        Q(position__organization__name__contains=words)
        | Q(position__organization__name_key__contains=key)
        | Q(position__region__name__contains=words)
        | Q(position__title__contains=words)
    )
    return rows.filter((Exists(posts) & named) | Exists(placed))


def posts_in_reach(actor: Actor) -> Any:
    """Today's working posts in the scope of work, and of the bodies directly above one's own."""
    live = Appointment.objects.live(actor.on).filter(
        position__role__in=ROLES, position__is_abolished=False
    )
    scope = actor.scope(Capability.VIEW_WORK)
    if scope.is_empty:
        return live.none()
    above = Q(position__organization__in=_above(actor.organization_ids(Capability.VIEW_WORK)))
    return live.filter(live.scope_condition(scope) | above)


def cards_of(users: Iterable[User], *, actor: Actor) -> list[Card]:
    """People of one page with their posts in reach. One query."""
    users = list(users)
    rows = posts_in_reach(actor).filter(user__in=users).order_by("starts_on", "pk")
    posts: dict[int, list[Any]] = defaultdict(list)
    for held in rows.select_related("position__organization", "position__region"):
        posts[held.user_id].append(held.position)
    return [
        Card(
            name=user.name,
            posts=[one.title for one in posts[user.pk]],
            place="、".join(dict.fromkeys(_place(one) for one in posts[user.pk])),
            phone=user.phone,
        )
        for user in users
    ]


def liaison_cards(actor: Actor, *, words: str = "") -> list[Card]:
    """Today's named liaisons in scope, by pinyin. One query."""
    rows = Liaison.objects.visible_to(actor).live(actor.on).exclude(name="")
    if words:
        rows = rows.filter(
            Q(name__contains=words)
            | Q(department__contains=words)
            | Q(organization__name__contains=words)
        )
    cards = [
        Card(
            name=one.name,
            posts=[f"{one.department}{one.office}{one.title}"],
            place=f"{one.organization.label}联络员",
            phone=one.phone,
        )
        for one in rows.select_related("organization").order_by("pk")[:MOST]
    ]
    return _by_name(cards)


def worker_cards(actor: Actor, *, words: str = "") -> list[Card]:
    """Today's full-time workers in scope, by pinyin. One query."""
    rows = Worker.objects.visible_to(actor).serving(actor.on)
    if words:
        rows = rows.filter(
            Q(name__contains=words)
            | Q(name_key__contains=words.lower())
            | Q(organization__name__contains=words)
        )
    cards = [
        Card(one.name, ["专职党务工作者"], one.organization.label, one.phone)
        for one in rows.select_related("organization").order_by("pk")[:MOST]
    ]
    return _by_name(cards)


def _above(own: Iterable[int]) -> Any:
    """Officer, station and committee above these bodies, with all nodes of a tied station."""
    bodies = Organization.objects.filter(pk__in=list(own))
    columns = ("officer", "station", "county", "committee")
    found = Q(pk__in=())
    for column in columns:
        ids = bodies.filter(**{f"{column}__isnull": False}).order_by().values(column)
        found |= Q(pk__in=ids)
    above = Organization.objects.filter(found)
    sites = above.filter(site__isnull=False).order_by().values("site")
    return Organization.objects.filter(Q(pk__in=above.values("pk")) | Q(site__in=sites)).values(
        "pk"
    )


def _place(position: Any) -> str:
    body = position.organization
    return str(body.label) if body else f"{position.region}两新工委"


def _by_name(cards: list[Card]) -> list[Card]:
    return sorted(cards, key=lambda card: (pinyin_key(card.name), card.place))
