"""Lists (清单): the list of lists, one list, its moves, signing, and what a new version changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from checklists.actions.handling import sign_checklist
from checklists.actions.issuing import (
    archive_checklist,
    issue_checklist,
    send_back_checklist,
    submit_checklist,
)
from checklists.changes import compare_versions
from checklists.forms.lists import ChecklistFilter, CopyForm, IssueNumberForm
from checklists.models import Assignment, Checklist, ChecklistItem
from checklists.overview import Standing, fan_of, item_lines, receiver_standings, standings
from checklists.rules import LIST_MOVES, light_of
from checklists.terms import AssignmentStatus, ListStatus
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.numbers import row_id
from hierarchy.paging import keyset_page
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import can
from hierarchy.terms import Capability, Tier
from workflow.history import pictures
from workflow.models import SavedFilter

FILTER_PAGE = "checklists:checklist_list"
TABS = (("issued", "我下发的"), ("received", "下发给我的"), ("all", "全部可见"))
STALE = "页面已过期：清单已由他人改为“{}”。请看清现在的状态后再办理。"
# Receivers drawn on the page of a list; the rest stands behind the link to all its assignments.
RECEIVERS_SHOWN = 60


@login_required
@require_GET
def checklist_list(request: ActorRequest) -> HttpResponse:
    """All lists in the reader's scope, by tab and filter."""
    visible = Checklist.objects.visible_to(request.actor)
    form = ChecklistFilter(request.GET or None, actor=request.actor)
    tab = request.GET.get("tab", "")
    tab = tab if tab in dict(TABS) else _first_tab(request.actor)
    rows = (
        form.narrow(_in_tab(visible, tab, request.actor))
        if request.GET
        else _in_tab(visible, tab, request.actor)
    )
    page = keyset_page(
        rows.select_related("issuer").annotate(item_count=_item_count()),
        keys=("-year", "-id"),
        query=request.GET,
    )
    known = standings(checklists=[row.pk for row in page.rows], actor=request.actor)
    context = {
        "page": page,
        "lines": [(row, known.get(row.pk, Standing())) for row in page.rows],
        "tabs": _tabs(request, tab),
        "tab": tab,
        "form": form,
        "is_filtered": any(value for name, value in request.GET.items() if name != "tab"),
        "may_draft": request.actor.may(Capability.DRAFT),
        "today": request.actor.on,
        "filter_page": FILTER_PAGE,
        "saved_filters": SavedFilter.objects.visible_to(request.actor)
        .filter(page=FILTER_PAGE)
        .order_by("name"),
    }
    return render(request, "checklists/checklist_list.html", context)


@login_required
@require_GET
def checklist_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One list as issuer, receiver or onlooker sees it."""
    checklist = _visible_or_404(request, pk)
    actor = request.actor
    lines = item_lines(checklist=checklist, actor=actor)
    receivers = receiver_standings(checklist=checklist, actor=actor)
    moves = LIST_MOVES.available(checklist, actor)
    context = {
        "checklist": checklist,
        "lines": lines,
        "own_bodies": _own_bodies(lines, actor),
        "receivers": receivers[:RECEIVERS_SHOWN],
        "more_receivers": max(len(receivers) - RECEIVERS_SHOWN, 0),
        "standing": Standing(
            due=sum(row.due for row in receivers),
            signed=sum(row.signed for row in receivers),
            done=sum(row.done for row in receivers),
        ),
        "moves": moves,
        "fan": fan_of(checklist=checklist, on=actor.on)
        if any(move.verb == "issue" for move in moves)
        else None,
        "newer": Checklist.objects.visible_to(actor).filter(supersedes=checklist).first(),
        "may_draft": can(actor, Capability.DRAFT, at=checklist.issuer),
        "number_form": IssueNumberForm(initial={"number": checklist.issue_number}),
        "files": pictures(checklist.attachments.order_by("pk")),
        "copy_form": CopyForm(initial={"year": checklist.year + 1}),
        "is_city_list": checklist.issuer.tier == Tier.CITY,
        "today": actor.on,
    }
    return render(request, "checklists/checklist_detail.html", context)


@login_required
@require_POST
def checklist_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """Make one move of a list's life: 送审, 退回修改, 下发, 归档."""
    checklist = _visible_or_404(request, pk)
    move = _MOVES.get(verb)
    if move is None:
        raise Http404
    seen = request.POST.get("seen_status", "")
    if seen and seen != checklist.status:
        messages.error(request, STALE.format(checklist.get_status_display()))
        return redirect("checklists:checklist_detail", pk=pk)
    with refusals(request) as attempt:
        messages.success(request, move(checklist, request))
    if attempt.refused and verb in {"submit", "issue"} and checklist.status == ListStatus.DRAFT:
        return redirect("checklists:decompose_board", pk=pk)
    return redirect("checklists:checklist_detail", pk=pk)


@login_required
@require_POST
def checklist_sign(request: ActorRequest, pk: int) -> HttpResponse:
    """Sign for everything of one list that waits at one of the actor's bodies (一键签收)."""
    checklist = _visible_or_404(request, pk)
    receiver = get_object_or_404(
        Organization.objects.within(request.actor, capability=Capability.HANDLE),
        pk=row_id(request.POST.get("receiver")),
    )
    with refusals(request):
        count = sign_checklist(checklist_id=pk, receiver=receiver, actor=request.actor)
        messages.success(request, _after_signing(count, receiver, checklist))
    return redirect("checklists:checklist_detail", pk=pk)


