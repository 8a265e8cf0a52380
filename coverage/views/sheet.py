"""The ledger as a sheet, as far as it was asked for; it imports again."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from coverage.actions.sheets import export_units
from coverage.filters import UnitFilter
from coverage.imports.unit_export import exported_units
from coverage.imports.units import UnitsKind
from coverage.views.surroundings import rules_of
from hierarchy.downloads import download
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest


@login_required
@require_GET
def unit_excel(request: ActorRequest) -> HttpResponse:
    """The units found by the ledger's search."""
    actor = request.actor
    if actor.tenant is None:
        raise PermissionDenied("您还没有任职，没有可以导出的台账。请联系上级任职后再试。")
    search = UnitFilter(request.GET, actor=actor, rules=rules_of(actor))
    content = b""
    kind: Any = UnitsKind()
    with refusals(request) as attempt:
        content = export_units(
            kind=kind,
            rows=exported_units(tenant=actor.tenant, actor=actor, among=search.rows()),
            tenant=actor.tenant,
            asked=search.chosen(),
            actor=actor,
        )
    if attempt.refused:
        return redirect("coverage:unit_list")
    return download(content, f"单位台账_{actor.on:%Y%m%d}.xlsx")
