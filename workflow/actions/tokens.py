"""Keys for other systems: made, used, revoked."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier
from workflow import audit
from workflow.models import ApiToken

PREFIX: Final = "wjxt_"
MARK: Final = len(PREFIX) + 6
LONGEST: Final = dt.timedelta(days=366)
MOST_LIVE: Final = 10
"""Live keys of one city; more nobody oversees."""
_TOUCH: Final = dt.timedelta(minutes=1)
_LONGEST_SECRET: Final = 200


@transaction.atomic
def issue_token(
    *, tenant: Tenant, name: str, expires_on: dt.date, actor: Actor
) -> tuple[ApiToken, str]:
    """Make a key (签发接口令牌); returns it with its secret, which nobody can read again.

    Raises ``PermissionDenied``, ``ValidationError``: ``past_day``, ``too_long``,
    ``too_many_tokens``.
    """
    root = _root(tenant)
    post = require(actor, Capability.MANAGE_APPOINTMENTS, at=root)
    _check_day(expires_on, on=actor.on)
    _refuse_too_many(tenant, on=actor.on)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        tenant=tenant,
        name=name.strip(),
        mark=secret[:MARK],
        digest=digest_of(secret),
        expires_on=expires_on,
        created_at=actor.at,
        created_by=actor.user,
    )
    audit.record(
        verb="apitoken.issue",
        target=token,
        actor=actor,
        organization=root,
        after={"name": token.name, "mark": token.mark, "expires_on": f"{expires_on}"},
        post=post,
    )
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, reason: str, actor: Actor) -> ApiToken:
    """Shut a key for good (停用接口令牌). Raises ``reason_needed`` or ``already_revoked``."""
    fresh = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    root = _root(fresh.tenant)
    post = require(actor, Capability.MANAGE_APPOINTMENTS, at=root)
    if fresh.revoked_at is not None:
        raise ValidationError("这个令牌已经停用，请刷新后查看。", code="already_revoked")
    if len(reason.strip()) < 2:
        raise ValidationError("请写明停用的原因，以后可以据此核对。", code="reason_needed")
    fresh.revoked_at, fresh.revoked_reason = actor.at, reason.strip()[:200]
    fresh.save(update_fields=["revoked_at", "revoked_reason"])
    audit.record(
        verb="apitoken.revoke",
        target=fresh,
        actor=actor,
        organization=root,
        reason=reason,
        post=post,
    )
    return fresh


def digest_of(secret: str) -> str:
    """What of a secret is kept: it is long and random, so that one plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def use_token(*, secret: str, actor: Actor) -> ApiToken | None:
    """The live key with this secret, or none; notes that it was used, once a minute at most."""
    if not secret.startswith(PREFIX) or len(secret) > _LONGEST_SECRET:
        return None
    token = ApiToken.objects.select_related("tenant").filter(digest=digest_of(secret)).first()
    if token is None or not token.is_live(actor.on):
        return None
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=actor.at - _TOUCH)
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=actor.at)
    return token


def _check_day(expires_on: dt.date, *, on: dt.date) -> None:
    text, code = "", ""
    if expires_on < on:
        text, code = "有效期不能早于今天，请重新选择。", "past_day"
    elif expires_on - on > LONGEST:
        text, code = "有效期最长一年，请选择一年以内的日期，到期后重新签发。", "too_long"
    if text:
        raise ValidationError({"expires_on": ValidationError(text, code=code)})


def _refuse_too_many(tenant: Tenant, *, on: dt.date) -> None:
    """Counted under the city's lock, so that two who ask at once can't pass it together."""
    Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=tenant.pk)
    live = ApiToken.objects.filter(tenant=tenant, revoked_at__isnull=True, expires_on__gte=on)
    if (count := live.count()) >= MOST_LIVE:
        raise ValidationError(
            f"本市已有 {count} 个有效令牌，达到上限。请先停用不再使用的令牌。",
            code="too_many_tokens",
        )


def _root(tenant: Tenant) -> Organization:
    root: Organization = Organization.objects.get(tenant=tenant, tier=Tier.CITY)
    return root
