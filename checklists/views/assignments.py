"""One assignment and the list of all: what is owed, to whom, how it stands, what one may do."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from checklists import dossier
from checklists.actions.deciding import comment_assignment, remind_assignment
from checklists.actions.handling import confirm_amendment
from checklists.filters import AssignmentFilter
from checklists.forms.assignments import CommentForm, RemindForm
from checklists.history import figures_in_words, history_of, reports_of
from checklists.models import Assignment
from checklists.terms import Light
from checklists.views.bulk import bulk_actions
from hierarchy.paging import Page, keyset_page
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow.history import pictures
from workflow.models import SavedFilter

PAGE = "checklists:assignment_list"
# Further than this nobody counts the rows of a search: the answer is "more".
COUNTED_MOST = 1000
_LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE, Light.GREY)
# By label: the fields ``open`` and ``light`` of the search.
_TABS = (
    ("未办结", ("on", "")),
    *((str(light.label), ("", light.value)) for light in _LIGHTS),
    ("全部", ("", "")),
)


@login_required
@require_safe
def assignment_list(request: ActorRequest) -> HttpResponse:
    """All assignments in scope, the soonest due first."""
    query = request.GET or QueryDict("open=on")
    search = AssignmentFilter(query, actor=request.actor)
    rows = search.rows().with_parties()
    page = keyset_page(rows, keys=("due_date", "id"), query=query)
    context = {
        "form": search,
        "chosen": search.chosen(),
        "tabs": _tabs(query),
        "rows": [(row, dossier.light(row, request.actor)) for row in page.rows],
        "page": page,
        "found": _counted(search, page),
        "most_counted": COUNTED_MOST,
        "filter_page": PAGE,
        "is_filtered": bool(request.GET) and bool(search.chosen()),
        "saved_filters": SavedFilter.objects.visible_to(request.actor).filter(page=PAGE),
        "query": _kept(query).urlencode(),
        "bulk": bulk_actions(request.actor),
        "today": request.actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "checklists/assignment_list.html", context, status=status)


@login_required
@require_safe
def assignment_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One assignment on one screen: asked, chain, below, history, and what one may do."""
    rows = Assignment.objects.visible_to(request.actor).with_parties()
    assignment = get_object_or_404(rows, pk=pk)
    reports = reports_of(assignment)
    awaiting = dossier.awaiting_answer(reports)
    context = {
        **dossier.facts(assignment, request.actor),
        "chain": dossier.chain(assignment, request.actor),
        "below": dossier.below(assignment, request.actor),
        "history": history_of(assignment, reports),
        "deeds": dossier.deeds(assignment, request.actor),
        "awaiting": awaiting,
        "figures": figures_in_words(awaiting, assignment) if awaiting else "",
        "evidence": pictures(awaiting.evidence.all()) if awaiting else [],
        "returned": dossier.returned(assignment, reports),
        "waivers": dossier.waivers(assignment),
        "remark_form": CommentForm(auto_id="remark_%s"),
    }
    return render(request, "checklists/assignment_detail.html", context)


@login_required
@require_POST
def assignment_comment(request: ActorRequest, pk: int) -> HttpResponse:
    """Leave a remark."""
    assignment = get_object_or_404(
        Assignment.objects.visible_to(request.actor).with_parties(), pk=pk
    )
    require(request.actor, Capability.COMMENT, at=assignment.receiver)
    form = CommentForm(request.POST)
    if form.is_valid():
        with refusals(request) as attempt:
            comment_assignment(
                assignment=assignment, text=form.cleaned_data["text"], actor=request.actor
            )
        if not attempt.refused:
            messages.success(request, f"已批注，{assignment.receiver.label}会收到消息。")
    else:
        messages.error(request, _first_error(form))
    return redirect("checklists:assignment_detail", pk=pk)


@login_required
@require_POST
def assignment_remind(request: ActorRequest, pk: int) -> HttpResponse:
    """Remind the receiver by hand, at most once a day."""
    assignment = get_object_or_404(
        Assignment.objects.visible_to(request.actor).with_parties(), pk=pk
    )
    require(request.actor, Capability.COMMENT, at=assignment.receiver)
    form = RemindForm(request.POST)
    told = f"已催办{assignment.receiver.label}。"
    if form.is_valid():
        with refusals(request, form=form):
            remind_assignment(
                assignment=assignment, words=form.cleaned_data["words"], actor=request.actor
            )
    if request.htmx:
        text = _first_error(form) if form.errors else told
        answer = HttpResponse("今天已催办")
        level = "warning" if form.errors else "success"
        return trigger_client_event(answer, "toast", {"text": text, "level": level})
    if form.errors:
        messages.error(request, _first_error(form))
    else:
        messages.success(request, told)
    return redirect("checklists:assignment_detail", pk=pk)


@login_required
@require_POST
def assignment_confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """Confirm having seen what a new version changed."""
    assignment = get_object_or_404(
        Assignment.objects.visible_to(request.actor).with_parties(), pk=pk
    )
    require(request.actor, Capability.HANDLE, at=assignment.receiver)
    with refusals(request) as attempt:
        confirm_amendment(assignment=assignment, actor=request.actor)
    if not attempt.refused:
        messages.success(request, "已确认调整，请按新的内容和时限办理。")
    return redirect("checklists:assignment_detail", pk=pk)


def _counted(search: AssignmentFilter, page: Page) -> int | None:
    """How many were found, for the head of the first page."""
    if page.previous_url:
        return None
    return int(search.rows().order_by()[: COUNTED_MOST + 1].count())


def _kept(query: QueryDict) -> QueryDict:
    """The search alone: without the place in the list, and without empty fields."""
    kept = query.copy()
    for name in [name for name, value in kept.items() if not value] + ["after", "before"]:
        kept.pop(name, None)
    return kept


def _tabs(query: QueryDict) -> list[dict[str, object]]:
    """What is open, one tab a light, and everything; each keeps the rest of the search."""
    chosen = (query.get("open", ""), query.get("light", ""))
    tabs = []
    for label, state in _TABS:
        kept = _kept(query)
        kept.pop("light", None)
        kept["open"], light = state
        if light:
            kept["light"] = light
        address = f"{reverse(PAGE)}?{kept.urlencode()}"
        tabs.append({"label": label, "url": address, "is_current": chosen == state})
    return tabs


def _first_error(form: forms.Form) -> str:
    return str(next(iter(form.errors.values()))[0])
