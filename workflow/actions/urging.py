"""Reminding by hand (催办): one function for every room, with a limit against pestering."""

from __future__ import annotations

from collections import Counter
from typing import Final

from django.core.exceptions import ValidationError
from django.db import models, transaction

from hierarchy.actors import Actor, Post
from hierarchy.holders import holders_of
from hierarchy.models import Organization, Tenant
from workflow import audit
from workflow.models import MessagePolicy, Notice

URGED: Final = "urge:"
"""How the key of a notice begins that was urged by hand."""


def policy_of(tenant: Tenant) -> MessagePolicy:
    """What the city decided about messages; the usual while it has decided nothing."""
    return MessagePolicy.objects.filter(tenant=tenant).first() or MessagePolicy(tenant=tenant)


@transaction.atomic
def urge(
    *,
    target: models.Model,
    organization: Organization,
    title: str,
    words: str,
    path: str,
    verb: str,
    actor: Actor,
    post: Post | None = None,
) -> int:
    """Urge whoever serves a body to do one thing; how many people were told.

    The caller has locked ``target``, asked for the right to remind and made sure that the thing
    is still to be done. The limit of the city counts for one thing, one person and one day,
    whoever urges; what the clock sends doesn't count. Raises ``ValidationError``
    ``reminded_today`` or ``nobody_there``.
    """
    occasion = f"{URGED}{target._meta.label_lower}:{target.pk}:{actor.on.isoformat()}:"
    times = _who_may_be_urged(organization, occasion, actor)
    audit.record(
        verb=verb, target=target, actor=actor, organization=organization, reason=words, post=post
    )
    notices = [
        Notice(
            tenant=organization.tenant,
            recipient_id=user,
            organization=organization,
            kind=Notice.Kind.REMINDED,
            title=f"催办：{title}"[:200],
            body=words[:1000],
            path=path,
            key=f"{occasion}{earlier + 1}",
            created_at=actor.at,
            is_urgent=True,
        )
        for user, earlier in times.items()
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return len(notices)


def _who_may_be_urged(organization: Organization, occasion: str, actor: Actor) -> dict[int, int]:
    """Who serves the body and wasn't urged too often today, and how often already.

    The inbox is the record.
    """
    people = sorted(holders_of([organization.pk], on=actor.on).get(organization.pk, ()))
    if not people:
        text = f"“{organization.name}”及其上级目前都没有在任人员，无法催办。请先任命负责人。"
        raise ValidationError(text, code="nobody_there")
    earlier = Counter(
        Notice.objects.filter(recipient__in=people, key__startswith=occasion).values_list(
            "recipient_id", flat=True
        )
    )
    limit = policy_of(organization.tenant).urges_per_day
    left = {user: earlier[user] for user in people if earlier[user] < limit}
    if not left:
        times = "" if limit == 1 else f" {limit} 次"
        raise ValidationError(f"今天已催办过{times}，请明天再催，以免打扰。", code="reminded_today")
    return left
