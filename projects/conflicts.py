"""Whose project it is: whoever belongs to it neither reviews, pays nor accepts it (回避).

To a project belong its lead and members, whoever drafted it, and everybody with a post at the
applicant, below it, or at a body that takes part. Who handed it up or signed for it belongs to it
also after leaving. The city itself may take part in a project of a committee; its people stay
free to decide, or nobody could.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Q

from hierarchy.actors import Actor
from hierarchy.models import Appointment, Delegation, Organization, OrganizationGrant
from projects.models import Project
from workflow.models import AuditEntry

_OWN_DEEDS: Final = (
    *("project.submit", "project.sign_book", "project.hand_in_midterm"),
    *("project.ask_acceptance", "project.ask_brand"),
)
"""By which somebody stood for the applicant."""


class OwnProjectError(ValidationError):
    """That somebody meant to decide a project of their own; the attempt goes on the trail.

    ``projects.actions.own_refusals.keep_own_refusals`` writes it down once the act is undone.
    """

    def __init__(self, project: Project, actor: Actor) -> None:
        super().__init__(
            f"您与“{project.name}”有关联（项目负责人、成员、起草人，或在申报、参与单位及其下级任职），"
            "按回避要求不能办理本项目的审查、评审、拨付和验收。请由其他人员办理。",
            code="own_project",
        )
        self.project, self.actor = project, actor


def belonging(project: Project, user_ids: Iterable[int], *, on: dt.date) -> set[int]:
    """Those of some people who belong to a project on a day; three queries at most."""
    asked = set(user_ids)
    members = project.members.filter(pk__in=asked).values_list("pk", flat=True)
    named = {project.lead_id, project.created_by_id, *members}
    found = {pk for pk in asked if pk in named}
    left = asked - found
    return found | (_posted(project, left, on=on) if left else set())


def belongs_to(project: Project, user_id: int, *, on: dt.date) -> bool:
    """Whether a person belongs to a project on a day."""
    return bool(belonging(project, [user_id], on=on))


def refuse_own(project: Project, actor: Actor) -> None:
    """Raise ``OwnProjectError`` (``own_project``) when the actor belongs to the project (回避)."""
    if actor.user is not None and belongs_to(project, actor.user.pk, on=actor.on):
        raise OwnProjectError(project, actor)


def _posted(project: Project, user_ids: set[int], *, on: dt.date) -> set[int]:
    """Those with a live post, their own or as a stand-in, on a node of the project's bodies.

    And those who handed it up or signed for it by that day, wherever they serve by then.

    Grants rather than positions: a post of a tied station is held on every node of its site.
    """
    own: Any = Organization.objects.subtree_of(project.applicant).values("pk")
    joined: Any = project.participants.exclude(pk=project.city.pk).values("pk")
    grants = OrganizationGrant.objects.filter(
        Q(content_object_id__in=own) | Q(content_object_id__in=joined)
    )
    posts = Appointment.objects.live(on).filter(pk__in=grants.values("appointment_id"))
    held = posts.filter(user_id__in=user_ids).values_list("user_id", flat=True)
    standing_in = (
        Delegation.objects.live(on)
        .filter(delegate_id__in=user_ids, appointment__in=posts)
        .values_list("delegate_id", flat=True)
    )
    acted = AuditEntry.objects.about(project).filter(
        user_id__in=user_ids, verb__in=_OWN_DEEDS, at__date__lte=on
    )
    return set(held.union(standing_in, acted.order_by().values_list("user_id", flat=True)))
