"""体检单: those of a round, one's own to be done, one sheet, its self-check, leaving it out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hierarchy.actors import Actor
from hierarchy.numbers import row_id
from hierarchy.paging import keyset_page
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from inspections.actions.appeals import acknowledge_result
from inspections.actions.checking import check_inspections, excuse_inspection
from inspections.actions.self_checks import submit_self_check
from inspections.appeal_words import COLUMNS
from inspections.forms.rounds import ReasonForm, SheetFilter
from inspections.forms.sheets import SelfCheckForm
from inspections.models import Appeal, Inspection
from inspections.own_sheets import BY_KEY, DUTIES, waiting_counts, waiting_for
from inspections.rectification_deeds import letters_about
from inspections.round_history import history_of_sheet
from inspections.round_moves import INSPECTION_MOVES
from inspections.score_rules import is_own, is_shown, may_adjust, may_appeal
from inspections.sheet_parts import adjustments_of, limits_of, parts_of, scores_of, with_extras
from inspections.terms import TOLD_INSPECTIONS, Formula, InspectionStatus, RoundStatus
from inspections.views.rounds import round_or_404
from inspections.views.surroundings import drawn, inspection_tabs, kept
from workflow.history import pictures
from workflow.views.enclosed import FORM_METHODS, sent, written

MOST_AT_ONCE = 200
EXCUSE, SEND_BACK, CARD = "不参加", "退回重评", "历年健康档案"
ASIDE = (EXCUSE, SEND_BACK, CARD)
"""Never the one thing that a page is for."""


@login_required
@require_http_methods(FORM_METHODS)
def round_inspections(request: ActorRequest, pk: int) -> HttpResponse:
    """The sheets of one round; who checks may check many at once."""
    held, actor = round_or_404(request, pk), request.actor
    sheets = Inspection.objects.visible_to(actor).filter(round=held)
    if request.method == "POST":
        require(actor, Capability.REVIEW, at=held.organizer)
        return _check_chosen(request, pk, sheets)
    graded = can(actor, Capability.VIEW_WORK, at=held.organizer) or held.told_at is not None
    search = SheetFilter(request.GET, sheets=sheets, graded=graded)
    rows = search.rows().select_related("organization", "examiner", "round")
    page = keyset_page(rows, keys=("id",), query=request.GET)
    may_check = held.status == RoundStatus.SCORING and can(
        actor, Capability.REVIEW, at=held.organizer
    )
    context = {
        "round": held,
        "form": search,
        "page": page,
        "graded": graded,
        "is_filtered": bool(kept(request.GET)),
        "may_check": may_check,
        "actions": [
            {
                "value": "check",
                "label": "批量复核",
                "confirm": "复核通过所选的体检单。请确认已逐份看过评分依据和异议；"
                "由您本人评分的不会被复核。",
                "is_primary": True,
            }
        ],
        "today": actor.on,
    }
    return render(request, "inspections/round_inspections.html", context)


def _check_chosen(request: ActorRequest, pk: int, sheets: Any) -> HttpResponse:
    ids = [pk for one in request.POST.getlist("ids") if (pk := row_id(one))][:MOST_AT_ONCE]
    chosen = sheets.filter(pk__in=ids, status=InspectionStatus.SCORED)
    with refusals(request) as attempt:
        count = check_inspections(inspections=chosen, actor=request.actor)
        left = len(set(ids)) - count
    if not attempt.refused:
        if count:
            messages.success(request, f"已复核 {count} 份。")
        if left:
            messages.warning(
                request,
                f"{left} 份没有复核：不在待复核状态，或由您本人评分、登记加减分，须由另一人复核。",
            )
        if not ids:
            messages.warning(request, "请先勾选要复核的体检单。")
    query = kept(request.GET).urlencode()
    address = reverse("inspections:round_inspections", args=[pk])
    return redirect(f"{address}?{query}" if query else address)


@login_required
@require_safe
def my_sheets(request: ActorRequest) -> HttpResponse:
    """What the reader has to do: check oneself, look and score, check, answer, sign."""
    actor = request.actor
    counts = waiting_counts(actor)
    first = next((duty.key for duty in DUTIES if counts[duty.key]), DUTIES[0].key)
    duty = BY_KEY.get(request.GET.get("duty", ""), BY_KEY[first])
    rows = waiting_for(actor, duty).select_related("organization", "examiner", "round__organizer")
    page = keyset_page(rows, keys=("id",), query=request.GET)
    address = reverse("inspections:my_sheets")
    context = {
        "duty": duty,
        "page": page,
        "rows": [(sheet, reverse(duty.page, args=[sheet.pk])) for sheet in page.rows],
        "duties": [
            {
                "label": one.label,
                "url": f"{address}?duty={one.key}",
                "count": counts[one.key],
                "is_current": one is duty,
            }
            for one in DUTIES
        ],
        "tabs": inspection_tabs(actor, current="my_sheets"),
        "today": actor.on,
    }
    return render(request, "inspections/my_sheets.html", context)


@login_required
@require_safe
def inspection_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One sheet: what was found first, then by dimension, then indicator by indicator."""
    sheet, actor = sheet_or_404(request, pk), request.actor
    shown = is_shown(sheet, actor)
    appeals = list(sheet.appeals.select_related("score", "adjustment").order_by("-pk"))
    deeds = deeds_of(sheet, actor)
    main = next((deed for deed in deeds if deed["label"] not in ASIDE), None)
    context = {
        "sheet": sheet,
        "shown": shown,
        "parts": parts_of(scores_of(sheet)) if shown else [],
        "findings": list(sheet.findings.order_by("level", "code", "pk")) if shown else [],
        **letters_about(sheet, actor),
        "adjustments": adjustments_of(sheet) if shown else [],
        "limit_hits": limits_of(sheet) if shown else [],
        "appeals": appeals,
        "appealed": {name: _ids(appeals, name) for name in COLUMNS.values()},
        "files": pictures(_files(sheet, shown=shown)),
        "main": main,
        "others": [deed for deed in deeds if deed is not main],
        "may_appeal": may_appeal(sheet, actor),
        "may_adjust": may_adjust(sheet, actor),
        "may_answer": can(actor, Capability.REVIEW, at=sheet.organizer),
        "may_sign": _may_sign(sheet, actor),
        "entries": history_of_sheet(sheet) if shown else [],
        "today": actor.on,
    }
    return render(request, "inspections/inspection_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def self_check(request: ActorRequest, pk: int) -> HttpResponse:
    """填自查: what a body says of itself."""
    sheet, actor = sheet_or_404(request, pk), request.actor
    post = require(actor, Capability.HANDLE, at=sheet.organization)
    if sheet.status != InspectionStatus.SELF_CHECK:
        messages.warning(request, f"这份体检单现为“{sheet.get_status_display()}”，不再填自查。")
        return redirect("inspections:inspection_detail", pk=pk)
    indicators = sheet.round.scheme.indicators.filter(formula=Formula.MANUAL)
    ordered = list(indicators.order_by("dimension__sort_order", "sort_order", "pk"))
    form = SelfCheckForm(*sent(request), indicators=ordered)

    def act(files: list[Any]) -> Inspection:
        return submit_self_check(
            inspection=sheet,
            words=form.cleaned_data["words"],
            answers=form.answers,
            files=files,
            actor=actor,
        )

    done = written(request, form, body=lambda: sheet.organization, act=act)
    if done is not None:
        messages.success(request, "已提交自查，请等核验单位现场核验。")
        return redirect("inspections:inspection_detail", pk=pk)
    return drawn(
        request,
        form,
        title="填自查",
        lead=f"{sheet.organization.name}：{sheet.round.name}",
        submit="提交自查",
        confirm="提交后不能再改，由核验单位现场核验评分。",
        back_url=reverse("inspections:inspection_detail", args=[pk]),
        back_label="体检单",
        draft_key=f"self-check-{pk}",
        article="第十二条",
        post=post,
        deed="提交",
        fields="inspections/_self_check_fields.html",
        helps=("自动指标由系统取数，不用填；人工评分的指标请对照评分说明自评，并附佐证材料。",),
    )


@login_required
@require_http_methods(FORM_METHODS)
def inspection_excuse(request: ActorRequest, pk: int) -> HttpResponse:
    """不参加: leave a body out of the round, with the reason."""
    sheet = sheet_or_404(request, pk)
    require(request.actor, Capability.ISSUE, at=sheet.organizer)
    back = reverse("inspections:inspection_detail", args=[pk])

    def act(given: dict[str, Any]) -> Done:
        excuse_inspection(inspection=sheet, actor=request.actor, **given)
        return Done("已办理不参加，该单位已收到消息，不再计入本轮的分母。", back)

    page = FormPage(
        title=f"不参加本轮体检：{sheet.organization.label}",
        lead="如该组织正在撤销、合并。办理后不再自查和评分，不能恢复。",
        submit="办理不参加",
        back_url=back,
        back_label="体检单",
        confirm="办理后该单位不再参加本轮体检，不能恢复。",
    )
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return answer(request, page=page, form=form, act=act)


@login_required
@require_POST
def inspection_acknowledge(request: ActorRequest, pk: int) -> HttpResponse:
    """签收 the notice of one's own result."""
    sheet = sheet_or_404(request, pk)
    with refusals(request) as attempt:
        acknowledge_result(inspection=sheet, actor=request.actor)
    if not attempt.refused:
        messages.success(request, "已签收。对得分、加减分或限制项有异议的，请在申诉期内逐项提出。")
    return redirect("inspections:inspection_detail", pk=pk)


def sheet_or_404(request: ActorRequest, pk: int) -> Inspection:
    """The sheet with its 加减分 and limits, where the reader sees it."""
    rows = Inspection.objects.visible_to(request.actor).select_related(
        "organization__parent",
        "organization__tenant",
        "examiner__tenant",
        "round__organizer__tenant",
        "round__scheme",
        "tenant",
        "scored_by",
        "checked_by",
    )
    sheet: Inspection = get_object_or_404(with_extras(rows), pk=pk)
    return sheet


# By move: the page that makes it, and its words.
_PAGES = {
    "self_check": ("inspections:self_check", "填自查"),
    "score": ("inspections:inspection_score", "核验评分"),
    "check": ("inspections:inspection_check", "复核"),
    "return": ("inspections:inspection_check", SEND_BACK),
    "excuse": ("inspections:inspection_excuse", EXCUSE),
}


def deeds_of(sheet: Inspection, actor: Actor) -> list[dict[str, str]]:
    """What this person may do to the sheet now, as buttons, and what may be read of it."""
    legal = {move.verb for move in INSPECTION_MOVES.available(sheet, actor)}
    if sheet.round.status != RoundStatus.SCORING:
        legal -= {"score", "return"}
    if is_own(sheet, actor):
        legal.discard("score")
    if "check" in legal:
        legal.discard("return")
    deeds = [
        {"label": label, "url": reverse(name, args=[sheet.pk])}
        for verb, (name, label) in _PAGES.items()
        if verb in legal
    ]
    if sheet.status in TOLD_INSPECTIONS:
        deeds += _papers(sheet)
    return deeds


def _papers(sheet: Inspection) -> list[dict[str, str]]:
    """The pages of a result that stand elsewhere in this room; a report once it is published."""
    card = reverse("inspections:card", args=[sheet.organization_id])
    found = [{"label": CARD, "url": card}]
    if sheet.status == InspectionStatus.PUBLISHED:
        report = reverse("inspections:report", args=[sheet.pk])
        found.insert(0, {"label": "体检报告", "url": report})
    return found


def _ids(appeals: list[Appeal], name: str) -> set[int]:
    """Which scores, limits or 加减分 were appealed against."""
    return {pk for appeal in appeals if (pk := getattr(appeal, f"{name}_id"))}


def _files(sheet: Inspection, *, shown: bool) -> Any:
    """All files of a sheet; before the result is told, to the inspected its own alone."""
    files = sheet.attachments.all()
    return files if shown else files.filter(organization=sheet.organization_id)


def _may_sign(sheet: Inspection, actor: Actor) -> bool:
    return (
        sheet.status in TOLD_INSPECTIONS
        and sheet.seen_at is None
        and can(actor, Capability.HANDLE, at=sheet.organization)
    )
