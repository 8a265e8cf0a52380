"""Exceptions on the page: 豁免, 终止豁免, 重新开放, 登记延期批复."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from documents.word.names import chinese_date
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from routines.actions.exceptions import decider_of, end_exemption, exempt, postpone, reopen
from routines.forms.exceptions import EndExemptionForm, ExemptForm, PostponeForm, ReopenForm
from routines.models import Exemption, Obligation
from routines.views.obligations import obligation_or_404, words_of

_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(_METHODS)
def obligation_exempt(request: ActorRequest, pk: int) -> HttpResponse:
    """豁免."""
    row = _decided(request, pk)
    actor = request.actor
    form = ExemptForm(request.POST or None, row=row, on=actor.on)

    def act(data: dict[str, object]) -> Done:
        given = form.given
        exempt(organization=row.organization, actor=actor, **given)
        until = f"到 {chinese_date(given['ends_on'])} 为止" if given["ends_on"] else "长期有效"
        return Done(f"已豁免“{row.organization.label}”，{until}，不再计入应办数。", _page(row))

    page = FormPage(
        title="豁免",
        submit="豁免",
        back_url=_page(row),
        back_label=_name(row),
        lead=f"豁免“{row.organization.name}”：截止日在豁免期内的事项不计入应办数，但仍列在名册里并写明原因。",
        confirm="豁免记入留痕，即时生效；已封存的周期不变。",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(_METHODS)
def exemption_end(request: ActorRequest, pk: int) -> HttpResponse:
    """终止豁免."""
    rows = Exemption.objects.visible_to(request.actor).select_related("organization__parent")
    row: Exemption = get_object_or_404(rows, pk=pk)
    actor = request.actor
    require(actor, Capability.REVIEW, at=decider_of(row.organization))
    form = EndExemptionForm(request.POST or None, initial={"ends_on": actor.on})
    back = f"{reverse('routines:obligation_list')}?body={row.organization_id}"

    def act(data: dict[str, dt.date]) -> Done:
        end_exemption(exemption=row, ends_on=data["ends_on"], actor=actor)
        day = chinese_date(data["ends_on"])
        return Done(f"豁免到 {day} 为止，此后截止的事项重新计入应办数。", back)

    page = FormPage(
        title="终止豁免",
        submit="终止豁免",
        back_url=back,
        back_label=row.organization.label,
        lead=f"“{row.organization.name}”的豁免（{row.reason}）提前终止。",
        confirm="终止后，在该日之后截止、尚未封存的事项重新计入。",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(_METHODS)
def obligation_reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """重新开放."""
    row = _decided(request, pk)
    actor = request.actor
    form = ReopenForm(request.POST or None)

    def act(data: dict[str, object]) -> Done:
        made = reopen(obligation=row, actor=actor, **data)  # type: ignore[arg-type]
        return Done(
            f"已重新开放到 {chinese_date(made.until)}。请在此之前登记补录，过期自动封存。",
            _page(row),
        )

    page = FormPage(
        title="重新开放",
        submit="重新开放",
        back_url=_page(row),
        back_label=_name(row),
        lead=f"“{row.organization.name}”的“{_name(row)}”已封存。重新开放只对这一个组织、这一期有效。",
        confirm="重新开放是例外办理，写明经办人、原因和期限，记入留痕。",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(_METHODS)
def obligation_postpone(request: ActorRequest, pk: int) -> HttpResponse:
    """登记延期批复."""
    row = _decided(request, pk)
    actor = request.actor
    form = PostponeForm(request.POST or None)

    def act(data: dict[str, object]) -> Done:
        made = postpone(obligation=row, actor=actor, **data)  # type: ignore[arg-type]
        return Done(f"已登记延期批复，换届截止日期改为 {chinese_date(made.until)}。", _page(row))

    page = FormPage(
        title="登记延期批复",
        submit="登记",
        back_url=_page(row),
        back_label=_name(row),
        lead="换届延期由隶属党委批准，期限一般不超过一年（选举条例第三条）。这里只按批复登记。",
        confirm="登记后按批复日期计算，记入留痕。",
    )
    return answer(request, page=page, form=form, act=act)


def _decided(request: ActorRequest, pk: int) -> Obligation:
    """The obligation, in the hands of whoever makes exceptions for its body."""
    row = obligation_or_404(request, pk)
    require(request.actor, Capability.REVIEW, at=decider_of(row.organization))
    return row


def _page(row: Obligation) -> str:
    return reverse("routines:obligation_detail", args=[row.pk])


def _name(row: Obligation) -> str:
    return f"{row.rule.name}（{words_of(row)}）"
