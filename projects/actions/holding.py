"""Rows held until the transaction ends, read as they stand now, in the order that all keep.

Whoever moves money takes the project's row first, then the paper's (tranche, expense); the
accounts come last, in ``posting``.
"""

from __future__ import annotations

from projects.models import Project


def locked_project(project: Project) -> Project:
    """The project's row as it stands now, held: whoever moves its money comes here first."""
    return (
        Project.objects.select_for_update(of=("self",), no_key=True)
        .select_related("tenant", "applicant__tenant", "applicant__parent")
        .get(pk=project.pk)
    )
