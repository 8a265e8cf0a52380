"""For which bodies a person writes: the choices of forms and the tabs of pages."""

from __future__ import annotations

from typing import Any

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Capability, Kind, Tier


def bodies_handled(actor: Actor, **condition: Any) -> list[Organization]:
    """The open bodies for which the person writes, by name; ``condition`` narrows their kind."""
    rows = Organization.objects.within(actor, capability=Capability.HANDLE).open(actor.on)
    return list(rows.filter(**condition).select_related("tenant", "parent").by_name())


def branches_handled(actor: Actor) -> list[Organization]:
    """The party organisations (两新党组织) among them; one query."""
    bodies = bodies_handled(actor, tier=Tier.BRANCH)
    return [body for body in bodies if body.kind != Kind.UNIT]
