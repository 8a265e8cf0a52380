"""Sending by channels: claimed with a lease, called outside any transaction, then recorded.

A call that began and was never recorded is 待确认: whoever made it died, and nobody knows how
it ended. It is never sent again by itself; a person says that it arrived, or sends it again.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from hierarchy.actors import Actor
from workflow import audit
from workflow.models import Channel, ContactWay, Delivery, MessagePreference
from workflow.outgoing import MailServer, Outcome, Result, send
from workflow.sealing import BrokenSealError, unseal

LEASE: Final = dt.timedelta(minutes=2)
BACK_OFF: Final = tuple(
    dt.timedelta(minutes=minutes) for minutes in (10, 40, 3 * 60, 9 * 60, 24 * 60)
)
"""How long to wait after each failure; after the last one it is given up."""
_MOST: Final = 200
_ENOUGH_FAILURES: Final = 5
TEST: Final = "test:"

State = Delivery.State


@dataclass(frozen=True, slots=True)
class Claim:
    """One delivery that this worker alone may send, and what it takes to do so."""

    delivery: Delivery
    address: str
    server: MailServer | None = None
    obstacle: str = ""


def deliver_waiting(*, kind: str, actor: Actor) -> int:
    """Send what waits for one channel, one after another; how many were sent.

    A channel that refuses five in a row is left alone until the next run.
    """
    note_unknown(kind=kind, actor=actor)
    sent = failed = 0
    for _ in range(_MOST):
        if failed >= _ENOUGH_FAILURES:
            break
        claim = claim_delivery(kind=kind, actor=actor)
        if claim is None:
            break
        outcome = _call(claim)
        settle_delivery(claim=claim, outcome=outcome, actor=actor)
        sent += outcome.result is Result.SENT
        failed = 0 if outcome.result is Result.SENT else failed + 1
    return sent


def _call(claim: Claim) -> Outcome:
    if claim.obstacle:
        return Outcome(Result.FAILED, claim.obstacle)
    one = claim.delivery
    return send(one.kind, claim.address, title=one.title, body=one.body, server=claim.server)


@transaction.atomic
def note_unknown(*, kind: str, actor: Actor) -> int:
    """Mark what was begun and never recorded as 待确认; how many."""
    return Delivery.objects.filter(kind=kind, state=State.SENDING, leased_until__lt=Now()).update(
        state=State.UNKNOWN, settled_at=actor.at, reason="发送途中进程中断，对方可能已收到。"
    )


@transaction.atomic
def claim_delivery(*, kind: str, actor: Actor) -> Claim | None:
    """Take the next delivery that may go out now; ``None`` when there is none."""
    waiting = Delivery.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    local = timezone.localtime(actor.at)
    while True:
        due = waiting.filter(kind=kind, state=State.PENDING, send_after__lte=actor.at)
        found = due.select_related("recipient").order_by("send_after", "pk").first()
        if found is None:
            return None
        hours = MessagePreference.objects.filter(user=found.recipient).first()
        if not hours or found.key.startswith(TEST) or not hours.is_quiet(local):
            break
        found.send_after = hours.next_loud(local)
        found.save(update_fields=["send_after"])
    found.claim = uuid.uuid4().hex
    Delivery.objects.filter(pk=found.pk).update(
        state=State.SENDING,
        claim=found.claim,
        leased_until=Now() + LEASE,
        attempts=F("attempts") + 1,
    )
    found.attempts += 1
    return _claim(found)


def _claim(found: Delivery) -> Claim:
    is_test = found.key.startswith(TEST)
    channel = Channel.objects.filter(tenant=found.tenant, kind=found.kind, is_on=True).first()
    way = ContactWay.objects.filter(user=found.recipient, kind=found.kind).first()
    if not found.recipient.is_active:
        return Claim(found, "", obstacle="账号已注销。")
    if channel is None:
        return Claim(found, "", obstacle="本市已停用这个渠道。")
    if way is None or not (is_test or (way.is_on and way.verified_at)):
        return Claim(found, "", obstacle="本人已停用这种接收方式。")
    try:
        return Claim(found, unseal(way.address), server=mail_server(channel))
    except BrokenSealError:
        return Claim(found, "", obstacle="密钥已更换，请重新填写地址或密码。")


def mail_server(channel: Channel) -> MailServer | None:
    """The mail server of a city's channel; raises ``BrokenSealError``."""
    if not channel.host:
        return None
    return MailServer(
        host=channel.host,
        port=channel.port,
        sender=channel.sender,
        login=channel.login,
        password=unseal(channel.secret),
    )


@transaction.atomic
def settle_delivery(*, claim: Claim, outcome: Outcome, actor: Actor) -> None:
    """Record what became of it; a lease that ran out meanwhile takes the truth all the same.

    Unless a person decided meanwhile: who sends again or confirms takes the claim away.
    """
    fresh = Delivery.objects.select_for_update(no_key=True).get(pk=claim.delivery.pk)
    if fresh.claim != claim.delivery.claim:
        return
    left = BACK_OFF[fresh.attempts - 1 : fresh.attempts]
    goes_on = outcome.result is Result.FAILED and left and not claim.obstacle
    if fresh.key.startswith(TEST):
        goes_on = False
    facts: dict[str, object] = {"claim": "", "leased_until": None, "reason": outcome.reason[:200]}
    if goes_on:
        facts |= {"state": State.PENDING, "send_after": timezone.localtime(actor.at) + left[0]}
    else:
        facts |= {"state": outcome.result.value, "settled_at": actor.at}
    Delivery.objects.filter(pk=fresh.pk).update(**facts)


@transaction.atomic
def confirm_delivery(*, delivery: Delivery, actor: Actor) -> Delivery:
    """Say that a message whose fate was unknown has arrived (确认已收到).

    Raises ``PermissionDenied`` for anyone but its recipient and who keeps the city running, and
    ``ValidationError`` ``not_unknown``.
    """
    fresh = _open_question(delivery, actor, allowed=(State.UNKNOWN,))
    fresh.state, fresh.settled_at, fresh.reason = State.SENT, actor.at, ""
    fresh.claim = ""
    fresh.save(update_fields=["state", "settled_at", "reason", "claim"])
    _record("delivery.confirm", fresh, actor)
    return fresh


@transaction.atomic
def send_again(*, delivery: Delivery, actor: Actor) -> Delivery:
    """Send a message again that failed, or whose fate is unknown (重发).

    Raises as ``confirm_delivery``.
    """
    fresh = _open_question(delivery, actor, allowed=(State.UNKNOWN, State.FAILED))
    fresh.state, fresh.settled_at, fresh.reason = State.PENDING, None, ""
    fresh.attempts, fresh.send_after, fresh.claim = 0, actor.at, ""
    fresh.save(update_fields=["state", "settled_at", "reason", "attempts", "send_after", "claim"])
    _record("delivery.resend", fresh, actor)
    return fresh


def _open_question(delivery: Delivery, actor: Actor, *, allowed: tuple[str, ...]) -> Delivery:
    if not Delivery.objects.visible_to(actor).filter(pk=delivery.pk).exists():
        raise PermissionDenied("只有收件人本人和本市系统管理员可以处理这条投递。")
    fresh = Delivery.objects.select_for_update(no_key=True).get(pk=delivery.pk)
    if fresh.state not in allowed:
        text = f"这条投递现为“{fresh.get_state_display()}”，不需要再处理。请刷新页面查看。"
        raise ValidationError(text, code="not_unknown")
    return fresh


def _record(verb: str, delivery: Delivery, actor: Actor) -> None:
    audit.record(verb=verb, target=delivery, actor=actor, tenant=delivery.tenant)
