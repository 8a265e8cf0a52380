"""Telling the applicant or the city what became of a project's money: one notice an occasion."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from projects.models import Project
from workflow.actions import send_notices
from workflow.models import Notice

ASKED, ANSWERED = Notice.Kind.REPORTED, Notice.Kind.ANSWERED


def tell_money(
    paper: models.Model,
    *,
    project: Project,
    to: Organization,
    kind: str,
    title: str,
    body: str,
    actor: Actor,
) -> None:
    """Put a notice about a tranche or an expense before those who serve a body. Part of an act."""
    send_notices(
        tenant=project.tenant,
        kind=kind,
        title=f"{title}：{project.name}",
        body=body,
        key=f"{paper._meta.model_name}:{paper.pk}:{title[:20]}:{actor.at:%y%m%d%H%M%S%f}",
        path=f"{reverse('projects:project_detail', args=[project.pk])}#money",
        organizations=[to],
        actor=actor,
    )
