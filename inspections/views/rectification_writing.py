"""起草整改文书、登记口头指正: first the body is chosen, then the words."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hierarchy.models import Organization
from hierarchy.numbers import row_id
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from inspections.actions.rectifications import draft_rectification, note_verbal
from inspections.bodies_below import bodies_below, issuer_for
from inspections.forms.rectifications import LetterForm, VerbalForm
from inspections.letter_words import DEMANDS, FEEDBACK, responsible_of, title_of
from inspections.models import Inspection
from inspections.rectification_rules import ISSUERS, free_findings, sayable_findings
from inspections.terms import RectificationKind
from inspections.views.body_pick import ask_body, picked
from workflow.views.enclosed import FORM_METHODS

_LIST = "inspections:rectification_list"


@login_required
@require_http_methods(FORM_METHODS)
def rectification_new(request: ActorRequest) -> HttpResponse:
    """Write a reminder or an order, or keep what was said aloud (``kind=verbal``)."""
    inspection = _inspection(request)
    if inspection is not None:
        organizer = inspection.round.organizer
        require(request.actor, Capability.HANDLE, at=organizer)
        return _letter(request, inspection.organization, organizer, inspection)
    bodies = bodies_below(request.actor, ISSUERS)
    body = picked(request, bodies)
    is_verbal = request.GET.get("kind") == RectificationKind.VERBAL
    what = "登记口头指正" if is_verbal else "起草整改文书"
    if body is None:
        words = {"back_url": reverse(_LIST), "back_label": "整改"}
        return ask_body(request, bodies, what=what, title=f"{what}：选择组织", **words)
    issuer = issuer_for(body, request.actor)
    if issuer is None:
        raise PermissionDenied(f"您当前的岗位不能{what}。如需办理，请切换到相应岗位。")
    if is_verbal:
        return _verbal(request, body, issuer)
    return _letter(request, body, issuer, None)


def _inspection(request: ActorRequest) -> Inspection | None:
    given = request.GET.get("inspection", "")
    if not given:
        return None
    rows = Inspection.objects.visible_to(request.actor).select_related(
        "organization__tenant", "round__organizer__tenant"
    )
    found: Inspection = get_object_or_404(rows, pk=row_id(given))
    return found


def _letter(
    request: ActorRequest,
    body: Organization,
    issuer: Organization,
    inspection: Inspection | None,
) -> HttpResponse:
    findings = list(free_findings(body, issuer))
    own = [one.pk for one in findings if not inspection or one.inspection_id == inspection.pk]
    about = inspection.round.name if inspection else "核查"
    form = LetterForm(
        request.POST or None,
        findings=findings,
        initial={
            "kind": RectificationKind.ORDER,
            "findings": own,
            "title": title_of(RectificationKind.ORDER, about),
            "demands": DEMANDS[RectificationKind.ORDER],
            "responsible": responsible_of(body),
            "feedback": FEEDBACK,
        },
    )

    def act(_: dict[str, Any]) -> Done:
        letter = draft_rectification(
            organization=body,
            issuer=issuer,
            kind=form.content["kind"],
            findings=form.chosen,
            content=form.content,
            inspection=inspection,
            actor=request.actor,
        )
        url = reverse("inspections:rectification_detail", args=[letter.pk])
        return Done("已存为草稿。负责人核对后点“下发”，对方随即收到消息。", url)

    page = _page(body, "起草整改文书", "保存草稿", f"rectification-new-{body.pk}")
    return answer(request, page=page, form=form, act=act)


def _verbal(request: ActorRequest, body: Organization, issuer: Organization) -> HttpResponse:
    form = VerbalForm(request.POST or None, findings=list(sayable_findings(body, issuer)))

    def act(_: dict[str, Any]) -> Done:
        letter = note_verbal(organization=body, issuer=issuer, actor=request.actor, **form.said)
        url = reverse("inspections:rectification_detail", args=[letter.pk])
        told = "已登记并销号。" if letter.closed_on else "已登记，对方已收到消息，到期前报送说明。"
        return Done(told, url)

    page = _page(body, "登记口头指正", "登记", f"rectification-verbal-{body.pk}")
    return answer(request, page=page, form=form, act=act)


def _page(body: Organization, title: str, submit: str, draft_key: str) -> FormPage:
    return FormPage(
        title=title,
        lead=body.name,
        submit=submit,
        back_url=reverse(_LIST),
        back_label="整改",
        article="第十二条",
        draft_key=draft_key,
        help="文书和口头指正只写组织的问题，不写个人身份证号、手机号码。",
    )
