"""Finding people: an account belongs to no city, so it is found through posts.

A person is seen where a post of theirs, present or past, is seen. An account that never
held a post is found by its exact login name only, by those who may appoint; an account of
another city is not found at all, and the answer is the same as for one that is not there.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from hierarchy.actors import Actor
from hierarchy.models import Appointment


def people_visible_to(actor: Actor) -> Any:
    """Accounts with a post in the person's scope, closed accounts included."""
    held = Appointment.objects.visible_to(actor).filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(held))


def search_people(text: str, *, actor: Actor) -> Any:
    """Those whose name, pinyin or login name contains ``text``."""
    text = text.strip()
    return people_visible_to(actor).filter(
        Q(name__contains=text) | Q(name_key__contains=text.lower()) | Q(username__iexact=text)
    )


def person_by_login(username: str, *, actor: Actor) -> User:
    """The open account of that login name, if it may serve in the actor's city.

    Raises ``ValidationError`` ``unknown_account``, whatever the reason.
    """
    user = User.objects.filter(username=username.strip(), is_active=True).first()
    tenant = actor.tenant
    if user is not None and tenant is not None:
        elsewhere = Appointment.objects.filter(user=user).exclude(position__tenant=tenant)
        if not elsewhere.exists():
            return user
    raise ValidationError(
        f"没有找到登录名为“{username.strip()}”的可用账号。请核对登录名，或先为其开设账号。",
        code="unknown_account",
    )
