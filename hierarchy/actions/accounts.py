"""Opening, closing and unlocking accounts (账号). Accounts carry no rights; appointments do."""

from __future__ import annotations

import secrets

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from hierarchy import grants, trail
from hierarchy.actions.appointments import end_locked, unattended_work
from hierarchy.actions.history import check_reason
from hierarchy.actors import Actor
from hierarchy.models import Appointment, Delegation, Organization
from hierarchy.names import pinyin_key
from hierarchy.roles import can
from hierarchy.terms import Capability, Tier

# No characters that are mistaken for one another when read from paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_PASSWORD_LENGTH = 14


@transaction.atomic
def open_account(
    *, username: str, name: str, actor: Actor, phone: str = "", email: str = ""
) -> tuple[User, str]:
    """Open an account; returns it with its initial password, which is kept nowhere.

    Raises ``PermissionDenied`` for those who appoint nobody, ``ValidationError`` of the
    fields (``username`` taken or malformed, ``name`` missing).
    """
    if not (actor.is_system or actor.may(Capability.MANAGE_APPOINTMENTS)):
        raise PermissionDenied("您没有“管理任职”的权限，不能开设账号。请联系上级负责人。")
    password = _new_password()
    tidy = name.strip()
    user = User(
        username=username.strip(),
        name=tidy,
        name_key=pinyin_key(tidy)[:160],
        phone=phone.strip(),
        email=email.strip(),
    )
    user.set_password(password)
    user.full_clean()
    user.save()
    trail.record(
        verb="account.open",
        target=user,
        actor=actor,
        after={"username": user.username, "name": user.name},
    )
    return user, password


@transaction.atomic
def close_account(*, user: User, reason: str, actor: Actor) -> User:
    """Close an account for good; ends what the person still holds.

    Refused (``open_work``) while the person alone holds a post with open work: hand it
    over first. Raises ``PermissionDenied`` unless the actor
    appoints at every post held, ``ValidationError`` ``already_closed``, ``own_account``.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    tidy_reason = check_reason(reason)
    if not user.is_active:
        raise ValidationError(f"{user.name}的账号已注销，无需再办。", code="already_closed")
    if actor.user and actor.user.pk == user.pk:
        raise ValidationError("不能注销本人账号，请由他人办理。", code="own_account")
    held = _held_by(user, actor)
    _require_appointing(user, held, actor, act="注销其账号")
    _check_nothing_orphaned(user, held, actor)
    for appointment in held:
        last_day = max(appointment.starts_on, actor.on)
        end_locked(
            appointment=appointment, ends_on=last_day, reason=tidy_reason, actor=actor, post=None
        )
    grants.withdraw([appointment.pk for appointment in held])
    Delegation.objects.filter(delegate=user, revoked_at__isnull=True).update(revoked_at=actor.at)
    user.is_active, user.is_staff, user.closed_at = False, False, actor.at
    user.save(update_fields=["is_active", "closed_at", "is_staff"])
    trail.record(
        verb="account.close",
        target=user,
        actor=actor,
        before={"is_active": True},
        after={"is_active": False, "ended": [appointment.pk for appointment in held]},
        reason=tidy_reason,
    )
    return user


@transaction.atomic
def reset_sign_in(*, user: User, reason: str, actor: Actor) -> str:
    """Give a person who can't sign in a new password, and take a lost second factor away.

    Returns the password, which is kept nowhere. Sessions that are open end with the old
    password. Raises ``PermissionDenied`` unless the actor appoints at every post held or stood
    in for, ``ValidationError`` ``already_closed``, ``own_account``, ``reason_needed``.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    tidy_reason = check_reason(reason)
    if not user.is_active:
        raise ValidationError(
            f"{user.name}的账号已注销，不能重置。如需使用，请另开账号。", code="already_closed"
        )
    if actor.user and actor.user.pk == user.pk:
        raise ValidationError("本人请在“我的”页面修改密码。", code="own_account")
    posts = [*_held_by(user, actor), *_stood_in_for_by(user, actor)]
    _require_appointing(user, posts, actor, act="重置其登录")
    password = _new_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    factors, _ = Authenticator.objects.filter(user=user).delete()
    trail.record(
        verb="account.reset_sign_in",
        target=user,
        actor=actor,
        after={"factors_removed": factors},
        reason=tidy_reason,
    )
    return password


def _new_password() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_PASSWORD_LENGTH))


def _held_by(user: User, actor: Actor) -> list[Appointment]:
    """What the person holds now or will hold."""
    return list(
        Appointment.objects.filter(user=user)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=actor.on))
        .select_related("position__organization", "position__region", "position__tenant")
        .order_by("pk")
    )


def _stood_in_for_by(user: User, actor: Actor) -> list[Appointment]:
    """What the person may act as for others, now or later: whoever knows the password may, too."""
    given = Delegation.objects.filter(
        delegate=user, revoked_at__isnull=True, ends_on__gte=actor.on
    ).values("appointment_id")
    return list(
        Appointment.objects.filter(pk__in=given)
        .select_related("position__organization", "position__region", "position__tenant")
        .order_by("pk")
    )


def _require_appointing(user: User, held: list[Appointment], actor: Actor, *, act: str) -> None:
    """Whoever closes or resets an account must appoint where the person holds, or held, a post.

    The refusal names no body: it may be another city's.
    """
    if actor.is_system:
        return
    posts = held or list(
        Appointment.objects.filter(user=user).select_related("position__organization")[:1]
    )
    allowed = actor.may(Capability.MANAGE_APPOINTMENTS)
    for appointment in posts:
        position = appointment.position
        place = position.organization or Organization.objects.get(
            tenant_id=position.tenant_id, tier=Tier.CITY
        )
        allowed = allowed and can(actor, Capability.MANAGE_APPOINTMENTS, at=place)
    if not allowed:
        raise PermissionDenied(
            f"您没有管理此人任职的权限，不能{act}。请由管理其任职的上级负责人办理。"
        )


def _check_nothing_orphaned(user: User, held: list[Appointment], actor: Actor) -> None:
    """Open work needs somebody else at the body who may do the same."""
    stuck = []
    for appointment in held:
        left = unattended_work(appointment, last_day=actor.on, leaving=user)
        if left:
            stuck.append(f"“{appointment.position.label}”尚有{left}")
    if stuck:
        raise ValidationError(
            f"{user.name}{'；'.join(stuck)}，须先办理交接，才能注销账号。请使用“交接”办理。",
            code="open_work",
        )
