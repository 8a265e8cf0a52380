"""Party groups (党小组): set up, led by somebody else, dissolved; never deleted."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier
from routines.models import PartyGroup
from routines.rights import require_recording
from workflow import audit


@transaction.atomic
def set_up_group(
    *, organization: Organization, name: str, starts_on: dt.date, actor: Actor, leader: str = ""
) -> PartyGroup:
    """Register a party group (登记党小组).

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``no_groups_here``,
    ``in_future``, ``name_taken``.
    """
    post = require_recording(actor, at=organization)
    if organization.tier != Tier.BRANCH or organization.kind == Kind.UNIT:
        raise ValidationError("只有党组织才划分党小组。", code="no_groups_here")
    _check_day(starts_on, actor, field="starts_on")
    _refuse_taken(organization, name, but=None)
    group = PartyGroup(
        organization=organization, name=name.strip(), leader=leader.strip(), starts_on=starts_on
    )
    group.full_clean()
    group.save(force_insert=True)
    audit.record(
        verb="partygroup.set_up",
        target=group,
        actor=actor,
        organization=organization,
        after={"name": group.name, "leader": group.leader, "starts_on": starts_on},
        post=post,
    )
    return group


@transaction.atomic
def amend_group(*, group: PartyGroup, name: str, leader: str, actor: Actor) -> PartyGroup:
    """Give a group another name or leader (更正党小组).

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``name_taken``, ``ended``.
    """
    fresh = _locked(group)
    post = require_recording(actor, at=fresh.organization)
    _refuse_taken(fresh.organization, name, but=fresh.pk)
    before = {"name": fresh.name, "leader": fresh.leader}
    fresh.name, fresh.leader = name.strip(), leader.strip()
    fresh.full_clean()
    fresh.save(update_fields=["name", "leader"])
    audit.record(
        verb="partygroup.amend",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        before=before,
        after={"name": fresh.name, "leader": fresh.leader},
        post=post,
    )
    return fresh


@transaction.atomic
def dissolve_group(*, group: PartyGroup, ends_on: dt.date, actor: Actor) -> PartyGroup:
    """End a group from a day on (撤销党小组); its records stay.

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``ended``, ``in_future``.
    """
    fresh = _locked(group)
    post = require_recording(actor, at=fresh.organization)
    _check_day(ends_on, actor, field="ends_on")
    fresh.ends_on = ends_on
    fresh.full_clean()
    fresh.save(update_fields=["ends_on"])
    audit.record(
        verb="partygroup.dissolve",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        after={"ends_on": ends_on},
        post=post,
    )
    return fresh


def _locked(group: PartyGroup) -> PartyGroup:
    fresh = (
        PartyGroup.objects.select_for_update(of=("self",))
        .select_related("organization__tenant")
        .get(pk=group.pk)
    )
    if fresh.ends_on is not None:
        raise ValidationError("这个党小组已撤销，请刷新页面。", code="ended")
    return fresh


def _check_day(day: dt.date, actor: Actor, *, field: str) -> None:
    if day > actor.on:
        raise ValidationError(
            {field: ValidationError("日期不能晚于今天，请改正。", code="in_future")}
        )


def _refuse_taken(organization: Organization, name: str, *, but: int | None) -> None:
    rows = PartyGroup.objects.filter(
        organization=organization, name=name.strip(), ends_on__isnull=True
    )
    if rows.exclude(pk=but or 0).exists():
        raise ValidationError(
            {"name": ValidationError("已有同名的党小组，请换一个名称。", code="name_taken")}
        )
