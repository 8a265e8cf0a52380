"""The review queue (审核): everything that waits for a decision of the reader's own bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from checklists import dossier
from checklists.filters import AssignmentFilter
from checklists.history import figures_in_words
from checklists.models import Assignment, Report
from checklists.querysets import AssignmentQuerySet
from checklists.terms import AssignmentStatus, Light, ReportKind
from checklists.verbs import VERBS, Verb
from hierarchy.actors import Actor
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from workflow.history import Picture, pictures

ROWS = 20


@dataclass(frozen=True, slots=True)
class Kind:
    """One tab of the queue: what waits, and the two answers, the agreeing one first."""

    key: str
    label: str
    waiting: Q
    report: str
    answers: tuple[Verb, Verb]


KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "completion",
            "申请销号",
            Q(status=AssignmentStatus.REPORTED),
            ReportKind.COMPLETION,
            (VERBS["accept"], VERBS["send_back"]),
        ),
        Kind(
            "objection",
            "异议",
            Q(status=AssignmentStatus.OBJECTED),
            ReportKind.OBJECTION,
            (VERBS["uphold"], VERBS["yield"]),
        ),
        Kind(
            "extension",
            "申请延期",
            Q(extension_asked=True),
            ReportKind.EXTENSION,
            (VERBS["grant_extension"], VERBS["refuse_extension"]),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the queue: what was sent up, shown so that it can be decided in place."""

    assignment: Assignment
    light: Light
    report: Report | None
    figures: str
    evidence: list[Picture]

    @property
    def item(self) -> object:
        """What rows are grouped by."""
        return self.assignment.item


@login_required
@require_safe
def review_queue(request: ActorRequest) -> HttpResponse:
    """What waits for my bodies' decision, by item, the soonest due first."""
    bodies = request.actor.organization_ids(Capability.REVIEW)
    if not bodies:
        raise PermissionDenied(
            "审核由直接下发单位的负责人办理，您现在没有审核岗位。请切换岗位，或联系上级负责人。"
        )
    search = AssignmentFilter(request.GET, actor=request.actor)
    own = _awaiting(search, request.actor)
    counts = _counts(own)
    kind = KINDS.get(request.GET.get("waiting", "")) or _first_waiting(counts)
    page = keyset_page(
        _with_reports(own.filter(kind.waiting), kind.report),
        keys=("due_date", "item_id", "id"),
        query=request.GET,
        size=ROWS,
    )
    context = {
        "kind": kind,
        "tabs": _tabs(request.GET, kind, counts),
        "rows": [_waiting(row, request.actor) for row in page.rows],
        "page": page,
        "chosen": search.chosen(),
        "here": _address(request.GET, kind.key, keep_page=True),
        "today": request.actor.on,
    }
    return render(request, "checklists/review_queue.html", context)


def tabs_after(address: str, *, actor: Actor) -> list[dict[str, object]]:
    """The tabs of the queue at this address as they count now, after a decision made in place."""
    query = QueryDict(urlsplit(address).query)
    counts = _counts(_awaiting(AssignmentFilter(query, actor=actor), actor))
    return _tabs(query, KINDS.get(query.get("waiting", "")) or _first_waiting(counts), counts)


def _awaiting(search: AssignmentFilter, actor: Actor) -> AssignmentQuerySet[Assignment]:
    bodies = actor.organization_ids(Capability.REVIEW)
    return search.rows().filter(issuer_id__in=bodies).awaiting_issuer()


def _counts(rows: AssignmentQuerySet[Assignment]) -> dict[str, int]:
    return rows.aggregate(**{key: Count("id", filter=one.waiting) for key, one in KINDS.items()})


def _first_waiting(counts: dict[str, int]) -> Kind:
    """The tab to open when none was asked for: the first that holds something."""
    return next((kind for key, kind in KINDS.items() if counts[key]), KINDS["completion"])


def _with_reports(rows: AssignmentQuerySet[Assignment], kind: str) -> QuerySet[Any]:
    """Read along the unanswered reports with their evidence: two queries more."""
    unanswered = (
        Report.objects.filter(kind=kind, review__isnull=True)
        .prefetch_related("evidence")
        .latest_first()
    )
    return rows.with_parties().prefetch_related(
        Prefetch("reports", queryset=unanswered, to_attr="unanswered")
    )


def _waiting(assignment: Any, actor: Actor) -> Waiting:
    report = next(iter(assignment.unanswered), None)
    return Waiting(
        assignment=assignment,
        light=dossier.light(assignment, actor),
        report=report,
        figures=figures_in_words(report, assignment) if report else "",
        evidence=pictures(report.evidence.all()) if report else [],
    )


def _tabs(query: QueryDict, current: Kind, counts: dict[str, int]) -> list[dict[str, object]]:
    return [
        {
            "label": kind.label,
            "url": _address(query, key),
            "count": counts[key],
            "is_current": kind is current,
        }
        for key, kind in KINDS.items()
    ]


def _address(query: QueryDict, waiting: str, *, keep_page: bool = False) -> str:
    """The queue under one tab with the rest of the search; by itself from its first page."""
    kept = query.copy()
    for name in () if keep_page else ("after", "before"):
        kept.pop(name, None)
    kept["waiting"] = waiting
    return f"{reverse('checklists:review_queue')}?{kept.urlencode()}"
