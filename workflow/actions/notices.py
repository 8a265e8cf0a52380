"""Sending a notice, and what people do with their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction

from accounts.models import User
from hierarchy.actors import Actor
from hierarchy.holders import holders_of
from hierarchy.models import Organization, Tenant
from workflow.models import Notice


@transaction.atomic
def send_notices(
    *,
    tenant: Tenant,
    kind: str,
    title: str,
    key: str | Callable[[int], str],
    path: str,
    organizations: Iterable[Organization | int],
    actor: Actor,
    body: str = "",
    roles: Sequence[str] | None = None,
) -> int:
    """Put one notice into the inbox of everyone who serves these bodies today.

    ``key`` names the occasion, one for all or one a body; a second sending with the same
    key adds nothing. A vacant body's notice goes one tier up. Returns how many were
    offered. Channels beyond the inbox read this table.
    """
    ids = [org if isinstance(org, int) else org.pk for org in organizations]
    options = {"roles": tuple(roles)} if roles else {}
    holders = holders_of(ids, on=actor.on, **options)
    rows: dict[tuple[int, str], Notice] = {}
    for organization_id in ids:
        occasion = key if isinstance(key, str) else key(organization_id)
        for user_id in sorted(holders.get(organization_id, ())):
            rows.setdefault(
                (user_id, occasion),
                Notice(
                    tenant=tenant,
                    recipient_id=user_id,
                    organization_id=organization_id,
                    kind=kind,
                    title=title[:200],
                    body=body[:1000],
                    path=path,
                    key=occasion,
                    created_at=actor.at,
                ),
            )
    Notice.objects.bulk_create(rows.values(), ignore_conflicts=True, batch_size=2000)
    return len(rows)


@transaction.atomic
def notify_person(
    *,
    recipient: User,
    tenant: Tenant,
    kind: str,
    title: str,
    key: str,
    path: str,
    actor: Actor,
    body: str = "",
) -> None:
    """Put one notice into one person's inbox; a second sending with the same key adds nothing."""
    notice = Notice(
        tenant=tenant,
        recipient=recipient,
        kind=kind,
        title=title[:200],
        body=body[:1000],
        path=path,
        key=key,
        created_at=actor.at,
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


@transaction.atomic
def mark_read(*, notices: Iterable[int] | None, actor: Actor) -> int:
    """Mark some, or with ``None`` all, of the actor's own notices as read."""
    own = Notice.objects.visible_to(actor).unread()
    if notices is not None:
        own = own.filter(pk__in=list(notices))
    return own.update(read_at=actor.at)
