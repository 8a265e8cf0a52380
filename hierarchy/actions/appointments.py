"""Posts and who holds them (岗位、任职): the only source of rights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from hierarchy import grants, open_work, trail
from hierarchy.actions.history import check_reason
from hierarchy.actors import Actor, Post
from hierarchy.holders import leaves_vacant
from hierarchy.models import Appointment, Delegation, Organization, Position, Region
from hierarchy.roles import require
from hierarchy.rules import KEEPER_ROLES, STAFF_ROLES, STAFF_TIERS, TIERS_OF_ROLE
from hierarchy.terms import Capability, Role, Tier


@transaction.atomic
def create_position(
    *,
    title: str,
    role: str,
    actor: Actor,
    organization: Organization | None = None,
    region: Region | None = None,
) -> Position:
    """Set up a post at a body, or, for a reader, in a region (设岗).

    Raises ``ValidationError``: ``one_place``, ``role_not_here``, ``title_needed``,
    ``title_taken``, ``closed``.
    """
    if (organization is None) == (region is None):
        raise ValidationError("岗位须设在一个组织或一个区域，二者选一。", code="one_place")
    post = _require_appointing(organization, region, actor)
    tidy = title.strip()
    if not tidy:
        raise ValidationError("请填写职务名称。", code="title_needed")
    if organization and not organization.is_open(actor.on):
        raise ValidationError(
            f"“{organization.name}”已撤销，不能设岗。请选择仍在运行的组织。", code="closed"
        )
    _check_role_fits(role, organization)
    same = Position.objects.filter(organization=organization, region=region, title=tidy)
    if same.filter(is_abolished=False).exists():
        raise ValidationError(f"这里已设有“{tidy}”岗位，请换一个职务名称。", code="title_taken")
    tenant_id = organization.tenant_id if organization else region.tenant_id  # type: ignore[union-attr]
    position = Position.objects.create(
        tenant_id=tenant_id, organization=organization, region=region, title=tidy, role=role
    )
    _record(
        "position.create", position, organization, actor, post, after={"title": tidy, "role": role}
    )
    return position


@transaction.atomic
def abolish_position(*, position: Position, reason: str, actor: Actor) -> Position:
    """Abolish a post (撤岗). Refused (``still_held``) while anyone holds or is to hold it."""
    position = _locked(position)
    post = _require_appointing(position.organization, position.region, actor)
    tidy_reason = check_reason(reason)
    if position.is_abolished:
        raise ValidationError(f"“{position.label}”已撤销，无需再办。", code="already_abolished")
    held = Appointment.objects.filter(position=position).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=actor.on)
    )
    names = "、".join(held.values_list("user__name", flat=True)[:5])
    if names:
        raise ValidationError(
            f"“{position.label}”仍由{names}任职，请先免职或办理交接，再撤销岗位。",
            code="still_held",
        )
    position.is_abolished = True
    position.save(update_fields=["is_abolished"])
    _record("position.abolish", position, position.organization, actor, post, reason=tidy_reason)
    return position


@transaction.atomic
def appoint(
    *,
    user: User,
    position: Position,
    starts_on: dt.date,
    actor: Actor,
    ends_on: dt.date | None = None,
    reason: str = "",
) -> Appointment:
    """Appoint a person to a post (任职) and write the rights that come with it.

    Both days are included. A station's post holds on every node of its site. Raises
    ``PermissionDenied`` for oneself, ``ValidationError``: ``dates_in_order``,
    ``abolished``, ``closed``, ``account_closed``, ``not_here``, ``keeper_and_business``,
    ``already_holds``.
    """
    position = _locked(position)
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    post = _require_appointing(position.organization, position.region, actor)
    if actor.user and actor.user.pk == user.pk:
        raise PermissionDenied("不能为本人任职。请由上级或另一位管理任职的同志办理。")
    _check_appointment(user, position, starts_on, ends_on, actor)
    appointment = Appointment.objects.create(
        user=user, position=position, starts_on=starts_on, ends_on=ends_on, reason=reason.strip()
    )
    if ends_on is None or ends_on >= actor.on:
        grants.write([appointment])
        _sync_staff(user)
    _record(
        "appointment.start",
        appointment,
        position.organization,
        actor,
        post,
        after={"user": user.name, "post": position.label, "from": starts_on, "to": ends_on},
        reason=reason,
    )
    return appointment


@transaction.atomic
def end_appointment(
    *,
    appointment: Appointment,
    ends_on: dt.date,
    reason: str,
    actor: Actor,
    vacancy: bool = False,
) -> Appointment:
    """End an appointment (免职); its rights go at once when the day is today or earlier.

    With a later day they stay until that day is over, which ``load_actor`` asks. A post
    with open work that nobody else does is handed over instead; ``vacancy`` says, on the
    trail, that it is left without anyone (留空缺). Raises ``ValidationError``:
    ``open_work``, ``already_ended``, ``dates_in_order``, ``reason_needed``.
    """
    position = _locked(appointment.position)
    post = _require_appointing(position.organization, position.region, actor)
    tidy_reason = check_reason(reason)
    _check_end(appointment, ends_on, on=actor.on)
    left = unattended_work(appointment, last_day=max(ends_on, actor.on))
    if left and not vacancy:
        raise ValidationError(
            f"{appointment.user.name}离任后“{position.label}”尚有{left}"
            "无人办理。请改用“交接”；暂时没有接任人的，请选定“留空缺”再免职。",
            code="open_work",
        )
    return end_locked(
        appointment=appointment,
        ends_on=ends_on,
        reason=tidy_reason,
        actor=actor,
        post=post,
        noted={"vacancy": True, "open_work": left} if left else {},
    )


def unattended_work(
    appointment: Appointment, *, last_day: dt.date, leaving: User | None = None
) -> str:
    """The open work left at the body with nobody to do it, once the holder is gone: in words."""
    if not leaves_vacant(appointment, last_day=last_day, leaving=leaving):
        return ""
    return open_work.in_words(grants.nodes_of(appointment.position))


def end_locked(
    *,
    appointment: Appointment,
    ends_on: dt.date,
    reason: str,
    actor: Actor,
    post: Post | None,
    noted: Mapping[str, Any] | None = None,
) -> Appointment:
    """The same for actions that have asked for the right themselves."""
    fresh = (
        Appointment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("user", "position__organization", "position__region", "position__tenant")
        .get(pk=appointment.pk)
    )
    _check_end(fresh, ends_on, on=actor.on)
    before = {"to": fresh.ends_on}
    fresh.ends_on = ends_on
    fresh.save(update_fields=["ends_on"])
    if ends_on <= actor.on:
        grants.withdraw([fresh.pk])
        _sync_staff(fresh.user)
    _record(
        "appointment.end",
        fresh,
        fresh.position.organization,
        actor,
        post,
        before=before,
        after={
            "user": fresh.user.name,
            "post": fresh.position.label,
            "to": ends_on,
            **(noted or {}),
        },
        reason=reason,
    )
    return fresh


def _check_end(appointment: Appointment, ends_on: dt.date, *, on: dt.date) -> None:
    if appointment.ends_on and appointment.ends_on < on:
        raise ValidationError(
            f"{appointment.user.name}的“{appointment.position.label}”任职"
            f"已于 {appointment.ends_on} 结束。",
            code="already_ended",
        )
    if ends_on < appointment.starts_on:
        raise ValidationError(
            f"免职日期不能早于任职日期（{appointment.starts_on}），请重新填写。",
            code="dates_in_order",
        )


@transaction.atomic
def purge_ended_grants(*, on: dt.date, actor: Actor) -> int:
    """Delete the grants of appointments whose last day is before ``on``; how many lapsed.

    They opened nothing any more (``load_actor`` asks the dates): this keeps the tables small
    and closes the administration pages to those who left. For the system only.
    """
    if not actor.is_system:
        raise PermissionDenied("清理到期授权由系统每日办理，页面上不能办理。")
    ended = list(
        Appointment.objects.filter(ends_on__lt=on)
        .filter(Q(organization_grants__isnull=False) | Q(region_grants__isnull=False))
        .select_related("user", "position__organization", "position__region", "position__tenant")
        .order_by("pk")
        .distinct()
    )
    grants.withdraw([appointment.pk for appointment in ended])
    for appointment in ended:
        _sync_staff(appointment.user)
        _record(
            "appointment.lapse",
            appointment,
            appointment.position.organization,
            actor,
            None,
            after={"user": appointment.user.name, "to": appointment.ends_on},
        )
    return len(ended)


def _locked(position: Position) -> Position:
    return (
        Position.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organization__parent", "region", "tenant")
        .get(pk=position.pk)
    )


def _require_appointing(
    organization: Organization | None, region: Region | None, actor: Actor
) -> Post | None:
    """Territory posts are filled by those who appoint at the city's root."""
    if organization is None:
        organization = Organization.objects.get(
            tenant_id=region.tenant_id if region else None, tier=Tier.CITY
        )
    return require(actor, Capability.MANAGE_APPOINTMENTS, at=organization)


