"""One verb on many assignments: choose, say the words once, see what became of each row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from checklists.actions.bulk import in_bulk
from checklists.actions.deciding import remind_assignment
from checklists.forms.assignments import BulkForm
from checklists.models import Assignment
from checklists.verbs import VERBS
from hierarchy.actors import Actor
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability

RESULTS = "assignment_bulk_results"


@dataclass(frozen=True, slots=True)
class BulkVerb:
    """One verb for many rows; ``words`` labels what is said to all of them alike."""

    value: str
    label: str
    capability: Capability
    run: Callable[[Assignment, str, Actor], object]
    done: str
    words: str = ""
    words_needed: bool = False
    confirm: str = ""
    is_primary: bool = False


def _remind(assignment: Assignment, words: str, actor: Actor) -> object:
    return remind_assignment(assignment=assignment, words=words, actor=actor)


def _of(key: str, done: str, *, confirm: str = "") -> BulkVerb:
    verb = VERBS[key]
    return BulkVerb(
        value=key,
        label=verb.label,
        capability=verb.capability,
        run=lambda owed, words, actor: verb.run(owed, words, actor, None),
        done=done,
        words=verb.words if verb.words_needed else "",
        words_needed=verb.words_needed,
        confirm=confirm,
    )


BULK_VERBS: dict[str, BulkVerb] = {
    verb.value: verb
    for verb in (
        BulkVerb(
            "remind",
            "催办",
            Capability.COMMENT,
            _remind,
            "已催办",
            confirm="向所选任务的接收单位各发一条催办消息。每项任务每人每天有次数上限。",
        ),
        _of("sign", "已签收", confirm="签收表示收到并知悉责任。"),
        _of("accept", "已销号", confirm="同意后任务办结，数值计入汇总。"),
        _of("send_back", "已退回补充"),
        _of("grant_extension", "已同意延期", confirm="按各自申请的日期延期。"),
    )
}


def bulk_actions(actor: Actor) -> list[BulkVerb]:
    """The verbs this person may use anywhere at all; each row is asked again."""
    return [verb for verb in BULK_VERBS.values() if actor.may(verb.capability)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assignment_bulk(request: ActorRequest) -> HttpResponse:
    """Do it to every chosen row, each by itself, then show what became of each."""
    if request.method != "POST":
        return _results(request)
    form = BulkForm(request.POST, verbs=BULK_VERBS)
    asked = form.is_valid()
    chosen = form.assignments(request.actor)
    if not asked:
        context = {
            "form": form,
            "verb": form.verb,
            "rows": chosen,
            "back_url": _came_from(request),
        }
        status = 200 if form.asks_words and chosen and not form.was_asked else 422
        return render(request, "checklists/assignment_bulk_ask.html", context, status=status)
    verb, words = BULK_VERBS[form.cleaned_data["action"]], form.cleaned_data["words"]
    results = in_bulk(
        assignments=chosen,
        action=lambda assignment: verb.run(assignment, words, request.actor),
        done=verb.done,
    )
    request.session[RESULTS] = {
        "label": verb.label,
        "missing": len(set(form.ids)) - len(chosen),
        "rows": [[row.assignment.pk, row.done, row.text] for row in results],
        "back": _came_from(request),
    }
    return redirect("checklists:assignment_bulk")


def _results(request: ActorRequest) -> HttpResponse:
    """What became of each row of the last bulk action of this session."""
    kept: dict[str, Any] | None = request.session.get(RESULTS)
    if not kept:
        return redirect("checklists:assignment_list")
    seen = {
        row.pk: row
        for row in Assignment.objects.visible_to(request.actor)
        .with_parties()
        .filter(pk__in=[pk for pk, _, _ in kept["rows"]])
    }
    rows = [(seen[pk], done, text) for pk, done, text in kept["rows"] if pk in seen]
    context = {
        "label": kept["label"],
        "missing": kept["missing"],
        "done": [row for row in rows if row[1]],
        "refused": [row for row in rows if not row[1]],
        "back_url": kept.get("back") or reverse("checklists:assignment_list"),
        "today": request.actor.on,
    }
    return render(request, "checklists/assignment_bulk.html", context)


def _came_from(request: ActorRequest) -> str:
    """The page the rows were chosen on, with its search; the list of tasks otherwise."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse("checklists:assignment_list")
