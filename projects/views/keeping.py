"""Who keeps a finished project's case in the library (案例入库)."""

from __future__ import annotations

from typing import Final

from hierarchy.actors import Actor
from hierarchy.roles import can
from hierarchy.terms import Capability
from projects.models import Project
from projects.terms import ProjectStatus

FINISHED: Final = (ProjectStatus.ARCHIVED, ProjectStatus.BRAND_ASKED, ProjectStatus.BRAND)


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
