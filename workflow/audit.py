"""Writing the trail: one call an action, and never a way to change what was written.

Every action of every room ends here, directly or through ``workflow.moves.perform``.
The entry carries the actor's post as it was at that moment; when a stand-in acts, both
names. Row-level before and after of every change, also of bulk statements, is kept by
database triggers (pghistory) under the same request id.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from hierarchy.actors import Actor, Post
from hierarchy.models import Organization, Tenant
from workflow.models import AuditEntry


def record(
    *,
    verb: str,
    target: models.Model,
    actor: Actor,
    tenant: Tenant | None = None,
    organization: Organization | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    post: Post | None = None,
) -> AuditEntry:
    """Write one entry; ``verb`` is dotted, ``assignment.sign``.

    ``post`` is the post in whose name the act was done, the acting one by default.
    """
    used = post or actor.acting
    label = used.label if used else actor.post_label
    behalf = used.appointment.user.name if used and used.stands_in else ""
    tenant = tenant or (organization.tenant if organization else None) or actor.tenant
    return AuditEntry.objects.create(
        tenant=tenant,
        organization=organization,
        at=actor.at,
        user=actor.user,
        user_name=actor.name,
        post=label[:200],
        on_behalf_of=behalf,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=target.pk,
        target_label=str(target)[:200],
        before=before or {},
        after=after or {},
        reason=reason[:1000],
        request_id=actor.request_id,
        ip=actor.ip,
    )
