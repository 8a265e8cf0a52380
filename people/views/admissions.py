"""发展党员: the board by stage, the list, the funnel, one file, a paper of a step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from documents.filetypes import FileType
from hierarchy.actors import Actor
from hierarchy.downloads import download
from hierarchy.handled import branches_handled
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from people.admission_course import Course, course_of, place_of, right_for
from people.admission_history import history_of
from people.admission_lines import groups_of, whose_of
from people.due import next_steps
from people.forms.admissions import AdmissionFilter, StepForm
from people.funnel import layers_of, priorities_of
from people.models import Admission, ProcessStep
from people.papers.step import name_of, paper_of
from people.terms import Stage
from people.views.surroundings import people_tabs

MOST_CARDS: Final = 12
COLUMNS: Final = (Stage.APPLICANT, Stage.ACTIVIST, Stage.PROSPECT, Stage.PROBATIONARY)


@login_required
@require_safe
def admission_board(request: ActorRequest) -> HttpResponse:
    """Files by stage, those due first; whoever sees no file sees the funnel alone."""
    actor = request.actor
    seen = Admission.objects.visible_to(actor)
    counts = dict(seen.order_by().values_list("status").annotate(many=Count("pk")))
    cards = {stage: _cards(seen, stage) for stage in COLUMNS if counts.get(stage)}
    whole = _whole(actor, (card for found in cards.values() for card in found))
    context = {
        "columns": [
            {
                "label": stage.label,
                "count": counts.get(stage, 0),
                "cards": [(card, card.pk in whole) for card in cards.get(stage, ())],
                "url": f"{reverse('people:admission_list')}?stage={stage}",
                "more": counts.get(stage, 0) > MOST_CARDS,
            }
            for stage in COLUMNS
        ],
        "sees_files": bool(counts),
        "layers": layers_of(actor),
        "priorities": priorities_of(actor),
        "may_open": bool(branches_handled(actor)),
        "tabs": people_tabs(actor, current="admissions"),
        "today": actor.on,
    }
    return render(request, "people/admission_board.html", context)


@login_required
@require_safe
def admission_list(request: ActorRequest) -> HttpResponse:
    """The files that a search finds, the newest first."""
    actor = request.actor
    form = AdmissionFilter(request.GET, actor=actor)
    found = form.rows().select_related("organization", "superior")
    rows = found.annotate(ahead=Subquery(next_steps().values("name")[:1]))
    page = keyset_page(rows, keys=("-applied_on", "-id"), query=request.GET)
    whole = _whole(actor, page.rows)
    context = {
        "form": form,
        "page": page,
        "rows": [(row, row.pk in whole) for row in page.rows],
        "is_filtered": any(request.GET.get(name) for name in ("q", "stage", "who")),
        "tabs": people_tabs(actor, current="admissions"),
        "today": actor.on,
    }
    return render(request, "people/admission_list.html", context)


@login_required
@require_safe
def admission_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One file: what is next on top, then the steps; officer and station see it masked."""
    actor, admission = request.actor, admission_or_404(request, pk)
    course = course_of(admission, on=actor.on)
    is_whole = bool(_whole(actor, [admission]))
    writes = is_whole and can(actor, Capability.HANDLE, at=admission.organization)
    ahead = [_ahead(course, step, actor, is_whole=is_whole) for step in course.following]
    context = {
        "admission": admission,
        "is_whole": is_whole,
        "groups": groups_of(course),
        "steps_many": len(course.steps),
        **_next_form(course, ahead, actor),
        "probation_end": course.probation_end,
        "own": () if admission.status == Stage.ENDED else _own(actor),
        "writes": writes and admission.status != Stage.ENDED,
        "may_end": writes and admission.status not in (Stage.ENDED, Stage.REGULAR),
        "entries": history_of(admission) if is_whole else [],
        "today": actor.on,
    }
    return render(request, "people/admission_detail.html", context)


@login_required
@require_safe
def step_paper(request: ActorRequest, pk: int, number: int, place: int) -> HttpResponse:
    """A paper of a step as Word: filled with what was recorded, blank where nothing was."""
    admission = whole_or_404(request, pk)
    course = course_of(admission, on=request.actor.on)
    step = course.steps.get(number)
    if step is None or not 0 < place <= len(step.papers):
        raise Http404
    name = step.papers[place - 1]
    content = paper_of(course, step, name, on=request.actor.on)
    return download(content, name_of(course, step, name), kind=FileType.DOCX)


def admission_or_404(request: ActorRequest, pk: int) -> Admission:
    """The file, where the reader sees it, masked or not."""
    return _found(Admission.objects.visible_to(request.actor), pk)


def whole_or_404(request: ActorRequest, pk: int) -> Admission:
    """The file, where the reader sees it whole."""
    return _found(Admission.objects.visible_to(request.actor).detailed(request.actor), pk)


def may_record(course: Course, step: ProcessStep, actor: Actor) -> bool:
    """Whether this person may record a step."""
    admission = course.admission
    return can(actor, right_for(admission, step), at=place_of(admission, step))


def _found(rows: Any, pk: int) -> Admission:
    rows = rows.select_related("organization__tenant", "superior", "process", "tenant", "member")
    found: Admission = get_object_or_404(rows, pk=pk)
    return found


def _ahead(course: Course, step: ProcessStep, actor: Actor, *, is_whole: bool) -> dict[str, Any]:
    admission = course.admission
    window = course.window(step)
    is_early = window.earliest is not None and window.earliest > actor.on
    is_open = is_whole and not is_early and may_record(course, step, actor)
    return {
        "step": step,
        "window": window,
        "is_early": is_early,
        "is_refused": is_whole and course.is_refused(step),
        "whose": whose_of(course, step),
        "url": (
            reverse("people:admission_step", args=[admission.pk, step.number]) if is_open else ""
        ),
    }


def _next_form(course: Course, ahead: list[dict[str, Any]], actor: Actor) -> dict[str, Any]:
    """What may be done today before what is too early; its form, where the reader records it."""
    ordered = sorted(ahead, key=lambda one: bool(one["is_early"]))
    if not ordered or not ordered[0]["url"]:
        return {"ahead": ordered}
    step = ordered[0]["step"]
    form = StepForm(course=course, step=step, actor=actor, initial={"done_on": actor.on})
    right, place = right_for(course.admission, step), place_of(course.admission, step)
    return {"ahead": ordered, "form": form, "post": require(actor, right, at=place)}


def _own(actor: Actor) -> tuple[int, ...]:
    """The bodies whose records the person may correct."""
    return actor.organization_ids(Capability.HANDLE)


def _cards(seen: Any, stage: str) -> list[Admission]:
    rows = seen.filter(status=stage).select_related("organization")
    rows = rows.annotate(ahead=Subquery(next_steps().values("name")[:1]))
    return list(rows.order_by(F("due_on").asc(nulls_last=True), "-pk")[:MOST_CARDS])


def _whole(actor: Actor, rows: Iterable[Admission]) -> set[int]:
    """Of these files, those that the person reads whole. One query."""
    ids = [row.pk for row in rows]
    if not ids:
        return set()
    found = Admission.objects.visible_to(actor).detailed(actor).filter(pk__in=ids)
    return set(found.order_by().values_list("pk", flat=True))
