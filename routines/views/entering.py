"""登记: the form of a record, what it could answer as one types, its correction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from routines.actions.entering import OBLIGATION, enter_record
from routines.defaults import facts_about, initial, patterns_of
from routines.forms.records import MatchForm, RecordForm
from routines.kinds import implied_kinds, kinds_to_enter
from routines.matching import Proposal, Typed, proposals
from routines.models import Obligation, PartyGroup, Record
from routines.rights import records_for_another, require_recording
from routines.terms import RecordKind
from routines.views.life import body_or_404
from workflow.answering import Happening, Question, questions_for
from workflow.models import Attachment
from workflow.views.uploads import store_uploads

_LONGEST_ID = 18
ELECTIONS = (RecordKind.ELECTION, RecordKind.BY_ELECTION)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_new(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """Enter one record: the day and the usual things are filled in, what it answers is ticked."""
    organization, actor = body_or_404(request, pk), request.actor
    post = require_recording(actor, at=organization)
    if kind not in kinds_to_enter(organization.tier):
        raise Http404
    groups = groups_of(organization, actor)
    last: Record | None = None
    if request.method == "POST":
        form = RecordForm(
            request.POST, request.FILES, organization=organization, kind=kind, groups=groups
        )
        form.recall(actor)
        done = _enter(request, organization, form) if form.is_valid() else None
        if done is not None:
            return done
    else:
        last, copied = patterns_of(organization, kind, actor, copy=_copied(request))
        form = RecordForm(
            organization=organization,
            kind=kind,
            groups=groups,
            initial=_initial(request, organization, kind, last=last, copied=copied),
        )
    context = {
        "organization": organization,
        "form": form,
        "kind": kind,
        "label": RecordKind(kind).label,
        "post": post,
        "for_another": records_for_another(post, at=organization),
        "needs_groups": kind == RecordKind.GROUP_MEETING and not groups,
        "last": last,
        **_answers(organization, kind, _typed(form), actor, sent=_sent(request)),
        "today": actor.on,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "routines/record_form.html", context, status=status)


@login_required
@require_safe
def record_matches(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """What a record being typed could answer, drawn anew as its day or kinds change."""
    organization, actor = body_or_404(request, pk), request.actor
    require_recording(actor, at=organization)
    if kind not in kinds_to_enter(organization.tier):
        raise Http404
    told = MatchForm(request.GET).told()
    context = {**_answers(organization, kind, told, actor), "today": actor.on}
    return render(request, "routines/_matches.html", context)


def groups_of(
    organization: Organization, actor: Actor, *, kept: int | None = None
) -> list[PartyGroup]:
    """The party groups of a body that are there now, and the one that a record names already."""
    offered = Q(ends_on__isnull=True) | Q(pk=kept)
    rows = PartyGroup.objects.visible_to(actor).filter(offered, organization=organization)
    return list(rows.order_by("name", "pk"))


def file_owner(organization: Organization, actor: Actor) -> Organization:
    """The body at which files are kept: the recording post's own (代录: the officer's)."""
    post = require_recording(actor, at=organization)
    owner = post.position.organization if post else None
    return owner or organization


def _copied(request: ActorRequest) -> int | None:
    wanted = request.GET.get("copy", "")
    return int(wanted) if wanted.isdecimal() and len(wanted) <= _LONGEST_ID else None


def _initial(
    request: ActorRequest,
    organization: Organization,
    kind: str,
    *,
    last: Record | None,
    copied: Record | None,
) -> dict[str, Any]:
    on = request.actor.on
    facts = facts_about(organization, on=on)
    found = initial(kind=kind, facts=facts, last=last, copied=copied, on=on)
    if day := _day(request.GET.get("day", "")):
        found["happened_on"] = day
    return found


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _sent(request: ActorRequest) -> list[str] | None:
    """What was ticked, where the form was sent; ``None`` before."""
    return request.POST.getlist("answers") if request.method == "POST" else None


def _typed(form: RecordForm) -> dict[str, Any]:
    """What stands in the form now, as far as it makes sense."""
    if form.is_bound:
        return dict(MatchForm(form.data).told())
    group = form.initial.get("group")
    return {**form.initial, "group": getattr(group, "pk", group)}


def _answers(
    organization: Organization,
    kind: str,
    told: Any,
    actor: Actor,
    *,
    sent: list[str] | None = None,
) -> dict[str, Any]:
    """What could be answered, here and in other rooms, each with its tick."""
    day = told.get("happened_on")
    if not day:
        return {"proposals": [], "questions": [], "is_ahead": False}
    also = implied_kinds(kind, told.get("also") or (), told.get("marks") or ())
    typed = Typed(
        organization_id=organization.pk,
        happened_on=day,
        kinds=(kind, *also),
        marks=tuple(told.get("marks") or ()),
        group_id=told.get("group"),
    )
    found: list[tuple[Proposal, str, bool]] = []
    asked: list[tuple[Question, bool]] = []
    if day <= actor.on:
        for one in proposals(typed, on=actor.on):
            key = f"{OBLIGATION}:{one.pk}"
            found.append((one, key, one.likely if sent is None else key in sent))
        happening = _imagined(organization, kind, told)
        asked = [
            (question, sent is not None and question.key in sent)
            for question in questions_for(happening=happening, actor=actor)
        ]
    return {"proposals": found, "questions": asked, "is_ahead": day > actor.on}


def _imagined(organization: Organization, kind: str, told: Any) -> Happening:
    return Happening(
        key="",
        organization=organization,
        kind=kind,
        kind_label=RecordKind(kind).label,
        title=told.get("title") or "",
        words="",
        happened_on=told["happened_on"],
        path="",
    )


def _enter(
    request: ActorRequest, organization: Organization, form: RecordForm
) -> HttpResponse | None:
    """Store the files, then enter; on a refusal the stored files stay chosen."""
    actor, is_draft = request.actor, "draft" in request.POST
    stored: list[Attachment] = []
    if form.shape.takes_files:
        stored = store_uploads(form, organization=file_owner(organization, actor), actor=actor)
    record: Record | None = None
    rows: list[Obligation] = []
    told = 0
    if not form.errors:
        with refusals(request, form=form):
            record, rows, told = enter_record(
                organization=organization,
                kind=form.kind,
                content=form.content,
                files=[*form.kept_files, *stored],
                talk=form.talk,
                answers=request.POST.getlist("answers"),
                is_draft=is_draft,
                once=form.cleaned_data["once"],
                actor=actor,
            )
    if record is None:
        form.keep(stored)
        return None
    messages.success(request, _said(record, rows, told, is_draft=is_draft))
    if form.kind in ELECTIONS and not is_draft:
        return redirect("routines:ballot_new", pk=record.pk, kind="election")
    if is_draft:
        return redirect("routines:record_detail", pk=record.pk)
    return redirect(f"{reverse('routines:life_of', args=[organization.pk])}#done")


def _said(record: Record, rows: list[Obligation], told: int, *, is_draft: bool) -> str:
    if is_draft:
        return f"已存为草稿“{record.title}”。开展后请打开草稿点“登记”，登记后才计入。"
    parts = [f"已登记“{record.title}”。"]
    if rows:
        names = "、".join(row.rule.name for row in rows)
        parts.append(f"完成 {len(rows)} 项：{names}。")
    if told:
        parts.append(f"已为 {told} 项清单任务写进展。")
    if record.typed_late_days:
        parts.append(f"本次为补录，晚 {record.typed_late_days} 天。")
    return "".join(parts)
