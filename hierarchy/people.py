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

MOST_NAMESAKES = 6


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


def person_meant(text: str, *, actor: Actor) -> User:
    """Who is meant by a login name, or by the exact name of one person the actor may see.

    Raises ``ValidationError`` ``unknown_account``, ``several_people`` naming them by post.
    """
    found = _account_of_city(text, actor=actor)
    if found is not None:
        return found
    name = text.strip()
    seen = _of_city(people_visible_to(actor), actor).filter(name=name)
    namesakes = list(seen.order_by("pk")[:MOST_NAMESAKES])
    if len(namesakes) == 1:
        return namesakes[0]
    if namesakes:
        raise ValidationError(
            f"叫“{name}”的不止一人：{_with_posts(namesakes, actor)}。请改填要找的那一位的登录名。",
            code="several_people",
        )
    raise ValidationError(
        f"没有找到登录名或姓名为“{name}”的可用账号。请核对后重填，或先为其开设账号。",
        code="unknown_account",
    )


def person_by_login(username: str, *, actor: Actor) -> User:
    """The open account of that login name, if it may serve in the actor's city.

    Raises ``ValidationError`` ``unknown_account``, whatever the reason.
    """
    found = _account_of_city(username, actor=actor)
    if found is not None:
        return found
    raise ValidationError(
        f"没有找到登录名为“{username.strip()}”的可用账号。请核对登录名，或先为其开设账号。",
        code="unknown_account",
    )


def _account_of_city(username: str, *, actor: Actor) -> User | None:
    found: User | None = (
        _of_city(User.objects.all(), actor).filter(username=username.strip()).first()
    )
    return found


def _of_city(people: Any, actor: Actor) -> Any:
    """The open accounts that may serve in the actor's city: no post of them was elsewhere."""
    if actor.tenant is None:
        return people.none()
    elsewhere = Appointment.objects.exclude(position__tenant=actor.tenant)
    return people.filter(~Exists(elsewhere.filter(user=OuterRef("pk"))), is_active=True)


def _with_posts(people: list[User], actor: Actor) -> str:
    """Each name with the posts held today."""
    posts: dict[int, list[str]] = {user.pk: [] for user in people}
    held = Appointment.objects.visible_to(actor).live(actor.on).filter(user__in=people)
    for each in held.select_related("position__organization", "position__region").order_by("pk"):
        posts[each.user_id].append(each.position.label)
    return "；".join(f"{user.name}（{'、'.join(posts[user.pk]) or '现无岗位'}）" for user in people)
