"""The roll of obligations (应办事项名册), its sheet, and one obligation with all about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from documents.spreadsheets.writer import Column, ColumnKind, write_workbook
from hierarchy.actors import Actor
from hierarchy.downloads import download
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.roles import can
from hierarchy.terms import Capability
from routines.actions.exceptions import decider_of
from routines.figures import tally
from routines.filters import STATES, ObligationFilter
from routines.models import Exemption, Fulfilment, Obligation, Postponement, Reopening
from routines.rights import may_record
from routines.rules import light_of, period_words
from routines.terms import Event, Standing
from routines.views.addresses import entering_address
from routines.views.surroundings import routine_tabs
from routines.wording import FORCE_WORDS, answered, asked, by_when, whom

PAGE = "routines:obligation_list"
EXPORT_MOST = 30_000
_PLACE = ("after", "before")
URGE = {
    "value": "urge",
    "label": "催办",
    "confirm": "向所选事项的组织各发一条催办消息。同一事项对同一人每天有次数限制，以免打扰。",
}
SHEET = (
    Column("code", "编号", width=10),
    Column("rule", "规则", width=24),
    Column("organization", "组织", width=30),
    Column("committee", "专委会（党委）", width=24),
    Column("period", "周期", width=14),
    Column("opens_on", "窗口开始", width=12, kind=ColumnKind.DATE),
    Column("due_on", "截止日期", width=12, kind=ColumnKind.DATE),
    Column("needed", "应办次数", width=10, kind=ColumnKind.INTEGER),
    Column("done", "已办次数", width=10, kind=ColumnKind.INTEGER),
    Column("met_on", "办成日期", width=12, kind=ColumnKind.DATE),
    Column("light", "情况", width=16),
    Column("standing", "是否计入", width=10),
    Column("reason", "原因", width=30),
)


@login_required
@require_safe
def obligation_list(request: ActorRequest) -> HttpResponse:
    """The rows in scope by due day, with the five figures of what was asked for."""
    actor = request.actor
    search = ObligationFilter(request.GET, actor=actor)
    rows = search.rows()
    page = keyset_page(
        rows.select_related("rule", "organization__parent"),
        keys=("due_on", "id"),
        query=request.GET,
    )
    asked_for = kept(request.GET)
    pick = _to_urge(page.rows, actor) if search.asks_overdue else set()
    context = {
        "form": search,
        "chosen": search.chosen(),
        "figures": tally(rows, on=actor.on) if page.rows else None,
        "rows": _lit(page.rows, actor),
        "pick": pick,
        "not_all": search.asks_overdue
        and len(pick) < len(page.rows)
        and actor.may(Capability.REVIEW),
        "bulk": (URGE,),
        "page": page,
        "states": _state_tabs(asked_for),
        "query": asked_for.urlencode(),
        "tabs": routine_tabs(actor, current="roll"),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "routines/obligation_list.html", context, status=status)


@login_required
@require_GET
def obligation_excel(request: ActorRequest) -> HttpResponse:
    """The same rows as a workbook."""
    actor = request.actor
    search = ObligationFilter(request.GET, actor=actor)
    found = search.rows().select_related("rule", "organization__committee")
    rows = list(found.order_by("due_on", "id")[: EXPORT_MOST + 1])
    if len(rows) > EXPORT_MOST:
        messages.error(
            request, f"符合条件的事项超过 {EXPORT_MOST:,} 条，一次导不完。请增加筛选条件后再导出。"
        )
        return redirect(f"{reverse(PAGE)}?{kept(request.GET).urlencode()}")
    content = write_workbook(title="应办事项", columns=SHEET, rows=_sheet_rows(rows, actor))
    return download(content, f"应办事项_{actor.on:%Y%m%d}.xlsx")


@login_required
@require_safe
def obligation_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One obligation: its days, what answered it, its exceptions, and what one may do."""
    actor = request.actor
    row = obligation_or_404(request, pk)
    fulfilments = (
        Fulfilment.objects.visible_to(actor).filter(obligation=row).select_related("record")
    )
    exemptions = Exemption.objects.visible_to(actor).filter(
        organization=row.organization, rule_code__in=("", row.rule.code)
    )
    may = deeds(row, actor)
    context = {
        "row": row,
        "light": light_of(row, rule=row.rule, on=actor.on),
        "period": words_of(row),
        "sentence": f"{whom(row.rule, actor.words)}，{asked(row.rule)}，{by_when(row.rule)}。",
        "answered_by": answered(row.rule),
        "force": FORCE_WORDS[row.rule.force],
        "is_frozen": row.is_frozen(actor.on),
        "fulfilments": list(fulfilments.order_by("record__happened_on", "pk")),
        "exemptions": list(exemptions.order_by("-starts_on", "-pk")),
        "postponements": _of(Postponement, row, actor),
        "reopenings": _of(Reopening, row, actor),
        "deeds": may,
        "enter_url": entering_address(row, organization=row.organization, on=actor.on)
        if may["record"]
        else "",
        "today": actor.on,
    }
    return render(request, "routines/obligation_detail.html", context)