def _check_role_fits(role: str, organization: Organization | None) -> None:
    if organization is None and role != Role.READER:
        raise ValidationError("区域岗位只能是“属地联络员”。", code="role_not_here")
    if organization and organization.tier not in TIERS_OF_ROLE[role]:
        raise ValidationError(
            f"“{Role(role).label}”不能设在{Tier(organization.tier).label}组织，请选择其他角色。",
            code="role_not_here",
        )


def _check_appointment(
    user: User, position: Position, starts_on: dt.date, ends_on: dt.date | None, actor: Actor
) -> None:
    if ends_on and ends_on < starts_on:
        raise ValidationError("免职日期不能早于任职日期，请重新填写。", code="dates_in_order")
    if position.is_abolished:
        raise ValidationError(f"“{position.label}”已撤销，请选择其他岗位。", code="abolished")
    if position.organization and not position.organization.is_open(actor.on):
        raise ValidationError(
            f"“{position.organization.name}”已撤销，不能任职。请选择仍在运行的组织。",
            code="closed",
        )
    if not user.is_active:
        raise ValidationError(
            f"{user.name}的账号已注销，不能任职。请先开设账号。", code="account_closed"
        )
    held = Appointment.objects.filter(user=user).select_related("position")
    if held.exclude(position__tenant_id=position.tenant_id).exists():
        raise ValidationError("此账号不能在本市任职。请核对登录名，或另开设账号。", code="not_here")
    overlapping = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    if ends_on:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    if overlapping.filter(position=position).exists():
        raise ValidationError(
            f"{user.name}在这段时间已任“{position.label}”，无需重复任职。", code="already_holds"
        )
    _check_keepers(user, position, {held.position.role for held in overlapping})
    _refuse_stand_in(user, position, starts_on, ends_on)


