"""The thread (穿透): from a city key point down to the branch's photo, and where it stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from checklists import dossier
from checklists.history import figures_in_words
from checklists.models import Assignment, ChecklistItem, Report
from checklists.progress import Tally, Thread, ThreadRow, on_the_way, thread_of
from checklists.terms import AssignmentStatus, Light
from hierarchy.actors import Actor
from hierarchy.holders import handler_names
from hierarchy.models import Organization
from hierarchy.numbers import row_id
from hierarchy.requests import ActorRequest
from hierarchy.roles import can
from hierarchy.terms import TIER_NUMBER, Capability, Tier
from workflow.history import Picture, pictures

# The worst first: what a body with several assignments shows.
_WORST = (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY, Light.BLUE)
NAMES_SHOWN = 2


@dataclass(slots=True)
class Line:
    """One body as the page draws it."""

    body: Organization
    tally: Tally
    assignments: list[Assignment]
    light: Light | None
    word: str
    holder: str
    stopped: Assignment | None
    stopped_days: int
    may_remind: bool
    is_outside: bool
    waived: str = ""

    @property
    def is_leaf(self) -> bool:
        """The last tier: opening it shows reports, not bodies."""
        return self.body.tier == Tier.BRANCH


@dataclass(slots=True)
class Proof:
    """One assignment of the last tier with what was sent up and answered."""

    assignment: Assignment
    light: Light
    reports: list[Told] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Told:
    """One report with its figures and evidence as the page shows them."""

    report: Report
    figures: str
    evidence: list[Picture]


@login_required
@require_safe
def thread(request: ActorRequest, pk: int) -> HttpResponse:
    """A key point over the bodies directly below one body; the reader's highest by default."""
    actor = request.actor
    item = _head(request, pk)
    if isinstance(item, HttpResponse):
        return item
    below = _asked(request) or _own_height(item, actor)
    found = thread_of(key_point=item, below=below, actor=actor, on=actor.on)
    lines = _lines(found, actor)
    context = {
        "item": item,
        "below": below,
        "tier": TIER_NUMBER[below.tier],
        "total": found.total,
        "lines": lines,
        "own": next(iter(found.own.assignments), None),
        "stopped": [line.stopped for line in lines if line.stopped and line.may_remind],
        "upward": _upward(below, actor),
        "is_partial": bool(actor.scope(Capability.VIEW_WORK).regions),
        "proofs": _proofs(found.own.assignments, actor) if below.tier == Tier.BRANCH else [],
        "today": actor.on,
    }
    return render(request, "checklists/thread.html", context)


@login_required
@require_safe
def thread_rows(request: ActorRequest, pk: int) -> HttpResponse:
    """The next step down, as a fragment: bodies below a body, or a branch's reports and photos."""
    actor = request.actor
    item = _head(request, pk)
    if isinstance(item, HttpResponse):
        return item
    below = _asked(request)
    if below is None:
        raise Http404
    found = thread_of(key_point=item, below=below, actor=actor, on=actor.on)
    context = {"item": item, "below": below, "today": actor.on}
    if below.tier == Tier.BRANCH:
        context["proofs"] = _proofs(found.own.assignments, actor)
        return render(request, "checklists/_thread_proofs.html", context)
    context["lines"] = _lines(found, actor)
    return render(request, "checklists/_thread_rows.html", context)


def _head(request: ActorRequest, pk: int) -> ChecklistItem | HttpResponse:
    """The key point as it is worded now; any other item leads to its key point's thread."""
    heads = ChecklistItem.objects.heading(request.actor).filter(pk=pk)
    head = ChecklistItem.objects.newest_of(heads.values("pk")).first()
    if head is not None:
        return head
    items = ChecklistItem.objects.select_related("checklist")
    item = get_object_or_404(items.visible_to(request.actor), pk=pk)
    if item.key_point_id is None:
        return item
    address = reverse("checklists:thread", args=[item.key_point_id])
    issuer = on_the_way(request.actor).filter(pk=item.checklist.issuer_id)
    # A receiver doesn't look at its issuer's whole part: it lands at its own height.
    return redirect(f"{address}?below={item.checklist.issuer_id}" if issuer.exists() else address)


