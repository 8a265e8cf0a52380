"""Telling the applicant and the lead, or the city, what became of a project's money."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from projects.models import Expense, Project
from workflow.actions import notify_person, send_notices
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
    """Put a notice about a tranche or an expense before those who serve a body. Part of an act.

    The project's lead, who often serves another body, reads what the applicant is told.
    """
    told: dict[str, Any] = {
        "tenant": project.tenant,
        "kind": kind,
        "title": f"{title}：{project.name}",
        "body": body,
        "key": f"{paper._meta.model_name}:{paper.pk}:{title[:20]}:{actor.at:%y%m%d%H%M%S%f}",
        "path": _page_of(paper, project),
        "actor": actor,
    }
    send_notices(organizations=[to], **told)
    acting = actor.user.pk if actor.user else None
    if to.pk == project.applicant_id and project.lead_id != acting:
        notify_person(recipient=project.lead, **told)


def _page_of(paper: models.Model, project: Project) -> str:
    if isinstance(paper, Expense):
        return reverse("projects:expense_detail", args=[paper.pk])
    return f"{reverse('projects:project_detail', args=[project.pk])}?part=money"
