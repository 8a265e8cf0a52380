"""Venues (阵地, article 16): opened, put right, closed; what closes tells whom it disappoints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.models import Organization, Region
from hierarchy.roles import require
from hierarchy.terms import Capability
from projects.actions.bookings import call_off_coming
from projects.actions.enclosing import enclose, write_edit
from projects.booking_moves import VENUE_MOVES
from projects.entries import check_entry
from projects.models import Venue
from projects.terms import Catalogue, VenueStatus
from workflow import audit
from workflow.models import Attachment
from workflow.moves import perform

CONTENT: Final = (
    *("kind", "name", "region", "address", "area", "seats", "equipment"),
    *("opening", "contact", "phone", "takes_bookings"),
)
"""What a body writes of a venue it keeps."""


@transaction.atomic
def open_venue(
    *,
    organization: Organization,
    content: Mapping[str, Any],
    actor: Actor,
    opened_on: dt.date | None = None,
    files: Iterable[Attachment] = (),
) -> Venue:
    """Register a venue (登记阵地): in use since a day, or being set up (筹建中) without one.

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``foreign_entry``,
    ``no_town``, ``in_future``, ``name_taken``, ``foreign_file``.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    _refuse_future(opened_on, actor)
    venue = Venue(
        tenant_id=organization.tenant_id,
        organization=organization,
        status=VenueStatus.OPEN if opened_on else VenueStatus.PLANNED,
        opened_on=opened_on,
        created_at=actor.at,
    )
    _fill(venue, content)
    venue.save(force_insert=True)
    names = enclose(venue, files, actor=actor)
    audit.record(
        verb="venue.open",
        target=venue,
        actor=actor,
        organization=organization,
        after=_plain(venue)
        | {"opened_on": opened_on, "status": venue.status}
        | ({"files": names} if names else {}),
        post=post,
    )
    return venue


@transaction.atomic
def edit_venue(
    *,
    venue: Venue,
    content: Mapping[str, Any],
    actor: Actor,
    files: Iterable[Attachment] | None = None,
) -> Venue:
    """Put right what is known of a venue (更新). Bookings that stand are not touched.

    Raises ``PermissionDenied``, ``ValidationError`` as ``open_venue``, ``nothing_changed``.
    """
    fresh = Venue.objects.select_for_update(of=("self",)).get(pk=venue.pk)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    before = _plain(fresh)
    _fill(fresh, content)
    write_edit(
        fresh,
        verb="venue.edit",
        before=before,
        after=_plain(fresh),
        files=files,
        post=post,
        actor=actor,
    )
    return fresh


@transaction.atomic
def start_venue(*, venue: Venue, opened_on: dt.date, actor: Actor) -> Venue:
    """A venue that was being set up, or stood closed, is in use from a day (启用).

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``in_future``,
    ``days_in_order``, ``name_taken``.
    """
    _refuse_future(opened_on, actor)
    if venue.closed_on and opened_on < venue.closed_on:
        raise ValidationError(
            {
                "opened_on": ValidationError(
                    "重新启用的日期不能早于停用日期，请改正。", code="days_in_order"
                )
            }
        )
    _refuse_taken(venue)
    return perform(
        venue,
        "start",
        table=VENUE_MOVES,
        actor=actor,
        changes={"opened_on": opened_on, "closed_on": None},
    )


@transaction.atomic
def close_venue(*, venue: Venue, reason: str, actor: Actor) -> Venue:
    """Close a venue (停用): bookings yet to come fall away, and their bodies are told.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``reason_needed``.
    """
    closed = perform(
        venue,
        "close",
        table=VENUE_MOVES,
        actor=actor,
        reason=reason,
        changes={"closed_on": actor.on},
    )
    call_off_coming(venue=closed, reason=f"阵地停用：{reason.strip()}", actor=actor)
    return closed


def _refuse_future(day: dt.date | None, actor: Actor) -> None:
    if day is not None and day > actor.on:
        raise ValidationError(
            {
                "opened_on": ValidationError(
                    "启用日期不能晚于今天。尚未启用的请留空，到时再点“启用”。", code="in_future"
                )
            }
        )


def _fill(venue: Venue, content: Mapping[str, Any]) -> None:
    for name in CONTENT:
        if name in content:
            value = content[name]
            setattr(venue, name, value.strip() if isinstance(value, str) else value)
    venue.clean_fields()
    check_entry(venue.kind, tenant_id=venue.tenant_id, catalogue=Catalogue.VENUE_KIND, field="kind")
    _check_region(venue)
    _refuse_taken(venue)


def _check_region(venue: Venue) -> None:
    """Where it stands is a town of its own city; a front on the net stands nowhere."""
    region = venue.region
    if region is None:
        return
    if region.tenant_id != venue.tenant_id or region.level != Region.Level.TOWN:
        raise ValidationError(
            {
                "region": ValidationError(
                    "请选择阵地所在的镇（街道）；网络阵地留空。", code="no_town"
                )
            }
        )


def _refuse_taken(venue: Venue) -> None:
    """One body keeps no two venues of one name in use."""
    rows = Venue.objects.filter(organization_id=venue.organization_id, name=venue.name)
    if rows.exclude(status=VenueStatus.CLOSED).exclude(pk=venue.pk).exists():
        raise ValidationError(
            "本单位已登记同名的阵地，请换一个名称，或修改原有的那处。", code="name_taken"
        )


def _plain(venue: Venue) -> dict[str, Any]:
    found = {name: getattr(venue, name) for name in CONTENT}
    region = venue.region
    return found | {"kind": venue.kind.name, "region": region.name if region else ""}
