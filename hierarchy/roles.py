"""Acting: may this person do that, there? Seeing is not acting."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from hierarchy.actors import Actor, Post
from hierarchy.models import Organization, Tenant
from hierarchy.scope import Placed
from hierarchy.terms import Capability, Tier


def can(actor: Actor, capability: Capability, *, at: Placed) -> bool:
    """Whether one of the actor's posts carries ``capability`` at that organisation."""
    return actor.is_system or actor.post_for(capability, at=at) is not None


def require(actor: Actor, capability: Capability, *, at: Placed) -> Post | None:
    """The post as which the actor does this; ``PermissionDenied`` with the reason otherwise."""
    post = actor.post_for(capability, at=at)
    if post is None and not actor.is_system:
        raise PermissionDenied(
            f"您在“{at.name}”没有“{capability.label}”的权限。"
            "如需办理，请切换到相应岗位，或联系上级负责人。"
        )
    return post


def require_keeping(actor: Actor, *, tenant: Tenant) -> Post | None:
    """The post as which the actor keeps a city's rules and settings; otherwise as ``require``."""
    root = Organization.objects.get(tenant=tenant, tier=Tier.CITY)
    return require(actor, Capability.MANAGE_ORGANIZATIONS, at=root)


def can_anywhere(actor: Actor, capability: Capability, *, tenant: Tenant) -> bool:
    """Whether one of the actor's posts carries ``capability`` at any place of a city."""
    return actor.is_system or actor.post_anywhere(capability, tenant_id=tenant.pk) is not None


def require_anywhere(actor: Actor, capability: Capability, *, tenant: Tenant) -> Post | None:
    """The post as which the actor does what hangs on no single body; otherwise as ``require``."""
    post = actor.post_anywhere(capability, tenant_id=tenant.pk)
    if post is None and not actor.is_system:
        raise PermissionDenied(
            f"您当前的岗位没有“{capability.label}”的权限。"
            "如需办理，请切换到相应岗位，或联系上级负责人。"
        )
    return post
