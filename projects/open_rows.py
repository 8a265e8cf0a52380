"""What of this room still needs a body: projects and paths under way, teams, venues in use."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from projects.models import ActionTeam, JointPath, Project, Venue
from projects.terms import PathStatus, TeamStatus, VenueStatus


def open_projects(organization_ids: Sequence[int]) -> QuerySet[Project]:
    """Projects, drafts included, that are neither filed nor refused: with them goes their money."""
    return Project.objects.filter(applicant_id__in=list(organization_ids)).open().order_by("pk")


def open_paths(organization_ids: Sequence[int]) -> QuerySet[JointPath]:
    """Synchronised paths whose effect is not confirmed yet: somebody still has to report it."""
    rows = JointPath.objects.filter(organization_id__in=list(organization_ids))
    return rows.exclude(status__in=(PathStatus.CONFIRMED, PathStatus.DROPPED)).order_by("pk")


def open_teams(organization_ids: Sequence[int]) -> QuerySet[ActionTeam]:
    """Action branches, pioneer posts and task forces that have not ended."""
    rows = ActionTeam.objects.filter(organization_id__in=list(organization_ids))
    return rows.exclude(status=TeamStatus.ENDED).order_by("pk")


def open_venues(organization_ids: Sequence[int]) -> QuerySet[Venue]:
    """Venues that have not been given up."""
    rows = Venue.objects.filter(organization_id__in=list(organization_ids))
    return rows.exclude(status=VenueStatus.CLOSED).order_by("pk")
