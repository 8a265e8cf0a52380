"""Calendar feeds: a secret address made, and recalled (日历订阅)."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from routines.models import CalendarFeed
from workflow import audit


@transaction.atomic
def make_feed(
    *, actor: Actor, organization: Organization | None = None
) -> tuple[CalendarFeed, str]:
    """A new secret address of one's own duties or of one body's; an older one is recalled.

    Returns the row and the secret, which is shown once and kept nowhere.
    """
    if actor.user is None:
        raise ValidationError("日历订阅属于本人，系统不能代为建立。", code="no_person")
    if organization is not None:
        require(actor, Capability.VIEW_WORK, at=organization)
    token = secrets.token_urlsafe(32)
    older = CalendarFeed.objects.select_for_update().filter(
        user=actor.user, organization=organization, revoked_at__isnull=True
    )
    replaced = older.update(revoked_at=actor.at)
    feed = CalendarFeed.objects.create(
        user=actor.user,
        organization=organization,
        token_hash=hash_of(token),
        created_at=actor.at,
    )
    audit.record(
        verb="calendarfeed.make",
        target=feed,
        actor=actor,
        organization=organization,
        after={"replaced": replaced},
    )
    return feed, token


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed, actor: Actor) -> CalendarFeed:
    """Recall an address: from now on it shows nothing. Twice is the same as once."""
    row = CalendarFeed.objects.select_for_update(of=("self",)).get(pk=feed.pk, user=actor.user)
    if row.revoked_at is None:
        row.revoked_at = actor.at
        row.save(update_fields=["revoked_at"])
        audit.record(
            verb="calendarfeed.revoke", target=row, actor=actor, organization=row.organization
        )
    return row


@transaction.atomic
def note_read(*, feed: CalendarFeed, actor: Actor) -> None:
    """Remember that a calendar program came, once an hour at most."""
    hour = actor.at - dt.timedelta(hours=1)
    if feed.last_read_at is None or feed.last_read_at < hour:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=actor.at)


def hash_of(token: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()
