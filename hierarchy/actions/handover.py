"""Handing over a post (交接): when someone leaves, one action and one printed sheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from hierarchy import grants, open_work, trail, tree
from hierarchy.actions.appointments import appoint, end_locked
from hierarchy.actions.checks import check_open, superior_of
from hierarchy.actions.history import Act
from hierarchy.actions.restructuring import move_children
from hierarchy.actors import Actor, Post
from hierarchy.holders import why_work_stays
from hierarchy.models import Appointment, Handover, Organization, OrganizationChange
from hierarchy.roles import require
from hierarchy.terms import Capability


@transaction.atomic
def hand_over(
    *,
    appointment: Appointment,
    on: dt.date,
    reason: str,
    actor: Actor,
    successor: User | None = None,
    receiving: Organization | None = None,
) -> Handover:
    """End an appointment and pass on what it looked after; returns the printed sheet.

    With a ``successor`` the post stays as it is and that person takes it over the same
    day. With a ``receiving`` post of the same tier, the bodies below and the open work
    move there, and the old post falls vacant; only where no one else serves the body.
    Raises ``ValidationError``: ``one_target``, ``no_caseload``, ``not_alike``, ``same_post``,
    ``shared_body``, ``closed``, ``in_future``, and what moving and appointing raise.
    """
    source = _source(appointment, successor, receiving)
    tree.lock(nodes=[source], parents=[receiving] if receiving else [])
    source.refresh_from_db()
    post = require(actor, Capability.MANAGE_APPOINTMENTS, at=source)
    act = Act.of(on=on, reason=reason, actor=actor)
    sheet = _sheet(appointment, source, act)
    # The receiver first: the open work is never without a holder.
    if successor:
        _succeed(appointment, successor, act)
    if receiving:
        receiving.refresh_from_db()
        _pass_on(appointment, source, receiving, act)
    last_day = max(on, appointment.starts_on)
    end_locked(appointment=appointment, ends_on=last_day, reason=act.reason, actor=actor, post=post)
    handover = Handover.objects.create(
        tenant_id=source.tenant_id,
        appointment=appointment,
        organization=source,
        receiving_organization=receiving or source,
        successor=successor,
        handed_over_on=on,
        reason=act.reason,
        sheet=sheet | {"successor": _name(successor), "receiving": _name(receiving)},
        recorded_at=actor.at,
    )
    _record(handover, source, act, post)
    return handover


def _source(
    appointment: Appointment, successor: User | None, receiving: Organization | None
) -> Organization:
    """The body whose post is handed over; refuses when there is not exactly one receiver."""
    if (successor is None) == (receiving is None):
        raise ValidationError("请选择接任人，或选择接收任务的岗位，二者选一。", code="one_target")
    source = appointment.position.organization
    if source is None:
        raise ValidationError(
            "区域岗位不承接任务，无需交接，请直接办理免职和任职。", code="no_caseload"
        )
    return source


def _record(handover: Handover, source: Organization, act: Act, post: Post | None) -> None:
    sheet = handover.sheet
    trail.record(
        verb="appointment.hand_over",
        target=handover,
        actor=act.actor,
        organization=source,
        before={"holder": sheet["holder"]},
        after={
            "successor": sheet["successor"],
            "receiving": sheet["receiving"],
            "bodies": len(sheet["children"]),
            "open_work": len(sheet["work"]),
        },
        reason=act.reason,
        post=post,
    )


def _succeed(appointment: Appointment, successor: User, act: Act) -> None:
    """Appoint the successor, unless that person already holds the post beside."""
    if successor.pk == appointment.user_id:
        raise ValidationError("接任人不能是移交人本人，请另选人员。", code="same_person")
    beside = Appointment.objects.live(act.on).filter(
        user=successor, position_id=appointment.position_id, ends_on__isnull=True
    )
    if not beside.exists():
        appoint(
            user=successor,
            position=appointment.position,
            starts_on=act.on,
            actor=act.actor,
            reason=act.reason,
        )


def _pass_on(
    appointment: Appointment, source: Organization, receiving: Organization, act: Act
) -> None:
    """Move the bodies below and the open work to another post of the same tier."""
    for node in (source, receiving):
        require(act.actor, Capability.MANAGE_ORGANIZATIONS, at=superior_of(node))
    if receiving.pk == source.pk:
        raise ValidationError("接收岗位不能是移交岗位本身，请另选岗位。", code="same_post")
    if (receiving.tier, receiving.tenant_id) != (source.tier, source.tenant_id):
        raise ValidationError(
            f"“{receiving.name}”与“{source.name}”不在同一层级，不能接收其任务。",
            code="not_alike",
        )
    if refusal := why_work_stays(appointment, on=act.actor.on):
        raise ValidationError(refusal, code="shared_body")
    if act.on > act.actor.on:
        raise ValidationError(
            "移交任务即时生效，交接日期不能晚于今天。请在当日办理。", code="in_future"
        )
    check_open(receiving, actor=act.actor)
    open_work.transfer(source=source, target=receiving, actor=act.actor)
    move_children(source=source, target=receiving, act=act)


def _sheet(appointment: Appointment, source: Organization, act: Act) -> dict[str, Any]:
    """The handover sheet (交接单) as it is printed, and as it stays."""
    nodes = grants.nodes_of(appointment.position)
    children = list(
        Organization.objects.filter(parent_id__in=nodes, closed_on__isnull=True)
        .select_related("region")
        .by_name()
    )
    last = {
        change.organization_id: change
        for change in OrganizationChange.objects.filter(organization__in=children).as_of(act.on)
    }
    lines = open_work.open_lines([*nodes, *(child.pk for child in children)])
    return {
        "holder": appointment.user.name,
        "post": appointment.position.label,
        "organization": source.name,
        "on": act.on.isoformat(),
        "reason": act.reason,
        "children": [
            {
                "name": child.name,
                "kind": child.get_kind_display(),
                "region": child.region.name,
                "last_change": str(last.get(child.pk, "")),
            }
            for child in children
        ],
        "work": [asdict(line) for line in lines],
    }


def _name(party: User | Organization | None) -> str:
    return party.name if party else ""
