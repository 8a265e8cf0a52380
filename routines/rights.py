"""Who may enter records of a body: its own posts, and the officer who looks after it (代录).

Recording is no capability of its own: it is part of handling what a body owes. A guidance
officer holds that at the officer's own node, and may therefore enter for the branches under
it; the record then says as which post it was entered.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.scope import Stand
from hierarchy.terms import Capability


def recording_post(actor: Actor, *, at: Organization) -> Post | None:
    """The post as which the actor may record there: the body's own first, then the officer's."""
    own = actor.post_for(Capability.HANDLE, at=at)
    if own is not None or at.officer_id in (None, at.pk):
        return own
    above = Stand(tenant_id=at.tenant_id, pk=at.officer_id or 0, name=at.name)
    return actor.post_for(Capability.HANDLE, at=above)


def may_record(actor: Actor, *, at: Organization) -> bool:
    """Whether the actor may enter records of a body."""
    return actor.is_system or recording_post(actor, at=at) is not None


def require_recording(actor: Actor, *, at: Organization) -> Post | None:
    """The post as which the actor records there; ``PermissionDenied`` with the reason otherwise."""
    post = recording_post(actor, at=at)
    if post is None and not actor.is_system:
        raise PermissionDenied(
            f"登记“{at.name}”的组织生活，须是该组织的岗位，或其上级党建指导员。"
            "如需登记，请切换到相应岗位，或请该组织自行登记。"
        )
    return post


def records_for_another(post: Post | None, *, at: Organization) -> bool:
    """Whether entering as that post is entering on behalf of the body (代录)."""
    return post is not None and post.position.organization_id != at.pk
