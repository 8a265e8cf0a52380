"""What is done to one unit: a contact, a correction, a verification, a new place, a founding."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from coverage.actions.contacts import record_contact
from coverage.actions.notices import submit_notice
from coverage.actions.parties import found_for_unit
from coverage.actions.units import give_unit, retire_unit, verify_unit
from coverage.attention import usual_next
from coverage.forms.units import ContactForm, CorrectForm, FoundForm, GiveForm, RetireForm
from coverage.models import ChangeNotice, ContactRecord, Unit
from coverage.standing import above_branch
from coverage.views.surroundings import rules_of
from coverage.views.unit import unit_or_404
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer


def _page(unit: Unit) -> str:
    return reverse("coverage:unit_detail", args=[unit.pk])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_contact(request: ActorRequest, pk: int) -> HttpResponse:
    """记录联系: the day of today and the next one by habit are already filled in."""
    unit = unit_or_404(request, pk)
    actor = request.actor
    require(actor, Capability.KEEP_LEDGER, at=unit.stand)
    contacts = list(
        ContactRecord.objects.visible_to(actor)
        .filter(unit=unit)
        .order_by("-contacted_on", "-id")[:6]
    )
    form = ContactForm(
        request.POST or None,
        on=actor.on,
        next_on=usual_next(contacts, rules=rules_of(actor), on=actor.on),
        initial={"person": contacts[0].person if contacts else unit.head_name},
    )
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form) as attempt:
            record_contact(unit=unit, actor=actor, **form.cleaned_data)
        if not attempt.refused:
            messages.success(request, _contacted(unit, form.cleaned_data["next_on"]))
            return redirect(_page(unit))
    context = {
        "unit": unit,
        "form": form,
        "last": contacts[0] if contacts else None,
        "today": actor.on,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "coverage/unit_contact.html", context, status=status)


def _contacted(unit: Unit, next_on: dt.date | None) -> str:
    agreed = f"下次联系定在 {next_on.month}月{next_on.day}日。" if next_on else ""
    following = agreed or "没有约定下次联系日期。"
    return f"已记录对“{unit.name}”的联系。{following}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_correct(request: ActorRequest, pk: int) -> HttpResponse:
    """更正信息: it holds at once and goes to the station to be checked."""
    unit = unit_or_404(request, pk)
    actor = request.actor
    require(actor, Capability.KEEP_LEDGER, at=unit.stand)
    form = CorrectForm(request.POST or None, unit=unit, actor=actor)
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form) as attempt:
            notice = submit_notice(
                unit=unit,
                changes=form.changes,
                seen_on=form.cleaned_data["seen_on"],
                words=form.cleaned_data["words"],
                actor=actor,
            )
        if not attempt.refused:
            where = unit.station.label if unit.station else unit.place.label
            messages.success(request, _corrected(notice, where))
            return redirect(_page(unit))
    context = {"unit": unit, "form": form, "today": actor.on}
    status = 422 if request.method == "POST" else 200
    return render(request, "coverage/unit_correct.html", context, status=status)


def _corrected(notice: ChangeNotice, where: str) -> str:
    if not notice.pending:
        return f"已更正，台账即时更新，并送“{where}”核实。"
    waits = "、".join(notice.pending)
    at_once = "其他更正即时更新，" if len(notice.changes) > len(notice.pending) else ""
    return f"已送“{where}”核实。{at_once}{waits}的变更核实后生效。"


@login_required
@require_POST
def unit_verify(request: ActorRequest, pk: int) -> HttpResponse:
    """核实: somebody else than who entered the facts has checked them."""
    unit = unit_or_404(request, pk)
    with refusals(request) as attempt:
        verify_unit(unit=unit, actor=request.actor)
    if not attempt.refused:
        messages.success(request, f"已核实“{unit.name}”的台账信息，核实日期记为今天。")
    return redirect(_page(unit))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_give(request: ActorRequest, pk: int) -> HttpResponse:
    """归口调整: to an officer, a station or a party organisation."""
    unit = unit_or_404(request, pk)
    actor = request.actor
    require(actor, Capability.KEEP_LEDGER, at=above_branch(unit.stand))
    form = GiveForm(request.POST or None, unit=unit, actor=actor)

    def act(data: dict[str, object]) -> Done:
        given = give_unit(unit=unit, actor=actor, **data)  # type: ignore[arg-type]
        text = f"已将“{unit.name}”归口到“{given.place.label}”，覆盖方式随之更新。"
        return Done(text, _page(unit))

    page = FormPage(
        title="归口调整",
        submit="归口",
        back_url=_page(unit),
        back_label=unit.name,
        lead=f"“{unit.name}”现归口到“{unit.place.label}”。归口到党组织即由它覆盖，归口到指导员或工作站为未建。",
        article="第五条",
        confirm="从生效日期起由所选组织联系或覆盖，原归口记入历史。",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_found(request: ActorRequest, pk: int) -> HttpResponse:
    """建立党组织: registers the founding that the approving party committee has decided."""
    unit = unit_or_404(request, pk)
    actor = request.actor
    require(actor, Capability.MANAGE_ORGANIZATIONS, at=unit.stand)
    form = FoundForm(request.POST or None, unit=unit, on=actor.on)

    def act(data: dict[str, object]) -> Done:
        party = found_for_unit(unit=unit, actor=actor, **data)  # type: ignore[arg-type]
        where = reverse("coverage:party_detail", args=[party.organization_id])
        return Done(f"已登记建立“{party.organization}”。请接着登记届次和书记、支委。", where)

    page = FormPage(
        title="登记建立党组织",
        submit="登记",
        back_url=_page(unit),
        back_label=unit.name,
        lead="按隶属党委的批复登记。党组织的成立由隶属党委批准，专委会只作指导。",
        article="第十一条",
        confirm="登记后该单位即由新党组织覆盖，并记入沿革和留痕。",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_retire(request: ActorRequest, pk: int) -> HttpResponse:
    """移出统计: 空壳、僵尸、注销、重复, with the day and the reason."""
    unit = unit_or_404(request, pk)
    actor = request.actor
    require(actor, Capability.KEEP_LEDGER, at=unit.stand)
    form = RetireForm(request.POST or None, on=actor.on)

    def act(data: dict[str, object]) -> Done:
        state = retire_unit(unit=unit, actor=actor, **data)  # type: ignore[arg-type]
        text = (
            f"“{unit.name}”已按“{state.get_operating_display()}”移出统计，仍留在台账名册中。"
            "恢复经营的，请用“更正信息”改回“实体运营”。"
        )
        return Done(text, _page(unit))

    page = FormPage(
        title="移出统计",
        submit="移出",
        back_url=_page(unit),
        back_label=unit.name,
        lead=f"“{unit.name}”现为“{unit.get_operating_display()}”。移出后不再计入覆盖率的分母，名册和历史保留。",
        confirm="从所填日期起不再计入统计，已生成的月末快照不变。",
    )
    return answer(request, page=page, form=form, act=act)
