"""Making one move on one assignment, and asking for more time."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from checklists import dossier
from checklists.actions.handling import request_extension
from checklists.forms.assignments import ExtensionForm, VerbForm
from checklists.models import Assignment
from checklists.verbs import VERBS, Verb
from checklists.views.review import tabs_after
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assignment_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """Make one move: a page that asks for the words, and the move itself."""
    rows = Assignment.objects.visible_to(request.actor).with_parties()
    assignment = get_object_or_404(rows, pk=pk)
    chosen = VERBS.get(verb)
    if chosen is None:
        raise Http404
    require(request.actor, chosen.capability, at=chosen.body(assignment))
    if request.method != "POST":
        form = VerbForm(
            verb=chosen, assignment=assignment, initial={"seen": request.GET.get("seen")}
        )
        return _ask(request, assignment, chosen, form)
    form = VerbForm(request.POST, verb=chosen, assignment=assignment)
    if not form.is_valid():
        return _ask(request, assignment, chosen, form)
    with refusals(request, form=form) as attempt:
        chosen.run(assignment, form.said, request.actor, form.cleaned_data["seen"])
    assignment = rows.get(pk=pk)
    if request.htmx:
        return _moved(request, assignment, chosen, form)
    for error in form.non_field_errors():
        messages.error(request, str(error))
    if not attempt.refused:
        messages.success(request, chosen.told(assignment))
    return redirect(_next(request, assignment))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assignment_extension(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask the issuer for more time."""
    rows = Assignment.objects.visible_to(request.actor).with_parties()
    assignment = get_object_or_404(rows, pk=pk)
    require(request.actor, Capability.HANDLE, at=assignment.receiver)
    form = ExtensionForm(request.POST or None, assignment=assignment)
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form) as attempt:
            request_extension(assignment=assignment, actor=request.actor, **form.cleaned_data)
        if not attempt.refused:
            issuer = assignment.issuer.label
            messages.success(request, f"已申请延期，等待{issuer}答复。答复前仍按原时限办理。")
            return redirect("checklists:assignment_detail", pk=pk)
    context = {**dossier.facts(assignment, request.actor), "form": form}
    status = 422 if form.errors else 200
    return render(request, "checklists/assignment_extension.html", context, status=status)


def _ask(request: ActorRequest, assignment: Assignment, verb: Verb, form: VerbForm) -> HttpResponse:
    """The page that asks for the words of a verb."""
    if request.method != "POST" and not verb.is_legal(assignment):
        state = assignment.get_status_display()
        messages.warning(request, f"这一任务现为“{state}”，不能{verb.label}。请看下面的办理过程。")
        return redirect("checklists:assignment_detail", pk=assignment.pk)
    context = {
        **dossier.facts(assignment, request.actor),
        "verb": verb,
        "form": form,
        "post": request.actor.post_for(verb.capability, at=verb.body(assignment)),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    status = 422 if form.errors else 200
    if request.htmx:
        return render(request, "checklists/_review_outcome.html", context, status=status)
    return render(request, "checklists/assignment_move.html", context, status=status)


def _moved(
    request: ActorRequest, assignment: Assignment, verb: Verb, form: VerbForm
) -> HttpResponse:
    """What stands in the queue in the place of a row that was decided, or could not be."""
    context = {
        **dossier.facts(assignment, request.actor),
        "verb": verb,
        "form": form,
        "told": "" if form.errors else verb.told(assignment),
    }
    if not form.errors:
        context["tabs"] = tabs_after(request.POST.get("next", ""), actor=request.actor)
    answer = render(request, "checklists/_review_outcome.html", context)
    if form.errors:
        return answer
    return reswap(retarget(answer, f"#waiting-{assignment.pk}"), "outerHTML")


def _next(request: ActorRequest, assignment: Assignment) -> str:
    """Back to where the decision was made, if that is one of our pages."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return reverse("checklists:assignment_detail", args=[assignment.pk])
