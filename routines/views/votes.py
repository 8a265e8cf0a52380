"""表决和选举: counted as one types, written down, corrected, taken off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from routines.actions.balloting import ballots_of, remove_ballot, write_ballot
from routines.defaults import facts_about
from routines.forms.ballots import BallotForm, ballot_form, initial_of
from routines.models import Ballot, Record
from routines.rights import require_recording
from routines.terms import BallotKind
from routines.views.records import record_or_404
from routines.votes import Outcome, Standing, judge_election, judge_resolution

_NEEDED = {
    BallotKind.RESOLUTION: ("eligible", "present", "in_favour"),
    BallotKind.ELECTION: ("eligible", "present", "seats"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ballot_new(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """登记表决."""
    record = record_or_404(request, pk)
    require_recording(request.actor, at=record.organization)
    if kind not in ballots_of(record):
        raise Http404
    form = ballot_form(kind)(request.POST or None, initial=_initial(request, record, kind))
    return _page(request, record, kind, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ballot_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """更正表决."""
    ballot = _ballot_or_404(request, pk)
    require_recording(request.actor, at=ballot.record.organization)
    form = ballot_form(ballot.kind)(request.POST or None, initial=initial_of(ballot))
    return _page(request, ballot.record, ballot.kind, form, ballot)


@login_required
@require_POST
def ballot_remove(request: ActorRequest, pk: int) -> HttpResponse:
    """删除表决."""
    ballot = _ballot_or_404(request, pk)
    with refusals(request) as attempt:
        remove_ballot(ballot=ballot, actor=request.actor)
    if not attempt.refused:
        messages.success(request, f"已删除表决“{ballot.matter}”，删除前的结果可在变动经过中查看。")
    return redirect("routines:record_detail", pk=ballot.record_id)


@login_required
@require_safe
def vote_outcome(request: ActorRequest, kind: str) -> HttpResponse:
    """What comes of the counts as they stand in the form; reads and writes no row."""
    if kind not in BallotKind.values:
        raise Http404
    form = ballot_form(kind)(request.GET)
    form.is_valid()
    return render(request, "routines/_outcome.html", _judged(kind, form))


def _page(
    request: ActorRequest,
    record: Record,
    kind: str,
    form: BallotForm,
    ballot: Ballot | None = None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        saved: Ballot | None = None
        with refusals(request, form=form):
            saved = write_ballot(
                record=record,
                kind=kind,
                counts=form.counted,
                candidates=form.named,
                excusals=form.excused,
                ballot=ballot,
                actor=request.actor,
            )
        if saved is not None:
            told = _judged(kind, form)["outcome"]
            messages.success(request, f"已登记“{saved.matter}”：{told.word}。{told.reason}")
            return redirect("routines:record_detail", pk=record.pk)
    context: dict[str, Any] = {
        "record": record,
        "kind": kind,
        "label": BallotKind(kind).label,
        "form": form,
        "ballot": ballot,
        "article": "R-21" if kind == BallotKind.ELECTION else "R-17",
        "today": request.actor.on,
        **(_judged(kind, form) if form.is_bound else {}),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "routines/ballot_form.html", context, status=status)


def _ballot_or_404(request: ActorRequest, pk: int) -> Ballot:
    rows = Ballot.objects.visible_to(request.actor).select_related("record__organization__tenant")
    ballot: Ballot = get_object_or_404(rows.prefetch_related("candidates", "excusals"), pk=pk)
    return ballot


def _initial(request: ActorRequest, record: Record, kind: str) -> dict[str, Any]:
    """Those who may vote are the regular members; who came is taken from the record."""
    facts = facts_about(record.organization, on=record.happened_on)
    present = record.present_count
    if present is not None and facts.regular is not None:
        present = min(present, facts.regular)
    is_election = kind == BallotKind.ELECTION
    return {
        "matter": f"{record.title}" if is_election else "",
        "eligible": facts.regular if facts.regular is not None else record.expected_count,
        "present": present,
        "needs_difference": True,
        "seats": facts.officers or None,
    }


def _judged(kind: str, form: BallotForm) -> dict[str, Any]:
    """What comes of the counts that make sense so far; nothing, while some are missing."""
    counts = form.cleaned_data if hasattr(form, "cleaned_data") else {}
    if any(counts.get(name) is None for name in _NEEDED[BallotKind(kind)]):
        return {"outcome": None, "standings": ()}
    eligible = max(counts["eligible"] - len(form.excused), 0)
    outcome: Outcome
    standings: tuple[Standing, ...] = ()
    if kind == BallotKind.ELECTION:
        election = judge_election(
            eligible=eligible,
            present=counts["present"],
            seats=counts["seats"],
            candidates=form.named,
            needs_difference=bool(counts.get("needs_difference")),
        )
        outcome, standings = election.outcome, election.standings
    else:
        outcome = judge_resolution(
            eligible=eligible,
            present=counts["present"],
            in_favour=counts["in_favour"],
            written=counts.get("written") or 0,
        )
    return {"outcome": outcome, "standings": standings}
