"""Who speaks for a body: the holders of its posts, as reports, reviews and notices name them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from hierarchy.holders import WORKING_ROLES
from hierarchy.models import Appointment, Organization, Tenant
from hierarchy.terms import Role

# Whose name stands under what a body says, first to last.
_ORDER = {role: order for order, role in enumerate(WORKING_ROLES)}


@dataclass(frozen=True, slots=True)
class Voice:
    """A person in a post: the id of the account, the name, the post in words."""

    user_id: int
    name: str
    post: str
    role: str


Voices = dict[int, list[Voice]]


def load_voices(tenant: Tenant) -> Voices:
    """For each organisation its holders, whoever signs first; a vacant body is not there.

    The posts of a tied station speak on every node of its site. Two queries.
    """
    appointments = (
        Appointment.objects.filter(
            position__tenant=tenant,
            position__role__in=WORKING_ROLES,
            position__organization__isnull=False,
            position__is_abolished=False,
            ends_on__isnull=True,
        )
        .select_related("position__organization", "user")
        .order_by("pk")
    )
    tied: dict[int, list[int]] = defaultdict(list)
    nodes = Organization.objects.filter(tenant=tenant, site__isnull=False)
    for pk, site_id in nodes.order_by("pk").values_list("pk", "site_id"):
        tied[site_id or 0].append(pk)
    found: Voices = defaultdict(list)
    for appointment in appointments.iterator(chunk_size=2000):
        place = appointment.position.organization
        if place is None:
            continue
        voice = Voice(
            appointment.user_id,
            appointment.user.name,
            appointment.position.label[:200],
            appointment.position.role,
        )
        for pk in tied[place.site_id] if place.site_id else [place.pk]:
            found[pk].append(voice)
    for voices in found.values():
        voices.sort(key=lambda voice: _ORDER[Role(voice.role)])
    return dict(found)


def drafter(voices: list[Voice]) -> Voice:
    """Who drafts for a body: its clerk, else its head."""
    return next((voice for voice in voices if voice.role == Role.CLERK), voices[0])
