"""Where a person acts, for the to-dos of a room: bodies by right, the post for each, the light."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from hierarchy.actors import Actor
from hierarchy.served import ServedAs
from hierarchy.terms import Capability, Tier

# Rarer rights first: what a leader alone may do is done as that post.
RIGHTS: Final = (Capability.ISSUE, Capability.REVIEW, Capability.HANDLE)
_NEAR: Final = dt.timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Desk:
    """At which bodies the person acts, by right, and as which post."""

    actor: Actor
    posts: Mapping[Capability, Mapping[int, str]] = field(default_factory=dict)
    tiers: Mapping[int, str] = field(default_factory=dict)

    def at(self, capability: Capability, *tiers: Tier) -> list[int]:
        """The bodies at which the person holds a right; of some tiers alone where these are named.

        A step that no body of a tier ever takes is not asked for: most people have one tier.
        """
        held = self.posts.get(capability, {})
        return [body for body in held if not tiers or self.tiers[body] in tiers]

    def post_at(self, body: int) -> str:
        """As which post the person acts for a body; empty where no right is held."""
        held = (self.posts.get(right, {}).get(body, "") for right in RIGHTS)
        return next(filter(None, held), "")


def desk_of(actor: Actor, rights: Iterable[Capability] = RIGHTS) -> Desk:
    """The person's desk. No query: the scope is read once a request."""
    posts = {right: ServedAs.of(actor, right).labels for right in rights}
    reaches = [reach for right in posts for reach in actor.scope(right).nodes]
    return Desk(actor, posts, {reach.organization_id: reach.tier for reach in reaches})


def light_by(due: dt.date | None, *, on: dt.date) -> str:
    """Red once the day has passed, yellow within three days of it, else green."""
    if due is None:
        return "green"
    if due < on:
        return "red"
    return "yellow" if due - on <= _NEAR else "green"
