"""What it takes to decide for a party committee (党委): its leader's right, or its only post's.

A committee of the fifth tier (基层党委) has no post but its secretary's, who writes for it and
decides for it as well: else nobody could approve where such a committee has the power to.
"""

from __future__ import annotations

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Capability, Tier


def right_at(body: Organization, usual: Capability) -> Capability:
    """The right by which a committee decides, where ``usual`` is its leader's."""
    return Capability.HANDLE if body.tier == Tier.BRANCH else usual


def decides_for(actor: Actor, usual: Capability) -> list[int]:
    """The bodies for which a person decides. No query: the scope is read once a request."""
    own = [grant for grant in actor.scope(Capability.HANDLE).nodes if grant.tier == Tier.BRANCH]
    grants = [*actor.scope(usual).nodes, *own]
    return list(dict.fromkeys(grant.organization_id for grant in grants))
