"""Who works on a project, and who keeps its case in the library (案例入库)."""

from __future__ import annotations

from typing import Final

from hierarchy.actors import Actor
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from projects.models import Project
from projects.terms import ProjectStatus

FINISHED: Final = (ProjectStatus.ARCHIVED, ProjectStatus.BRAND_ASKED, ProjectStatus.BRAND)


def may_work(project: Project, actor: Actor) -> bool:
    """Whether the actor tells how the work goes: the applicant's people, or the lead in person."""
    is_lead = actor.user is not None and actor.user.pk == project.lead_id
    return is_lead or can(actor, Capability.HANDLE, at=project.applicant)


def require_working(project: Project, actor: Actor) -> None:
    """``PermissionDenied`` for whoever does not work on the project."""
    if not may_work(project, actor):
        require(actor, Capability.HANDLE, at=project.applicant)


def may_keep(project: Project, actor: Actor) -> bool:
    """Whether the actor puts the project's case into the library, or takes it out.

    The city does of every finished project, the applicant of a recognised brand.
    """
    if project.status not in FINISHED or project.accepted_on is None:
        return False
    if can(actor, Capability.HANDLE, at=project.city):
        return True
    is_brand = project.status == ProjectStatus.BRAND
    return is_brand and can(actor, Capability.HANDLE, at=project.applicant)
