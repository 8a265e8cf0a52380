"""整改: the list in scope, one with its thread and its letter, writing and changing a draft."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from documents.filetypes import FileType
from hierarchy.actors import Actor
from hierarchy.downloads import download
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from inspections.actions.rectifications import edit_rectification
from inspections.actions.remarks import may_remark
from inspections.bodies_below import bodies_below
from inspections.deeds import parted
from inspections.forms.rectifications import LetterForm
from inspections.forms.searches import LATE, OPEN, SECOND, RectificationFilter
from inspections.models import Finding, Rectification
from inspections.papers.letter import letter_of, name_of
from inspections.rectification_deeds import deeds_of
from inspections.rectification_history import thread_of
from inspections.rectification_rules import CONTENT, ISSUERS, free_findings
from inspections.terms import OWED_RECTIFICATIONS, RectificationStatus
from inspections.views.surroundings import inspection_tabs
from workflow.history import pictures
from workflow.paging import keyset_page
from workflow.views.enclosed import FORM_METHODS


@login_required
@require_safe
def rectification_list(request: ActorRequest) -> HttpResponse:
    """Rectifications in scope, the latest first; what waits and what is late stands above."""
    actor = request.actor
    search = RectificationFilter(request.GET, actor=actor)
    rows = search.rows().select_related("organization", "issuer")
    counted = rows.annotate(
        reds=Count("findings", filter=Q(findings__level="red")),
        yellows=Count("findings", filter=Q(findings__level="yellow")),
    )
    context = {
        "form": search,
        "page": keyset_page(counted, keys=("-id",), query=request.GET),
        "tiles": _tiles(actor),
        "is_filtered": search.is_filtered,
        "may_draft": bodies_below(actor, ISSUERS).exists(),
        "owed": OWED_RECTIFICATIONS,
        "tabs": inspection_tabs(actor, current="rectification_list"),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "inspections/rectification_list.html", context, status=status)


@login_required
@require_safe
def rectification_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One rectification: what is wrong first, then what was asked, done and said."""
    letter, actor = letter_or_404(request, pk), request.actor
    main, others = parted(deeds_of(letter, actor))
    context = {
        "letter": letter,
        "findings": findings_in(letter),
        "main": main,
        "others": others,
        "is_owed": letter.status in OWED_RECTIFICATIONS,
        "owed": OWED_RECTIFICATIONS,
        "may_remark": may_remark(letter, actor),
        "files": pictures(letter.attachments.order_by("pk")),
        "entries": thread_of(letter),
        "today": actor.on,
    }
    return render(request, "inspections/rectification_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def rectification_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """修改 a draft: its words, its kind, and the findings that it lists."""
    letter, actor = letter_or_404(request, pk), request.actor
    require(actor, Capability.HANDLE, at=letter.issuer)
    if letter.status != RectificationStatus.DRAFT:
        raise PermissionDenied("已下发的文书不能修改。有误的请撤销后重新起草。")
    held = findings_in(letter)
    form = LetterForm(
        request.POST or None,
        findings=[*held, *free_findings(letter.organization, letter.issuer)],
        initial={
            "findings": [finding.pk for finding in held],
            **{name: getattr(letter, name) for name in ("kind", *CONTENT)},
        },
    )
    back = reverse("inspections:rectification_detail", args=[pk])

    def act(_: dict[str, Any]) -> Done:
        edit_rectification(
            rectification=letter, changes=form.content, findings=form.chosen, actor=actor
        )
        return Done("已保存。负责人核对后下发。", back)

    page = FormPage(
        title="修改整改文书",
        lead=letter.organization.name,
        submit="保存",
        back_url=back,
        back_label="整改",
        article="第十二条",
        draft_key=f"rectification-{pk}",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_GET
def rectification_letter(request: ActorRequest, pk: int) -> HttpResponse:
    """The letter as Word, with the record of its delivery."""
    letter = letter_or_404(request, pk)
    content = letter_of(letter, findings_in(letter))
    return download(content, name_of(letter), kind=FileType.DOCX)


def letter_or_404(request: ActorRequest, pk: int) -> Rectification:
    """The rectification, where the reader sees it."""
    rows = Rectification.objects.visible_to(request.actor).select_related(
        *("organization__tenant", "organization__officer", "organization__station"),
        *("organization__county", "organization__committee", "issuer__parent"),
        *("issuer__tenant", "tenant", "issued_by", "inspection__round"),
    )
    letter: Rectification = get_object_or_404(rows, pk=pk)
    return letter


def findings_in(letter: Rectification) -> list[Finding]:
    """What it lists, red ones first, in the order of the scheme's codes."""
    return list(letter.findings.order_by("level", "code", "pk"))


def _tiles(actor: Actor) -> list[dict[str, Any]]:
    """What waits for whom, and what is late: one query."""
    rows = Rectification.objects.visible_to(actor).open()
    owed = Q(status__in=OWED_RECTIFICATIONS)
    counts = rows.aggregate(
        issued=Count("pk", filter=Q(status=RectificationStatus.ISSUED)),
        recheck=Count("pk", filter=Q(status=RectificationStatus.RECHECK)),
        late=Count("pk", filter=owed & Q(due_on__lt=actor.on)),
        second=Count("pk", filter=Q(second_since__isnull=False)),
        open=Count("pk"),
    )
    url = reverse("inspections:rectification_list")
    asked = (
        ("open", "未销号", f"status={OPEN}", ""),
        ("issued", "待签收", f"status={RectificationStatus.ISSUED}", ""),
        ("recheck", "待复查", f"status={RectificationStatus.RECHECK}", ""),
        ("late", "已逾期", f"only={LATE}", "red"),
        ("second", "二次整改", f"only={SECOND}", "yellow"),
    )
    return [
        {
            "label": label,
            "value": counts[key],
            "unit": "份",
            "url": f"{url}?{query}",
            "tone": tone if counts[key] else "",
        }
        for key, label, query, tone in asked
    ]