@login_required
@require_GET
def checklist_changes(request: ActorRequest, pk: int) -> HttpResponse:
    """A version against the one before: old → new, and who has confirmed."""
    checklist = _visible_or_404(request, pk)
    if checklist.supersedes is None:
        messages.info(request, "这是第 1 版，没有可对照的上一版本。")
        return redirect("checklists:checklist_detail", pk=pk)
    changes = compare_versions(checklist, actor=request.actor)
    context = {
        "checklist": checklist,
        "changes": changes,
        "groups": [
            ("调整的事项", "changed", changes.of_kind("changed")),
            ("新增的事项", "new", changes.of_kind("new")),
            ("不再列入的事项", "dropped", changes.of_kind("dropped")),
        ],
        "today": request.actor.on,
    }
    return render(request, "checklists/checklist_changes.html", context)


def _visible_or_404(request: ActorRequest, pk: int) -> Checklist:
    return get_object_or_404(
        Checklist.objects.visible_to(request.actor).select_related(
            "issuer__parent", "tenant", "supersedes", "created_by"
        ),
        pk=pk,
    )


def _item_count() -> Coalesce:
    """Counted for the rows of the page alone; a join would group every list in scope."""
    items = ChecklistItem.objects.filter(checklist=OuterRef("pk")).order_by().values("checklist")
    return Coalesce(Subquery(items.annotate(count=Count("pk")).values("count")), 0)


def _first_tab(actor: Actor) -> str:
    if actor.may(Capability.DRAFT):
        return "issued"
    return "received" if actor.may(Capability.HANDLE) else "all"


def _in_tab(rows: QuerySet[Checklist], tab: str, actor: Actor) -> QuerySet[Checklist]:
    own = actor.organization_ids(Capability.VIEW_WORK)
    if tab == "issued":
        return rows.filter(issuer_id__in=own)
    if tab == "received":
        received = Assignment.objects.filter(item__checklist=OuterRef("pk"), receiver_id__in=own)
        return rows.filter(Exists(received))
    return rows


def _tabs(request: ActorRequest, current: str) -> list[dict[str, Any]]:
    tabs = []
    for key, label in TABS:
        # Who issues nothing is not asked to look there.
        if key == "issued" != current and not request.actor.may(Capability.DRAFT):
            continue
        query = request.GET.copy()
        for name in ("after", "before"):
            query.pop(name, None)
        query["tab"] = key
        tabs.append({"label": label, "url": f"?{query.urlencode()}", "is_current": key == current})
    return tabs


def _own_bodies(lines: list[Any], actor: Actor) -> list[dict[str, Any]]:
    """What each of the actor's own bodies still has to do with the list, and with which light."""
    bodies: dict[int, dict[str, Any]] = {}
    for line in lines:
        for own in line.own:
            own.light = light_of(own, tenant=line.item.checklist.tenant, on=actor.on)
            body = bodies.setdefault(
                own.receiver_id,
                {
                    "body": own.receiver,
                    "to_sign": [],
                    "to_decompose": 0,
                    "sign_by": own.sign_due_date,
                    "may_handle": can(actor, Capability.HANDLE, at=own.receiver),
                },
            )
            if own.status == AssignmentStatus.TO_SIGN:
                body["to_sign"].append(own)
            body["to_decompose"] += (
                own.status == AssignmentStatus.IN_PROGRESS
                and not own.is_decomposed
                and own.tier != Tier.BRANCH
            )
    return list(bodies.values())


def _after_signing(count: int, receiver: Organization, checklist: Checklist) -> str:
    if receiver.tier == Tier.BRANCH:
        return f"已签收 {count} 项。请按完成时限办理，并及时上报进展。"
    return f"已签收 {count} 项。请尽快分解到下级：点“分解”，系统会逐条列出待承接的上级事项。"


def _submit(checklist: Checklist, request: ActorRequest) -> str:
    submit_checklist(checklist=checklist, actor=request.actor)
    return "已送审。负责人会收到消息，审核后下发或退回修改。"


def _send_back(checklist: Checklist, request: ActorRequest) -> str:
    reason = request.POST.get("reason", "")
    send_back_checklist(checklist=checklist, reason=reason, actor=request.actor)
    return "已退回修改。起草人改好后会重新送审。"


def _issue(checklist: Checklist, request: ActorRequest) -> str:
    fresh, count = issue_checklist(checklist=checklist, actor=request.actor)
    day = fresh.sign_due_date
    by = f"签收截止 {day.month}月{day.day}日，" if day else ""
    return f"已下发，编号 {fresh.number}，共 {count} 项新任务。{by}未签收的系统会自动催办。"


def _archive(checklist: Checklist, request: ActorRequest) -> str:
    archive_checklist(checklist=checklist, actor=request.actor)
    return "已归档。清单和办理过程长期保存，可随时查阅。"


_MOVES: dict[str, Callable[[Checklist, ActorRequest], str]] = {
    "submit": _submit,
    "send_back": _send_back,
    "issue": _issue,
    "archive": _archive,
}
