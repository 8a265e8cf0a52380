"""Files of guidance officers (指导员档案, S-03): where they come from, how they keep contact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from hierarchy.actors import Actor, Post
from hierarchy.models import Appointment, Organization
from hierarchy.roles import can, require
from hierarchy.terms import Capability, Role, Tier
from people.models import OfficerFile
from people.officer_posts import LONGEST
from workflow import audit

CONTENT: Final = ("origin", "is_member", "sent_by", "sent_on")
PLAN: Final = ("visit_days", "plan")


@transaction.atomic
def open_officer_file(
    *, officer: Organization, user: User, content: Mapping[str, Any], actor: Actor
) -> OfficerFile:
    """Set down the file of who holds an officer's post (建立指导员档案), by the body above it.

    Article 6: a guidance officer must be a party member. Raises ``PermissionDenied``,
    ``ValidationError`` ``officer_only``, ``not_holder``, ``not_member``, ``filed_already``,
    ``in_future`` and of the fields.
    """
    post_body, post = _locked(officer, actor)
    _refuse_holder(post_body, user, actor)
    if OfficerFile.objects.filter(organization=post_body, user=user).exists():
        raise ValidationError(
            f"{user.name}在“{post_body.name}”已有档案。请在档案页修改。", code="filed_already"
        )
    row = OfficerFile(tenant=post_body.tenant, organization=post_body, user=user)
    _fill(row, content, (*CONTENT, *PLAN))
    _refuse(row, actor)
    row.full_clean()
    row.save(force_insert=True)
    _record("open", row, actor, post, after=_plain(row, (*CONTENT, *PLAN)))
    return row


@transaction.atomic
def edit_officer_file(
    *, file: OfficerFile, content: Mapping[str, Any], actor: Actor
) -> OfficerFile:
    """Change what the file says (修改指导员档案), by the body above the post.

    Raises ``PermissionDenied``, ``ValidationError`` ``not_member``, ``in_future``,
    ``nothing_changed`` and of the fields.
    """
    fresh = _fresh(file)
    _, post = _locked(fresh.organization, actor)
    return _write("edit", fresh, content, (*CONTENT, *PLAN), actor=actor, post=post)


@transaction.atomic
def plan_contacts(*, file: OfficerFile, content: Mapping[str, Any], actor: Actor) -> OfficerFile:
    """Set the plan of contacts (制定联系计划), by the officer or by the body above.

    ``visit_days`` is how often each unit is seen, in days; without it the city's number holds.
    Raises ``PermissionDenied``, ``ValidationError`` ``days_out``, ``nothing_changed``.
    """
    fresh = _fresh(file)
    body = fresh.organization
    at = body if can(actor, Capability.HANDLE, at=body) or body.parent is None else body.parent
    post = require(actor, Capability.HANDLE, at=at)
    return _write("plan", fresh, content, PLAN, actor=actor, post=post)


def may_file(officer: Organization, actor: Actor) -> bool:
    """Whether the person keeps the files of this post: acts for the body directly above it."""
    return officer.parent is not None and can(actor, Capability.HANDLE, at=officer.parent)


def may_plan(officer: Organization, actor: Actor) -> bool:
    """Whether the person sets this post's plan of contacts."""
    return can(actor, Capability.HANDLE, at=officer) or may_file(officer, actor)


def _write(
    verb: str,
    row: OfficerFile,
    content: Mapping[str, Any],
    names: tuple[str, ...],
    *,
    actor: Actor,
    post: Post | None,
) -> OfficerFile:
    was = _plain(row, names)
    _fill(row, content, names)
    _refuse(row, actor)
    now = _plain(row, names)
    changed = [name for name in names if was[name] != now[name]]
    if not changed:
        raise ValidationError("没有改动，无需保存。", code="nothing_changed")
    row.full_clean()
    row.save(update_fields=changed)
    before, after = ({name: each[name] for name in changed} for each in (was, now))
    _record(verb, row, actor, post, before=before, after=after)
    return row


def _locked(officer: Organization, actor: Actor) -> tuple[Organization, Post | None]:
    rows = Organization.objects.select_for_update(of=("self",)).select_related("tenant", "parent")
    fresh = rows.get(pk=officer.pk)
    if fresh.tier != Tier.OFFICER or fresh.parent is None:
        raise ValidationError(
            f"“{fresh.name}”不是党建指导员岗位，不建指导员档案。", code="officer_only"
        )
    return fresh, require(actor, Capability.HANDLE, at=fresh.parent)


def _fresh(file: OfficerFile) -> OfficerFile:
    rows = OfficerFile.objects.select_for_update(of=("self",))
    return rows.select_related("organization__parent", "organization__tenant").get(pk=file.pk)


def _refuse_holder(officer: Organization, user: User, actor: Actor) -> None:
    held = Appointment.objects.live(actor.on).filter(
        user=user, position__organization=officer, position__role=Role.OFFICER
    )
    if not held.exists():
        raise ValidationError(
            f"{user.name}今天不在“{officer.name}”任指导员。请先办理任职，再建档案。",
            code="not_holder",
        )


def _refuse(row: OfficerFile, actor: Actor) -> None:
    if not row.is_member:
        raise ValidationError(
            {
                "is_member": ValidationError(
                    "党建指导员本人须为党员（第六条）。不是党员的不能担任，请另行选派。",
                    code="not_member",
                )
            }
        )
    row.clean_fields()
    if row.sent_on > actor.on:
        raise ValidationError(
            {"sent_on": ValidationError("选派日期不能晚于今天。请到任后再登记。", code="in_future")}
        )
    if row.visit_days is not None and not 1 <= row.visit_days <= LONGEST:
        raise ValidationError(
            {
                "visit_days": ValidationError(
                    f"联系间隔为 1 至 {LONGEST} 天；不填的按本市规定的间隔。", code="days_out"
                )
            }
        )


def _fill(row: OfficerFile, content: Mapping[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        if name in content:
            value = content[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)


def _plain(row: OfficerFile, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _record(verb: str, row: OfficerFile, actor: Actor, post: Post | None, **entry: Any) -> None:
    audit.record(
        verb=f"officerfile.{verb}",
        target=row,
        actor=actor,
        organization=row.organization,
        post=post,
        **entry,
    )