def _asked(request: ActorRequest) -> Organization | None:
    """The body asked for, if any was; 404 outside the reader's way."""
    asked = request.GET.get("below", "")
    if not asked:
        return None
    return get_object_or_404(_bodies(request.actor), pk=row_id(asked))


def _own_height(item: ChecklistItem, actor: Actor) -> Organization:
    """Where the reader's highest posts stand: of several bodies the one that owes on this item.

    The head of a station that serves several industries holds a post at each of its bodies.
    """
    scope = actor.scope(Capability.VIEW_WORK)
    bodies = _bodies(actor)
    tiers = list(TIER_NUMBER)
    highest = min((node.tier for node in scope.nodes), key=tiers.index, default=None)
    if highest is None:
        return get_object_or_404(bodies, parent__isnull=True, tenant_id__in=scope.tenant_ids)
    own = [node.organization_id for node in scope.nodes if node.tier == highest]
    owed = Assignment.objects.visible_to(actor).filter(key_point_id=item.head_id)
    owes = Exists(owed.filter(receiver=OuterRef("pk")))
    nearest = bodies.filter(pk__in=own).order_by(owes.desc(), "name_key", "pk").first()
    if nearest is None:
        raise Http404
    return nearest


def _bodies(actor: Actor) -> QuerySet[Organization]:
    return on_the_way(actor).select_related("parent__parent__parent__parent")


def _upward(body: Organization, actor: Actor) -> list[Organization]:
    """The bodies above that the reader may open, from the top."""
    above: list[Organization] = []
    upper = body.parent
    regions = actor.scope(Capability.VIEW_WORK).regions
    while upper is not None:
        if regions or can(actor, Capability.VIEW_WORK, at=upper):
            above.insert(0, upper)
        upper = upper.parent
    return above


def _lines(found: Thread, actor: Actor) -> list[Line]:
    names = handler_names([row.organization.pk for row in found.rows], on=actor.on)
    return [_line(row, names.get(row.organization.pk, []), actor) for row in found.rows]


def _line(row: ThreadRow, names: list[str], actor: Actor) -> Line:
    body = row.organization
    lights = [dossier.light(assignment, actor) for assignment in row.assignments]
    worst = next((light for light in _WORST if light in lights), None)
    stopped = next(iter(row.stopped), None)
    holder = "、".join(names[:NAMES_SHOWN])
    return Line(
        body=body,
        tally=row.tally,
        assignments=row.assignments,
        light=worst,
        word=_status(row.assignments, worst, actor),
        holder=f"{holder}等 {len(names)} 人" if len(names) > NAMES_SHOWN else holder,
        stopped=stopped,
        stopped_days=_days(stopped, actor.on) if stopped else 0,
        may_remind=stopped is not None and can(actor, Capability.COMMENT, at=body),
        is_outside=not can(actor, Capability.VIEW_WORK, at=body),
        waived=row.waived,
    )


def _status(assignments: list[Assignment], worst: Light | None, actor: Actor) -> str:
    """The status of the assignment that shows the worst light, and how many there are."""
    shown = next((one for one in assignments if dossier.light(one, actor) == worst), None)
    if shown is None:
        return ""
    word = str(shown.get_status_display())
    if worst == Light.RED:
        word = f"{word}，逾期 {(actor.on - shown.due_date).days} 天"
    return f"{word}（共 {len(assignments)} 项）" if len(assignments) > 1 else word


def _days(stopped: Assignment, on: dt.date) -> int:
    """Since when it has lain there: since it was signed for, or issued."""
    since = stopped.signed_at if stopped.status != AssignmentStatus.TO_SIGN else None
    return (on - timezone.localdate(since or stopped.issued_at)).days


def _proofs(assignments: Iterable[Assignment], actor: Actor) -> list[Proof]:
    """What the last tier sent up and what was answered. Two queries."""
    proofs = {one.pk: Proof(one, dossier.light(one, actor)) for one in assignments}
    reports = (
        Report.objects.visible_to(actor)
        .filter(assignment__in=list(proofs))
        .select_related("review", "assignment__item")
        .prefetch_related("evidence")
        .latest_first()
    )
    for report in reports:
        proof = proofs[report.assignment_id]
        figures = figures_in_words(report, proof.assignment)
        proof.reports.append(Told(report, figures, pictures(report.evidence.all())))
    return list(proofs.values())
