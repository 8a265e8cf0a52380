"""What people change on their own account, and clearing away sessions that have ended.

Opening and closing accounts belongs to ``hierarchy``.
"""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import trail
from accounts.models import User


@transaction.atomic
def amend_contact(*, user: User, phone: str, email: str, actor: Any) -> User:
    """Change one's own phone and e-mail address (联系方式).

    ``actor`` is a ``hierarchy.actors.Actor``. Raises ``PermissionDenied`` for another
    person's account, ``ValidationError`` ``nothing_changed`` and of the fields.
    """
    if actor.user is None or actor.user.pk != user.pk:
        raise PermissionDenied("只能修改本人的联系方式。")
    fresh = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    before = {"phone": fresh.phone, "email": fresh.email}
    after = {"phone": phone.strip(), "email": email.strip()}
    if before == after:
        raise ValidationError("联系方式没有变化，无需保存。", code="nothing_changed")
    fresh.phone, fresh.email = after["phone"], after["email"]
    fresh.full_clean()
    fresh.save(update_fields=["phone", "email"])
    trail.record(verb="account.amend", target=fresh, actor=actor, before=before, after=after)
    return fresh


@transaction.atomic
def clear_sessions(*, actor: Any) -> int:
    """Delete sessions that have ended, and the devices they were told as (登录设备); how many."""
    ended, _ = Session.objects.filter(expire_date__lt=actor.at).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return ended
