"""Who may be registered for a course, and by whom: the people of one's own scope.

A course is open to the body that holds it and to all below. Each body registers its own people,
a station also the officers whose files it keeps; the body that holds the course also registers
those whom it sees: a 专委会 sees no member.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from hierarchy.actors import Actor
from hierarchy.models import Appointment, Organization
from hierarchy.roles import can
from hierarchy.scope import Viewer
from hierarchy.terms import ANCESTOR_COLUMN, Capability, Tier
from people.models import Course, Member, OfficerFile, StudyRecord, Worker
from people.terms import Learner
from workflow.superiors import branches_of

COLUMN: Final[Mapping[str, str]] = {
    Learner.MEMBER: "member",
    Learner.WORKER: "worker",
    Learner.OFFICER: "officer_file",
}
"""The column of ``StudyRecord`` that holds a learner of each kind."""
MODEL: Final[Mapping[str, Any]] = {
    Learner.MEMBER: Member,
    Learner.WORKER: Worker,
    Learner.OFFICER: OfficerFile,
}


def kind_of(learner: Member | Worker | OfficerFile) -> Learner:
    """Which of the three files a learner is."""
    return next(Learner(kind) for kind, model in MODEL.items() if isinstance(learner, model))


def learner_of(record: StudyRecord) -> Any:
    """Whose hours a record holds: a member, a worker, or an officer's file."""
    return record.member or record.worker or record.officer_file


def name_of(learner: Member | Worker | OfficerFile) -> str:
    """What the learner is called."""
    return learner.user.name if isinstance(learner, OfficerFile) else learner.name


def writing_body(learner: Member | Worker | OfficerFile, actor: Actor) -> Organization:
    """In whose name somebody writes for a learner: of an officer also the body above the post."""
    body: Organization = learner.organization
    if not isinstance(learner, OfficerFile) or body.parent is None:
        return body
    return body if can(actor, Capability.HANDLE, at=body) else body.parent


def learners_of(course: Course, actor: Actor) -> QuerySet[Any, Any]:
    """Those whom a person may register for a course, in no order."""
    own = list(actor.organization_ids(Capability.HANDLE))
    reach = below(course.organization)
    if course.learner == Learner.MEMBER:
        reach |= Q(organization_id__in=branches_of([course.organization_id]))
    rows = _serving(course.learner, actor).filter(reach)
    if course.organization_id in own:
        return rows
    if course.learner == Learner.OFFICER:
        # The file is the station's; of himself an officer only signs in.
        return rows.filter(organization__parent_id__in=own)
    return rows.filter(organization_id__in=own)


def in_order(rows: QuerySet[Any, Any], learner: str) -> QuerySet[Any, Any]:
    """Learners by body and name, as people look for them; never by hours."""
    name = "user__name_key" if learner == Learner.OFFICER else "name_key"
    columns = ("organization__name_key", name, "pk")
    related = ("organization", "user") if learner == Learner.OFFICER else ("organization",)
    return rows.select_related(*related).order_by(*columns)


def serving_officers(rows: QuerySet[Any, Any], actor: Actor) -> QuerySet[Any, Any]:
    """Files of officers who hold their post today."""
    holds = Appointment.objects.live(actor.on).filter(
        user=OuterRef("user"), position__organization=OuterRef("organization")
    )
    return rows.filter(Exists(holds))


def own_learner(course: Course, actor: Actor) -> Member | Worker | OfficerFile | None:
    """The person's own file among the learners of a course; ``None`` where there is none.

    Workers and officers are known by their account. A member is the one of that name in the
    branch for which the person acts, where the name is borne once.
    """
    if actor.user is None:
        return None
    rows: QuerySet[Any, Any]
    if course.learner == Learner.MEMBER:
        own = actor.organization_ids(Capability.HANDLE)
        mine = Member.objects.visible_to(actor).filter(organization_id__in=own)
        rows = mine.counting().filter(name=actor.user.name)
    elif course.learner == Learner.WORKER:
        rows = Worker.objects.filter(user=actor.user).serving(actor.on)
    else:
        rows = serving_officers(OfficerFile.objects.filter(user=actor.user), actor)
    found = list(rows.filter(below(course.organization))[:2])
    return found[0] if len(found) == 1 else None


def matched(rows: Iterable[Any], names: Iterable[str]) -> tuple[list[Any], list[str]]:
    """Learners by their names, and the names that nobody or more than one of them bears."""
    known: dict[str, list[Any]] = {}
    for row in rows:
        known.setdefault(_bare(name_of(row)), []).append(row)
    found: list[Any] = []
    unknown: list[str] = []
    for name in dict.fromkeys(names):
        bearers = known.get(_bare(name), [])
        if len(bearers) == 1:
            found.append(bearers[0])
        else:
            unknown.append(name)
    return found, unknown


def below(body: Organization) -> Q:
    """Rows of the body itself and of all below it, by their ``organization``."""
    found = Q(organization=body)
    if body.tier == Tier.CITY:
        return found | Q(tenant_id=body.tenant_id)
    if column := ANCESTOR_COLUMN.get(body.tier):
        found |= Q(**{f"organization__{column}": body})
    return found


def _serving(learner: str, actor: Actor) -> QuerySet[Any, Any]:
    if learner == Learner.MEMBER:
        return Member.objects.detailed(actor).counting()
    if learner == Learner.WORKER:
        return Worker.objects.visible_to(actor).serving(actor.on)
    return serving_officers(OfficerFile.objects.visible_to(actor), actor)


def seen(learner: str, actor: Viewer) -> QuerySet[Any, Any]:
    """The files of one kind that a person reads, masked or not."""
    rows: QuerySet[Any, Any] = MODEL[learner].objects.visible_to(actor)
    return rows


def _bare(name: str) -> str:
    return "".join(name.split())
