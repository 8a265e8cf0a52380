"""源泉工程: units without a member, whom they have, and what was done; as a page and a sheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from coverage.forms.spring import SpringFilter
from coverage.spring import SHEET, Share, shares, sheet_rows
from coverage.views.surroundings import rules_of, unit_tabs
from documents.spreadsheets.writer import write_workbook
from hierarchy.downloads import download
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from workflow.applying import applying_of, begin_path

PAGE = "coverage:spring"
EXPORT_MOST = 20_000
ROWS = 20
_BESIDE = ("industry", "district", "town", "officer")


@login_required
@require_safe
def spring(request: ActorRequest) -> HttpResponse:
    """Units without members in scope, the largest first."""
    actor, rules = request.actor, rules_of(request.actor)
    search = SpringFilter(request.GET, actor=actor, rules=rules)
    page = keyset_page(
        search.rows().select_related(*_BESIDE),
        keys=("-employees", "id"),
        query=request.GET,
        size=ROWS,
    )
    applying = applying_of([unit.name for unit in page.rows], actor=actor)
    context = {
        "rows": [(unit, applying and applying.get(unit.name)) for unit in page.rows],
        "sees_files": applying is not None,
        "begin_path": begin_path(actor=actor),
        "form": search,
        "chosen": search.chosen(),
        "shares": [
            (share, _address(request.GET, share))
            for share in shares(search.base(), on=actor.on, rules=rules)
        ],
        "page": page,
        "first_from": rules.spring_staff,
        "query": _kept(request.GET).urlencode(),
        "tabs": unit_tabs(actor, current="spring"),
        "may_record": actor.may(Capability.KEEP_LEDGER),
        "today": actor.on,
    }
    return render(request, "coverage/spring.html", context, status=422 if search.errors else 200)


@login_required
@require_GET
def spring_excel(request: ActorRequest) -> HttpResponse:
    """The same units as a workbook."""
    actor, rules = request.actor, rules_of(request.actor)
    found = SpringFilter(request.GET, actor=actor, rules=rules).rows()
    rows = list(found.select_related(*_BESIDE).order_by("-employees", "id")[: EXPORT_MOST + 1])
    if len(rows) > EXPORT_MOST:
        messages.error(
            request, f"符合条件的单位超过 {EXPORT_MOST:,} 家，一次导不完。请增加筛选条件后再导出。"
        )
        return redirect(f"{reverse(PAGE)}?{request.GET.urlencode()}")
    content = write_workbook(title="源泉工程", columns=SHEET, rows=sheet_rows(rows, rules=rules))
    return download(content, f"源泉工程_{actor.on:%Y%m%d}.xlsx")


def _address(query: QueryDict, share: Share) -> str:
    """The page that lists what a share lacks."""
    kept = _kept(query)
    kept["lacks"] = share.key
    return f"{reverse(PAGE)}?{kept.urlencode()}"


def _kept(query: QueryDict) -> QueryDict:
    """The search alone: without the place in the list, and without empty fields."""
    kept: Any = QueryDict(mutable=True)
    for name, value in query.items():
        if value and name not in ("after", "before"):
            kept[name] = value
    return kept
