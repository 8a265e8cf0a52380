"""The trail (留痕) as auditors read it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hierarchy.calendar import end_of, start_of
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from workflow.audit_words import in_words
from workflow.forms import AuditFilter
from workflow.models import AuditEntry


@login_required
@require_safe
def audit(request: ActorRequest) -> HttpResponse:
    """Who did what, as which post, when and why; the newest first."""
    entries = AuditEntry.objects.visible_to(request.actor)
    if not request.actor.may(Capability.READ_AUDIT):
        raise PermissionDenied(
            "查阅留痕须由审计管理员办理，您当前的岗位没有这项权限。如确需查阅，请联系审计管理员。"
        )
    form = AuditFilter(request.GET)
    if form.is_valid():
        entries = _chosen(entries, form.cleaned_data)
    page = keyset_page(entries.select_related("organization"), keys=("-id",), query=request.GET)
    context = {
        "page": page,
        "lines": in_words(page.rows),
        "form": form,
        "clear_url": reverse("workflow:audit"),
        "today": request.actor.on,
    }
    return render(request, "workflow/audit_list.html", context)


def _chosen(entries: Any, chosen: dict[str, Any]) -> Any:
    since, until = chosen["since"], chosen["until"]
    conditions = {
        "user_name__contains": chosen["person"],
        "verb": chosen["verb"],
        "target_label__contains": chosen["target"],
        "at__gte": since and start_of(since),
        "at__lte": until and end_of(until),
    }
    return entries.filter(**{name: value for name, value in conditions.items() if value})
