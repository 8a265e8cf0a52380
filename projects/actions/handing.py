"""Handing projects, paths, teams and venues to the body that takes another one's place."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.models import Organization
from projects.models import Account, ActionTeam, Booking, JointPath, Project, Venue
from projects.open_rows import open_paths, open_projects, open_teams, open_venues
from projects.terms import BookingStatus
from workflow import audit

_COMING: Final = (BookingStatus.ASKED, BookingStatus.CONFIRMED)


@transaction.atomic
def hand_projects(*, source: Organization, target: Organization, actor: Actor) -> int:
    """Let a body go on with another one's open projects, paths, teams and venues; how many.

    The money of a project goes with it: its accounts lie with the new applicant from now on,
    while vouchers, which nobody changes, keep the body that they were written for. Part of a
    handover or a merge, which asks for the right; leaves an entry where anything went.
    """
    projects = list(
        open_projects([source.pk]).select_for_update(of=("self",)).values_list("pk", flat=True)
    )
    paths = list(open_paths([source.pk]).values_list("pk", flat=True))
    teams = list(open_teams([source.pk]).values_list("pk", flat=True))
    venues = list(open_venues([source.pk]).values_list("pk", flat=True))
    Project.objects.filter(pk__in=projects).update(applicant=target)
    Account.objects.filter(project__in=projects).update(organization=target)
    JointPath.objects.filter(pk__in=paths).update(organization=target)
    ActionTeam.objects.filter(pk__in=teams).update(organization=target)
    Venue.objects.filter(pk__in=venues).update(organization=target)
    Booking.objects.filter(organization=source, status__in=_COMING, ends_at__gt=actor.at).update(
        organization=target
    )
    if projects or paths or teams or venues:
        audit.record(
            verb="project.transfer",
            target=source,
            actor=actor,
            organization=target,
            before={"holder": source.name},
            after={
                "holder": target.name,
                "projects": len(projects),
                "paths": len(paths),
                "teams": len(teams),
                "venues": len(venues),
            },
        )
    return len(projects) + len(paths) + len(teams) + len(venues)
