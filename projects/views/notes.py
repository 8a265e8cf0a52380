"""While the work goes on: monthly notes (月报) and milestones reached (节点)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods

from hierarchy.actors import Actor
from hierarchy.requests import ActorRequest
from hierarchy.views.formpage import Done, FormPage, answer
from projects.actions.working import reach_milestone, write_note
from projects.forms.notes import NoteForm, ReachedForm, months_of
from projects.models import Milestone, ProgressNote, Project
from projects.views.keeping import require_working
from projects.views.projects import project_or_404

FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(FORM_METHODS)
def project_note(request: ActorRequest, pk: int) -> HttpResponse:
    """Tell what was done in a month; a month told before is told anew."""
    project, actor = project_or_404(request, pk), request.actor
    require_working(project, actor)
    months = months_of(project, actor.on)
    month = _asked(request.GET.get("month", ""), months)
    back = _progress(project)
    page = FormPage(
        title=f"项目月报：{project.name}",
        lead="每月填报一次，已填报的月份可以修改。",
        submit="填报",
        back_url=back,
        back_label="实施进展",
        draft_key=f"project-note-{pk}-{month:%Y%m}",
    )
    form = NoteForm(
        request.POST if request.method == "POST" else None,
        months=months,
        initial=_written(project, month, actor),
    )

    def act(cleaned: dict[str, Any]) -> Done:
        note = write_note(project=project, actor=actor, **cleaned)
        return Done(f"已填报{note.month.year}年{note.month.month}月月报。", back)

    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def milestone_done(request: ActorRequest, pk: int) -> HttpResponse:
    """Tell that a milestone was reached, on which day, and what stands."""
    actor = request.actor
    rows = Milestone.objects.visible_to(actor).select_related("project__applicant__parent")
    milestone = get_object_or_404(rows, pk=pk)
    require_working(milestone.project, actor)
    back = _progress(milestone.project)
    due = milestone.due_on
    page = FormPage(
        title=f"完成节点：{milestone.name}",
        lead=f"完成时限 {due.year}年{due.month}月{due.day}日。",
        submit="完成节点",
        back_url=back,
        back_label="实施进展",
        draft_key=f"milestone-{pk}",
    )
    form = ReachedForm(request.POST if request.method == "POST" else None, on=actor.on)

    def act(cleaned: dict[str, Any]) -> Done:
        reach_milestone(milestone=milestone, actor=actor, **cleaned)
        return Done(f"已完成节点“{milestone.name}”。", back)

    return answer(request, page=page, form=form, act=act)


def _progress(project: Project) -> str:
    return f"{reverse('projects:project_detail', args=[project.pk])}?part=progress"


def _asked(text: str, months: list[dt.date]) -> dt.date:
    try:
        wanted = parse_date(text)
    except ValueError:
        wanted = None
    return wanted if wanted in months else months[0]


def _written(project: Project, month: dt.date, actor: Actor) -> dict[str, Any]:
    """What was told of a month before."""
    notes = ProgressNote.objects.visible_to(actor)
    note = notes.filter(project=project, month=month).first()
    told = {name: getattr(note, name) for name in ("done", "problems", "plans")} if note else {}
    return {"month": month.isoformat(), **told}