def obligation_or_404(request: ActorRequest, pk: int) -> Obligation:
    """The obligation, where the reader sees it."""
    rows = Obligation.objects.visible_to(request.actor).select_related(
        "rule", "organization__parent", "organization__tenant"
    )
    row: Obligation = get_object_or_404(rows, pk=pk)
    return row


def deeds(row: Obligation, actor: Actor) -> dict[str, bool]:
    """What this person may do: it draws the buttons, each act asks again."""
    decides = can(actor, Capability.REVIEW, at=decider_of(row.organization))
    is_frozen = row.is_frozen(actor.on)
    is_open = row.standing == Standing.EXPECTED and row.met_on is None
    is_overdue = is_open and row.due_on < actor.on
    return {
        "urge": decides and is_overdue and not is_frozen,
        "record": is_open
        and not is_frozen
        and row.opens_on <= actor.on
        and may_record(actor, at=row.organization),
        "exempt": decides and not is_frozen and row.standing != Standing.EXEMPT,
        "end": decides,
        "reopen": decides and is_frozen,
        "postpone": decides and is_open and not is_frozen and row.rule.event == Event.TERM_END,
    }


def words_of(row: Obligation) -> str:
    """The period of a row as people call it."""
    return period_words(row.rule.period, row.period_start, row.period_end)


def _to_urge(rows: Iterable[Obligation], actor: Actor) -> set[int]:
    """Those of a page that this person may urge."""
    return {row.pk for row in rows if deeds(row, actor)["urge"]}


def _of(model: Any, row: Obligation, actor: Actor) -> list[Any]:
    return list(model.objects.visible_to(actor).filter(obligation=row).order_by("-pk"))


def _lit(rows: Iterable[Obligation], actor: Actor) -> list[tuple[Obligation, Any, str]]:
    return [(row, light_of(row, rule=row.rule, on=actor.on), words_of(row)) for row in rows]


def _sheet_rows(rows: Iterable[Obligation], actor: Actor) -> Iterator[Mapping[str, object]]:
    for row in rows:
        committee = row.organization.committee
        yield {
            "code": row.rule.code,
            "rule": row.rule.name,
            "organization": row.organization.name,
            "committee": committee.name if committee else "",
            "period": words_of(row),
            "opens_on": row.opens_on,
            "due_on": row.due_on,
            "needed": row.needed,
            "done": row.done,
            "met_on": row.met_on or "",
            "light": light_of(row, rule=row.rule, on=actor.on).word,
            "standing": row.get_standing_display(),
            "reason": row.reason,
        }


def _state_tabs(asked_for: QueryDict) -> list[dict[str, Any]]:
    """The same search in each state, for drilling from one figure to the other."""
    tabs = []
    for state, label in (("", "全部"), *STATES):
        query = asked_for.copy()
        query.pop("state", None)
        if state:
            query["state"] = state
        tabs.append(
            {
                "label": label,
                "url": f"{reverse(PAGE)}?{query.urlencode()}",
                "count": None,
                "is_current": asked_for.get("state", "") == state,
            }
        )
    return tabs


def kept(query: QueryDict) -> QueryDict:
    """The search alone: without the place in the list, and without empty fields."""
    found: Any = QueryDict(mutable=True)
    for name, value in query.items():
        if value and name not in _PLACE:
            found[name] = value
    return found
