"""The seam to the audit trail, which lives one room up (decision 003).

Actions of this room must leave an entry, but the trail is workflow's and imports only
look down. ``settings.AUDIT_TRAIL`` names the recorder; its signature is ``Recorder``.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from hierarchy.actors import Actor, Post
from hierarchy.models import Organization, Tenant


class Recorder(Protocol):
    """What writes one entry of the trail."""

    def __call__(
        self,
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
    ) -> models.Model: ...


@cache
def _recorder() -> Recorder:
    recorder: Recorder = import_string(settings.AUDIT_TRAIL)
    return recorder


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
) -> models.Model:
    """Write one audit entry for a structural act; see ``workflow.audit.record``.

    ``post`` is the post in whose name it was done, the acting one by default.
    """
    return _recorder()(
        verb=verb,
        target=target,
        actor=actor,
        tenant=tenant,
        organization=organization,
        before=before,
        after=after,
        reason=reason,
        post=post,
    )