def _check_keepers(user: User, position: Position, roles: set[str]) -> None:
    """三员分立 (domain.md §8.1): a keeper holds no second role."""
    for role in roles - {position.role}:
        if {role, position.role} & KEEPER_ROLES:
            raise ValidationError(
                f"{user.name}同期任“{Role(role).label}”，不得兼任“{Role(position.role).label}”"
                "（系统管理、审计与业务岗位须分立）。请另选人员。",
                code="keeper_and_business",
            )


def _refuse_stand_in(
    user: User, position: Position, starts_on: dt.date, ends_on: dt.date | None
) -> None:
    """A keeper stands in for nobody: what was given before must be taken back first."""
    if position.role not in KEEPER_ROLES:
        return
    given = Delegation.objects.filter(
        delegate=user, revoked_at__isnull=True, ends_on__gte=starts_on
    ).select_related("appointment__user", "appointment__position__organization")
    if ends_on:
        given = given.filter(starts_on__lte=ends_on)
    if (other := given.order_by("starts_on", "pk").first()) is not None:
        raise ValidationError(
            f"{user.name}在 {other.starts_on} 至 {other.ends_on} 代办"
            f"{other.appointment.user.name}的“{other.appointment.position.label}”，"
            f"不得同期任“{Role(position.role).label}”（系统管理、审计与业务岗位须分立）。"
            "请先收回代办，或另选人员。",
            code="keeper_and_business",
        )


def _sync_staff(user: User) -> None:
    """Open the administration pages to those who work there, and to nobody else.

    That is: leaders, clerks, administrators and auditors of the city, a committee or a
    station. What they find inside is still theirs by scope and by action.
    """
    works_there = Appointment.objects.filter(
        user=user,
        organization_grants__isnull=False,
        position__role__in=STAFF_ROLES,
        position__organization__tier__in=STAFF_TIERS,
    ).exists()
    is_staff = works_there or user.is_superuser
    if user.is_staff != is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])


def _record(
    verb: str,
    target: Position | Appointment,
    organization: Organization | None,
    actor: Actor,
    post: Post | None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    position = target.position if isinstance(target, Appointment) else target
    trail.record(
        verb=verb,
        target=target,
        actor=actor,
        tenant=position.tenant,
        organization=organization,
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
        post=post,
    )
