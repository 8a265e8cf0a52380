"""Standing in for someone on leave (代办): dated, and the trail shows both names."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from hierarchy import trail
from hierarchy.actions.history import check_reason
from hierarchy.actors import Actor, Post
from hierarchy.models import Appointment, Delegation, Organization
from hierarchy.roles import require
from hierarchy.rules import KEEPER_ROLES
from hierarchy.terms import Capability, Tier


@transaction.atomic
def delegate(
    *,
    appointment: Appointment,
    user: User,
    starts_on: dt.date,
    ends_on: dt.date,
    reason: str,
    actor: Actor,
) -> Delegation:
    """Let ``user`` act for the holder from one day to another, both included (代办).

    The holder asks, or whoever appoints at that post. Raises ``PermissionDenied``, and
    ``ValidationError``: ``dates_in_order``, ``not_live``, ``to_oneself``, ``not_here``,
    ``account_closed``, ``keeper``, ``already_delegated``, ``reason_needed``.
    """
    appointment = _locked(appointment)
    post = _require_holder_or_appointer(appointment, actor)
    tidy_reason = check_reason(reason)
    _check_days(appointment, starts_on, ends_on, actor)
    # As appointing does, so that a post and a stand-in never pass each other by.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _check_delegate(appointment, user, starts_on)
    _check_free(appointment, starts_on, ends_on)
    delegation = Delegation.objects.create(
        appointment=appointment,
        delegate=user,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=tidy_reason,
    )
    _record("delegation.give", delegation, actor, post, tidy_reason)
    return delegation


@transaction.atomic
def revoke(*, delegation: Delegation, reason: str, actor: Actor) -> Delegation:
    """Take a stand-in back (收回代办), at once. Raises ``ValidationError`` ``already_revoked``."""
    appointment = _locked(delegation.appointment)
    post = _require_holder_or_appointer(appointment, actor)
    tidy_reason = check_reason(reason)
    fresh = Delegation.objects.select_for_update(of=("self",), no_key=True).get(pk=delegation.pk)
    if fresh.revoked_at is not None or fresh.ends_on < actor.on:
        raise ValidationError("这项代办已收回或已到期，无需再办。", code="already_revoked")
    fresh.revoked_at = actor.at
    fresh.save(update_fields=["revoked_at"])
    _record("delegation.revoke", fresh, actor, post, tidy_reason)
    return fresh


def _locked(appointment: Appointment) -> Appointment:
    return (
        Appointment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("user", "position__organization__parent", "position__tenant")
        .get(pk=appointment.pk)
    )


def _require_holder_or_appointer(appointment: Appointment, actor: Actor) -> Post | None:
    if actor.user and actor.user.pk == appointment.user_id:
        own = (post for post in actor.posts if post.pk == appointment.pk)
        return next(own, actor.acting)
    position = appointment.position
    place = position.organization or Organization.objects.get(
        tenant_id=position.tenant_id, tier=Tier.CITY
    )
    return require(actor, Capability.MANAGE_APPOINTMENTS, at=place)


def _check_days(
    appointment: Appointment, starts_on: dt.date, ends_on: dt.date, actor: Actor
) -> None:
    if ends_on < starts_on:
        raise ValidationError("结束日期不能早于开始日期，请重新填写。", code="dates_in_order")
    if ends_on < actor.on:
        raise ValidationError("代办日期已经过去，请填写今天或以后的日期。", code="in_past")
    if not (appointment.is_live(max(starts_on, actor.on)) and appointment.is_live(ends_on)):
        raise ValidationError(
            f"{appointment.user.name}在这段时间不任“{appointment.position.label}”，不能委托代办。",
            code="not_live",
        )


def _check_free(appointment: Appointment, starts_on: dt.date, ends_on: dt.date) -> None:
    taken = Delegation.objects.filter(
        appointment=appointment,
        revoked_at__isnull=True,
        starts_on__lte=ends_on,
        ends_on__gte=starts_on,
    ).select_related("delegate")
    if (other := taken.first()) is not None:
        raise ValidationError(
            f"{other.starts_on} 至 {other.ends_on} 已由{other.delegate.name}代办，"
            "请先收回，或另选日期。",
            code="already_delegated",
        )


def _check_delegate(appointment: Appointment, user: User, starts_on: dt.date) -> None:
    if user.pk == appointment.user_id:
        raise ValidationError("不能由本人代办，请选择另一位同志。", code="to_oneself")
    if not user.is_active:
        raise ValidationError(f"{user.name}的账号已注销，不能代办。", code="account_closed")
    held = Appointment.objects.filter(user=user)
    if held.exclude(position__tenant_id=appointment.position.tenant_id).exists():
        raise ValidationError("此账号不能在本市代办，请另选人员。", code="not_here")
    serving = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    keeper = serving.filter(position__role__in=KEEPER_ROLES).exists()
    if keeper or appointment.position.role in KEEPER_ROLES:
        raise PermissionDenied("系统管理员、审计管理员的岗位不得代办，也不得代办业务岗位。")


def _record(
    verb: str, delegation: Delegation, actor: Actor, post: Post | None, reason: str
) -> None:
    position = delegation.appointment.position
    trail.record(
        verb=verb,
        target=delegation,
        actor=actor,
        tenant=position.tenant,
        organization=position.organization,
        after={
            "holder": delegation.appointment.user.name,
            "delegate": delegation.delegate.name,
            "from": delegation.starts_on,
            "to": delegation.ends_on,
        },
        reason=reason,
        post=post,
    )
