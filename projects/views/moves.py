"""Making one move of a project's life: a page that asks for the words, and the move itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.views.formpage import Done, FormPage, answer
from projects.forms.moves import PlainForm
from projects.models import Project
from projects.views.projects import project_or_404
from projects.views.verbs import VERBS, Verb


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """Make one move: what it leads to is said before, what is next after it."""
    project = project_or_404(request, pk)
    chosen = VERBS.get(verb)
    if chosen is None:
        raise Http404
    move = chosen.move
    require(request.actor, move.capability, at=getattr(project, move.at))
    back = reverse("projects:project_detail", args=[pk])
    if request.method != "POST" and project.status not in move.sources:
        state = project.get_status_display()
        messages.warning(request, f"项目现为“{state}”，不能{move.label}。请看下面的办理情况。")
        return redirect(back)
    form = chosen.asks(
        request.POST if request.method == "POST" else None, project=project, actor=request.actor
    )

    def act(cleaned: dict[str, Any]) -> Done:
        chosen.run(project=project, actor=request.actor, **form.said)
        return Done(chosen.told(project_or_404(request, pk)), back)

    return answer(request, page=_page(chosen, project, back), form=form, act=act)


def _page(verb: Verb, project: Project, back: str) -> FormPage:
    return FormPage(
        title=f"{verb.label}：{project.name}",
        lead=verb.warning,
        submit=verb.label,
        back_url=back,
        back_label="项目",
        draft_key="" if verb.asks is PlainForm else f"project-{verb.key}-{project.pk}",
    )
