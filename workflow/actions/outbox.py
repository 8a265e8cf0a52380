"""From the inbox to the channels: one digest a person and day, what is urgent apart and at once.

What is to go out is a row (``Delivery``) with a key of its own, made in the transaction that
marks its notices as told; a second run makes none twice.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hierarchy.actors import Actor
from workflow.models import (
    Channel,
    ContactWay,
    Delivery,
    MessagePreference,
    Notice,
)

BATCH: Final = 500
_LISTED: Final = 10
_OLDEST = dt.timedelta(days=14)
_LOGIN = "请登录五级协同办理。"


def fill_outbox(*, actor: Actor) -> int:
    """Make the deliveries that are due now: urgent notices and the day's digests; how many."""
    made = 0
    while (count := tell_urgent(actor=actor)) is not None:
        made += count
    for preference_id in _whose_hour_has_come(actor.at):
        made += make_digest(preference_id=preference_id, actor=actor)
    return made


@transaction.atomic
def tell_urgent(*, actor: Actor) -> int | None:
    """Hand urgent notices to the channels of their recipients; ``None`` when there are no more.

    One already read in the inbox leaves no more.
    """
    waiting = Notice.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    notices = list(waiting.filter(is_urgent=True, told_at__isnull=True).order_by("pk")[:BATCH])
    if not notices:
        return None
    unread = [notice for notice in notices if notice.read_at is None]
    ways = _ways(unread)
    hours = MessagePreference.objects.in_bulk(
        {notice.recipient_id for notice in unread}, field_name="user_id"
    )
    made = [
        Delivery(
            tenant_id=notice.tenant_id,
            recipient_id=notice.recipient_id,
            kind=kind,
            key=f"notice:{notice.pk}",
            title=notice.title,
            body=f"{notice.body}\n{_LOGIN}".strip(),
            created_at=actor.at,
            send_after=_loud(hours.get(notice.recipient_id), actor.at),
        )
        for notice in unread
        for kind in ways.get((notice.recipient_id, notice.tenant_id), ())
    ]
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(told_at=actor.at)
    return len(made)


@transaction.atomic
def make_digest(*, preference_id: int, actor: Actor) -> int:
    """Put one person's unread notices of late into one message a channel; how many messages.

    The day counts as done, whether or not there was anything to tell.
    """
    hours = MessagePreference.objects.select_for_update(skip_locked=True, no_key=True)
    today = actor.on
    preference = hours.filter(~_done(today), pk=preference_id).select_related(None).first()
    if preference is None:
        return 0
    preference.digest_done_on = today
    preference.save(update_fields=["digest_done_on"])
    news = _news(preference, actor)
    ways = _ways(news)
    by_city: dict[int, list[Notice]] = defaultdict(list)
    for notice in news:
        by_city[notice.tenant_id].append(notice)
    made = [
        Delivery(
            tenant_id=tenant_id,
            recipient_id=preference.user_id,
            kind=kind,
            key=f"digest:{today.isoformat()}",
            title=f"五级协同：{len(notices)} 条新消息",
            body=digest_text(notices),
            created_at=actor.at,
            send_after=actor.at,
        )
        for tenant_id, notices in sorted(by_city.items())
        for kind in ways.get((preference.user_id, tenant_id), ())
    ]
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    told = [one.pk for tenant_id in {row.tenant_id for row in made} for one in by_city[tenant_id]]
    Notice.objects.filter(pk__in=told).update(told_at=actor.at)
    return len(made)


def _news(preference: MessagePreference, actor: Actor) -> list[Notice]:
    """What a person has neither read nor been told of by a channel, of late."""
    rows = Notice.objects.select_for_update(no_key=True, of=("self",)).filter(
        recipient_id=preference.user_id,
        read_at__isnull=True,
        told_at__isnull=True,
        is_urgent=False,
        created_at__gt=actor.at - _OLDEST,
    )
    return list(rows.order_by("pk"))


def digest_text(notices: Sequence[Notice]) -> str:
    """What is late first, then the newest; no more than one reads at a glance."""
    ordered = sorted(notices, key=lambda one: (one.kind != Notice.Kind.OVERDUE, -one.pk))
    lines = [f"{number}. {one.title}" for number, one in enumerate(ordered[:_LISTED], start=1)]
    if len(ordered) > _LISTED:
        lines.append(f"另有 {len(ordered) - _LISTED} 条，见消息。")
    return "\n".join([*lines, _LOGIN])


def _done(today: dt.date) -> Q:
    return Q(digest_done_on=today)


def _whose_hour_has_come(at: dt.datetime) -> list[int]:
    """The preferences whose digest of today is still to be made and may go out now."""
    local = timezone.localtime(at)
    rows = MessagePreference.objects.filter(
        Q(digest_done_on__isnull=True) | ~_done(local.date()),
        digest_at__lte=local.time(),
        user__is_active=True,
        user__contact_ways__in=ContactWay.objects.usable(),
    ).distinct()
    return [row.pk for row in rows.order_by("pk") if not row.is_quiet(local)]


def _ways(notices: Iterable[Notice]) -> dict[tuple[int, int], list[str]]:
    """By person and city: the channels that are on in the city and usable for the person."""
    wanted = {(notice.recipient_id, notice.tenant_id) for notice in notices}
    on: dict[int, set[str]] = defaultdict(set)
    cities = {tenant_id for _, tenant_id in wanted}
    channels = Channel.objects.filter(tenant_id__in=cities, is_on=True)
    for tenant_id, kind in channels.values_list("tenant_id", "kind"):
        on[tenant_id].add(kind)
    own: dict[int, list[str]] = defaultdict(list)
    people = {user_id for user_id, _ in wanted}
    ways = ContactWay.objects.usable().filter(user_id__in=people, user__is_active=True)
    for user_id, kind in ways.order_by("pk").values_list("user_id", "kind"):
        own[user_id].append(kind)
    return {
        (user_id, tenant_id): [kind for kind in own[user_id] if kind in on[tenant_id]]
        for user_id, tenant_id in wanted
    }


def _loud(hours: MessagePreference | None, at: dt.datetime) -> dt.datetime:
    local = timezone.localtime(at)
    return hours.next_loud(local) if hours else local
