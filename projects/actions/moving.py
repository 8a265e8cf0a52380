"""Locking a project and moving it along its table: shared by every step of its life."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Capability
from projects.conflicts import refuse_own
from projects.models import Project
from projects.project_moves import PROJECT_MOVES
from workflow.moves import perform

Changes = Mapping[str, Any] | Callable[[Project], Mapping[str, Any]]


def lock_project(project: Project) -> Project:
    """The project as it is now, locked until the transaction ends."""
    return (
        Project.objects.select_for_update(of=("self",))
        .select_related("tenant", "applicant__parent", "applicant__industry", "lead")
        .get(pk=project.pk)
    )


def move_project(
    project: Project, verb: str, *, actor: Actor, reason: str = "", changes: Changes | None = None
) -> Project:
    """Make one move of the project's life; what the city does is never done to one's own.

    ``changes`` as a function also checks: it is asked of the locked project once the right and
    the status are clear. Raises what ``workflow.moves.perform`` and ``refuse_own`` raise.
    """

    def settled(fresh: Project) -> Mapping[str, Any]:
        if PROJECT_MOVES[verb].at == "city":
            refuse_own(fresh, actor)
        return (changes(fresh) if callable(changes) else changes) or {}

    return perform(project, verb, table=PROJECT_MOVES, actor=actor, reason=reason, changes=settled)


def label_at(organization: Organization, capability: Capability, actor: Actor) -> str:
    """The post as which the actor signs there, in words."""
    post = actor.post_for(capability, at=organization)
    return (post.label if post else actor.post_label)[:200]
