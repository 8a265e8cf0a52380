"""How a person is reached outside the inbox (消息提醒设置): hours, addresses, and their test."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from workflow import audit
from workflow.actions.delivering import TEST
from workflow.actions.urging import policy_of
from workflow.models import Channel, ContactWay, Delivery, MessagePreference
from workflow.models.channel import ChannelKind
from workflow.outgoing import read_address
from workflow.sealing import masked, seal

CODE_HOLDS: Final = dt.timedelta(minutes=30)
CODES_APART: Final = dt.timedelta(minutes=1)
MOST_TRIES: Final = 5


def preference_of(actor: Actor) -> MessagePreference:
    """The actor's own hours; those of the city until chosen, then unsaved."""
    own = MessagePreference.objects.visible_to(actor).first()
    if own is not None:
        return own
    policy = policy_of(actor.tenant) if actor.tenant else MessagePreference()
    return MessagePreference(
        user=actor.user,
        digest_at=policy.digest_at,
        quiet_from=policy.quiet_from,
        quiet_until=policy.quiet_until,
    )


@transaction.atomic
def set_hours(
    *, digest_at: dt.time, quiet_from: dt.time, quiet_until: dt.time, actor: Actor
) -> MessagePreference:
    """Choose one's own hours; raises ``ValidationError`` of the fields."""
    own = _own_hours(actor)
    own.digest_at, own.quiet_from, own.quiet_until = digest_at, quiet_from, quiet_until
    own.clean()
    own.save(update_fields=["digest_at", "quiet_from", "quiet_until"])
    audit.record(
        verb="message.hours",
        target=own,
        actor=actor,
        after={
            "digest_at": f"{digest_at:%H:%M}",
            "quiet_from": f"{quiet_from:%H:%M}",
            "quiet_until": f"{quiet_until:%H:%M}",
        },
    )
    return own


@transaction.atomic
def set_way(*, kind: str, address: str, signing: str = "", actor: Actor) -> ContactWay:
    """Enter where one is reached by a channel of one's city; used once its code came back.

    Raises ``ValidationError`` ``channel_off``, ``address`` or ``signing``.
    """
    channel_for(kind, actor)
    stored = read_address(kind, address, signing)
    _own_hours(actor)
    hint = _hint(kind, stored)
    way, _ = ContactWay.objects.update_or_create(
        user=actor.user,
        kind=kind,
        defaults={
            **_UNTESTED,
            "address": seal(stored),
            "hint": hint,
            "is_on": True,
        },
    )
    _record("message.way", way, actor, after={"kind": kind, "hint": hint})
    return way


_UNTESTED: Final[dict[str, Any]] = {"code": "", "code_tries": 0, "verified_at": None}


@transaction.atomic
def send_code(*, way: ContactWay, actor: Actor) -> Delivery:
    """Test a way: send a code to it that only its reader can give back (发送测试).

    Raises ``ValidationError`` ``channel_off`` or ``too_soon``.
    """
    fresh = _own(way, actor)
    channel = channel_for(fresh.kind, actor)
    if fresh.code_sent_at and actor.at < fresh.code_sent_at + CODES_APART:
        raise ValidationError("刚发送过，请一分钟后再试。", code="too_soon")
    fresh.code, fresh.code_tries = f"{secrets.randbelow(10**6):06d}", 0
    fresh.code_sent_at = actor.at
    fresh.save(update_fields=["code", "code_tries", "code_sent_at"])
    _record("message.test", fresh, actor, after={"kind": fresh.kind})
    return Delivery.objects.create(
        tenant=channel.tenant,
        recipient_id=fresh.user_id,
        kind=fresh.kind,
        key=f"{TEST}{secrets.token_hex(8)}",
        title="五级协同：测试消息",
        body=f"验证码 {fresh.code}，30 分钟内有效。请在“消息提醒设置”页填写，以启用本渠道。",
        created_at=actor.at,
        send_after=actor.at,
    )


@transaction.atomic
def confirm_code(*, way: ContactWay, code: str, actor: Actor) -> bool:
    """Give the code back: from now on the way is used. A wrong one counts; ``False`` then.

    Raises ``ValidationError`` ``no_code`` when there is none in force.
    """
    fresh = _own(way, actor)
    is_over = not fresh.code_sent_at or actor.at > fresh.code_sent_at + CODE_HOLDS
    if not fresh.code or is_over or fresh.code_tries >= MOST_TRIES:
        raise ValidationError("验证码已失效，请重新发送测试消息。", code="no_code")
    fits = secrets.compare_digest(fresh.code.encode(), code.strip().encode())
    if fits:
        fresh.code, fresh.code_tries, fresh.verified_at = "", 0, actor.at
        _record("message.verify", fresh, actor, after={"kind": fresh.kind})
    else:
        fresh.code_tries += 1
    fresh.save(update_fields=["code", "code_tries", "verified_at"])
    return fits


@transaction.atomic
def switch_way(*, way: ContactWay, is_on: bool, actor: Actor) -> ContactWay:
    """Use a way, or not for now."""
    fresh = _own(way, actor)
    fresh.is_on = is_on
    fresh.save(update_fields=["is_on"])
    _record("message.switch", fresh, actor, after={"kind": fresh.kind, "is_on": is_on})
    return fresh


@transaction.atomic
def forget_way(*, way: ContactWay, actor: Actor) -> None:
    """Forget an address for good."""
    fresh = _own(way, actor)
    _record("message.forget", fresh, actor, after={"kind": fresh.kind})
    fresh.delete()


def channel_for(kind: str, actor: Actor) -> Channel:
    """The channel of the actor's city; raises ``ValidationError`` ``channel_off``."""
    channel = Channel.objects.filter(tenant=actor.tenant, kind=kind, is_on=True).first()
    if channel is None:
        label = dict(ChannelKind.choices).get(kind, kind)
        text = f"本市尚未启用“{label}”渠道，请联系系统管理员。"
        raise ValidationError(text, code="channel_off")
    return channel


def _own(way: ContactWay, actor: Actor) -> ContactWay:
    own = ContactWay.objects.visible_to(actor).select_for_update(no_key=True)
    return own.get(pk=way.pk)


def _own_hours(actor: Actor) -> MessagePreference:
    start = preference_of(actor)
    if start.pk is None:
        MessagePreference.objects.bulk_create([start], ignore_conflicts=True)
    return MessagePreference.objects.visible_to(actor).select_for_update(no_key=True).get()


def _hint(kind: str, stored: str) -> str:
    if kind != ChannelKind.EMAIL:
        return masked(stored.strip('["').partition('"')[0])
    name, _, domain = stored.partition("@")
    return f"{name[:2]}•••@{domain}"[:80]


def _record(verb: str, way: ContactWay, actor: Actor, *, after: dict[str, Any]) -> None:
    audit.record(verb=verb, target=way, actor=actor, after=after)
