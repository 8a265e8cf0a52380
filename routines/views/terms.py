"""登记新一届、登记补选结果: what an election decided, from its record to the particulars."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from documents.word.names import chinese_date
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from routines.actions.electing import register_term
from routines.forms.terms import NewTermForm, SeatsForm
from routines.minutes import votes_of
from routines.models import Ballot, Record
from routines.new_terms import (
    BEGIN,
    SEAT,
    elected_by,
    is_election,
    is_registered,
    is_whole,
    last_day_of_term,
    likely_duties,
)
from routines.views.records import record_or_404
from workflow.electing import term_keeper


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_term(request: ActorRequest, pk: int) -> HttpResponse:
    """The term or the seats that an election filled, confirmed by whoever keeps them."""
    record, actor = record_or_404(request, pk), request.actor
    votes = votes_of(
        Ballot.objects.visible_to(actor).filter(record=record).with_people().order_by("pk")
    )
    elected = elected_by(votes)
    if not (is_election(record) and elected):
        raise Http404
    require(actor, Capability.KEEP_LEDGER, at=record.organization)
    standing = term_keeper().standing(organization=record.organization, on=actor.on)
    back = reverse("routines:record_detail", args=[pk])
    if is_registered(record, elected, standing):
        messages.info(request, "选举结果已登记到党组织信息，不需要再登记。")
        return redirect(back)
    duties = term_keeper().duties()
    form_class = NewTermForm if is_whole(record) else SeatsForm
    form = form_class(
        request.POST or None,
        elected=elected,
        duties=duties,
        likely=likely_duties(votes, standing=standing, duties=duties),
        initial=_days(record),
    )

    def act(_: dict[str, Any]) -> Done:
        register_term(record=record, members=form.members, actor=actor, **form.days)
        return Done(_said(record, form), back)

    return answer(request, page=_page(record, back), form=form, act=act)


def _days(record: Record) -> dict[str, Any]:
    first = record.happened_on
    return {
        "starts_on": first,
        "ends_on": last_day_of_term(first, kind=record.organization.kind),
    }


def _page(record: Record, back: str) -> FormPage:
    whole = is_whole(record)
    return FormPage(
        title=BEGIN if whole else SEAT,
        submit="登记",
        back_url=back,
        back_label="记录",
        lead=f"“{record.organization.name}”{chinese_date(record.happened_on)}选举的当选人，"
        "核对分工后登记到党组织信息，不必再填一遍。",
        confirm="登记后原支委成员任职到前一日为止，届满提醒按新一届计算。"
        if whole
        else "登记后当选人列入支委成员，原有成员和任期不变。",
    )


def _said(record: Record, form: SeatsForm) -> str:
    days = form.days
    if is_whole(record):
        first, last = (chinese_date(days[name]) for name in ("starts_on", "ends_on"))
        return f"已登记新一届，任期 {first} 至 {last}，支委成员 {len(form.members)} 人。"
    return f"已登记补选结果，{len(form.members)} 人自 {chinese_date(days['starts_on'])} 起任职。"
