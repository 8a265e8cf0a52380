"""What one assignment's page is made of: the way it came, what lies below, what one may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.urls import reverse

from checklists.models import Assignment, Report, Review, Waiver
from checklists.progress import ancestry
from checklists.rules import light_of
from checklists.terms import (
    DONE_STATUSES,
    OPEN_STATUSES,
    RECEIVER_STATUSES,
    VOID_STATUSES,
    AssignmentStatus,
    Decision,
    Light,
)
from checklists.verbs import Verb, available_verbs
from hierarchy.actors import Actor, Post
from hierarchy.roles import can
from hierarchy.terms import Capability, Tier

CHILDREN_SHOWN = 20
REPORTABLE = (AssignmentStatus.IN_PROGRESS, AssignmentStatus.RETURNED)
_DECISIONS = ("accept", "send_back", "uphold", "yield", "grant_extension", "refuse_extension")


@dataclass(slots=True)
class Node:
    """One link of the chain as ``components/thread_node.html`` draws it."""

    tier: str
    name: str
    light: str
    word: str
    url: str = ""
    note: str = ""
    is_current: bool = False
    is_break: bool = False
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the actor may do now, and in whose name."""

    decisions: list[Verb]
    others: list[Verb]
    sign: Verb | None
    may_report: bool
    may_ask_time: bool
    may_confirm: bool
    may_decompose: bool
    may_remind: bool
    may_comment: bool
    is_running: bool
    post: Post | None


@dataclass(frozen=True, slots=True)
class Below:
    """What the receiver passed on: the counts, and the first rows, open ones first."""

    total: int
    done: int
    open: int
    overdue: int
    rows: list[tuple[Assignment, Light]]


def waivers(assignment: Assignment) -> list[Waiver]:
    """Why its receiver passes it on to nobody (不涉及), as issued and not superseded since."""
    if assignment.tier == Tier.BRANCH or not assignment.is_decomposed:
        return []
    issued = assignment.waivers.filter(checklist__issued_at__isnull=False)
    current = issued.exclude(checklist__superseded_by__issued_at__isnull=False)
    return list(current.select_related("checklist"))


def light(assignment: Assignment, actor: Actor) -> Light:
    """Its light today; the city must have been read along."""
    return light_of(assignment, tenant=assignment.tenant, on=actor.on)


def facts(assignment: Assignment, actor: Actor) -> dict[str, Any]:
    """What every page about one assignment says of it."""
    return {
        "assignment": assignment,
        "item": assignment.item,
        "light": light(assignment, actor),
        "today": actor.on,
    }


def chain(assignment: Assignment, actor: Actor) -> Node:
    """From the city's issue down to this assignment, each link within the one above."""
    links = ancestry(assignment)
    nodes = [
        Node(
            tier=f"{link.receiver.tier_number}级",
            name=link.receiver.label,
            light=light_of(link, tenant=assignment.tenant, on=actor.on),
            word=link.get_status_display(),
            note=link.item.title if link.pk != assignment.pk else "",
            is_current=link.pk == assignment.pk,
        )
        for link in links
    ]
    head = Node(
        tier=f"{links[0].issuer.tier_number}级",
        name=links[0].issuer.label,
        light="",
        word="",
        note="下发",
        url=reverse("checklists:thread", args=[assignment.key_point_id]),
    )
    for upper, lower in zip([head, *nodes], nodes, strict=False):
        upper.children = [lower]
    return head


def below(assignment: Assignment, actor: Actor) -> Below | None:
    """The work its receiver passed on, as far as the actor may look; ``None`` at the last tier."""
    if assignment.tier == Tier.BRANCH:
        return None
    rows = Assignment.objects.visible_to(actor).filter(parent=assignment)
    counts = rows.aggregate(
        total=Count("id", filter=~Q(status__in=VOID_STATUSES)),
        done=Count("id", filter=Q(status__in=DONE_STATUSES)),
        open=Count("id", filter=Q(status__in=OPEN_STATUSES)),
        overdue=Count("id", filter=Q(status__in=RECEIVER_STATUSES, due_date__lt=actor.on)),
    )
    open_first = Case(
        When(status__in=OPEN_STATUSES, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    shown = rows.with_parties().order_by(open_first, "due_date", "id")[:CHILDREN_SHOWN]
    return Below(**counts, rows=[(row, light(row, actor)) for row in shown])


def deeds(assignment: Assignment, actor: Actor) -> Deeds:
    """The buttons of the page, from the table of moves and the actor's rights."""
    verbs = available_verbs(assignment, actor)
    handles = can(actor, Capability.HANDLE, at=assignment.receiver)
    comments = can(actor, Capability.COMMENT, at=assignment.receiver)
    reviews = can(actor, Capability.REVIEW, at=assignment.issuer)
    reportable = handles and assignment.status in REPORTABLE
    capability, body = (
        (Capability.HANDLE, assignment.receiver)
        if handles
        else (Capability.REVIEW, assignment.issuer)
        if reviews
        else (Capability.COMMENT, assignment.receiver)
    )
    return Deeds(
        decisions=[verb for verb in verbs if verb.key in _DECISIONS],
        others=[verb for verb in verbs if verb.key not in (*_DECISIONS, "sign")],
        sign=next((verb for verb in verbs if verb.key == "sign"), None),
        may_report=reportable,
        may_ask_time=reportable
        and not assignment.extension_asked
        and actor.on <= assignment.due_date,
        may_confirm=handles and assignment.needs_confirmation,
        may_decompose=reportable
        and assignment.tier != Tier.BRANCH
        and not assignment.is_decomposed
        and can(actor, Capability.DRAFT, at=assignment.receiver),
        may_remind=comments and not handles and assignment.is_owed,
        may_comment=comments,
        is_running=assignment.is_owed,
        post=actor.post_for(capability, at=body),
    )


def awaiting_answer(reports: list[Report]) -> Report | None:
    """The newest report that asks for an answer and has none yet."""
    asking = (report for report in reports if report.kind != "progress")
    return next((report for report in asking if not hasattr(report, "review")), None)


def returned(assignment: Assignment, reports: list[Report]) -> Review | None:
    """Why it came back, while it is back: the newest answer."""
    if assignment.status != AssignmentStatus.RETURNED:
        return None
    answers = (report.review for report in reports if hasattr(report, "review"))
    return next((one for one in answers if one.decision == Decision.SEND_BACK), None)
