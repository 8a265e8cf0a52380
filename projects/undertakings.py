"""Projects as other rooms link to them (see ``workflow.undertakings``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from hierarchy.actors import Actor
from projects.finding import found_projects
from projects.models import Project
from projects.terms import ProjectStatus
from workflow.undertakings import Undertaking

MOST = 100
_UNSHOWN = (ProjectStatus.DRAFT, ProjectStatus.WITHDRAWN)


class ProjectUndertakings:
    """Projects that the person reads; what is being written is nobody's to link to."""

    def choices(self, actor: Actor, text: str) -> Iterable[Undertaking]:
        """By name or number, the latest first."""
        return self._told(found_projects(text, actor)[:MOST])

    def named(self, actor: Actor, ids: Iterable[int]) -> Mapping[int, Undertaking]:
        """By id."""
        rows = Project.objects.visible_to(actor).filter(pk__in=list(ids))
        return {one.pk: one for one in self._told(rows)}

    def _told(self, rows: Any) -> list[Undertaking]:
        return [
            Undertaking(row.pk, row.name, reverse("projects:project_detail", args=[row.pk]))
            for row in rows
            if row.status not in _UNSHOWN
        ]
