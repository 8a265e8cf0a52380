"""Telling bodies and people what became of a project: one notice an occasion, with its page."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from accounts.models import User
from hierarchy.actors import Actor
from hierarchy.models import Organization
from projects.models import Project
from workflow.actions import notify_person, send_notices
from workflow.models import Notice


def tell_bodies(
    project: Project,
    bodies: Iterable[Organization],
    kind: Notice.Kind,
    title: str,
    *,
    actor: Actor,
    body: str = "",
    path: str = "",
) -> None:
    """Tell whoever serves these bodies; part of the act that is told."""
    send_notices(
        tenant=project.tenant,
        kind=kind,
        title=title,
        body=body,
        key=_occasion(project, title, actor),
        path=path or _page_of(project),
        organizations=bodies,
        actor=actor,
    )


def tell_people(
    project: Project,
    people: Iterable[User],
    kind: Notice.Kind,
    title: str,
    *,
    actor: Actor,
    body: str = "",
    path: str = "",
) -> None:
    """Tell single people, never whoever acts; part of the act that is told."""
    for person in people:
        if actor.user is not None and person.pk == actor.user.pk:
            continue
        notify_person(
            recipient=person,
            tenant=project.tenant,
            kind=kind,
            title=title,
            body=body,
            key=_occasion(project, title, actor),
            path=path or _page_of(project),
            actor=actor,
        )


def tell_applicant(
    project: Project,
    kind: Notice.Kind,
    title: str,
    *,
    actor: Actor,
    body: str = "",
    path: str = "",
) -> None:
    """Tell the applicant's people and the project's lead."""
    tell_bodies(project, [project.applicant], kind, title, actor=actor, body=body, path=path)
    tell_people(project, [project.lead], kind, title, actor=actor, body=body, path=path)


def tell_city(
    project: Project,
    kind: Notice.Kind,
    title: str,
    *,
    actor: Actor,
    body: str = "",
    path: str = "",
) -> None:
    """Tell the body that reviews, pays and accepts."""
    tell_bodies(project, [project.city], kind, title, actor=actor, body=body, path=path)


def _page_of(project: Project) -> str:
    return reverse("projects:project_detail", args=[project.pk])


def _occasion(project: Project, title: str, actor: Actor) -> str:
    """One a project, a moment and a subject: the words before the project's name tell it."""
    subject = title.partition("：")[0]
    return f"project:{project.pk}:{subject}:{actor.at.isoformat()}"[:120]
