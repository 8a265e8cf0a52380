"""The inbox (消息): what happened to one's work, unread first."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from hierarchy.numbers import row_id
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from workflow.actions import mark_read
from workflow.forms import InboxFilter
from workflow.models import Notice
from workflow.views.operations import keeps_city


@login_required
@require_safe
def inbox(request: ActorRequest) -> HttpResponse:
    """The reader's own notices: the unread ones alone while there are any, then all."""
    own = Notice.objects.visible_to(request.actor)
    unread = own.unread().count()
    query = request.GET.copy()
    if "state" not in query:
        query["state"] = "unread" if unread else ""
    form = InboxFilter(query)
    shown = own.select_related("organization")
    if form.is_valid():
        shown = _chosen(shown, form.cleaned_data)
    context = {
        "page": keyset_page(shown, keys=("-created_at", "-id"), query=request.GET),
        "form": form,
        "unread": unread,
        "state": query["state"],
        "is_filtered": bool(query["state"] or query.get("kind")),
        "keeps_city": keeps_city(request.actor),
        "today": request.actor.on,
    }
    return render(request, "workflow/notice_inbox.html", context)


def _chosen(own, chosen: dict[str, str]):  # type: ignore[no-untyped-def]  # a queryset in and out
    if chosen["kind"]:
        own = own.filter(kind=chosen["kind"])
    if chosen["state"]:
        own = own.filter(read_at__isnull=chosen["state"] == "unread")
    return own


@login_required
@require_safe
def notice_open(request: ActorRequest, pk: int) -> HttpResponse:
    """Follow a notice to what it is about; it counts as read from then on."""
    notice = get_object_or_404(Notice.objects.visible_to(request.actor), pk=pk)
    mark_read(notices=[notice.pk], actor=request.actor)
    if notice.path and url_has_allowed_host_and_scheme(notice.path, allowed_hosts=None):
        return redirect(notice.path)
    return redirect("workflow:inbox")


@login_required
@require_POST
def notices_read(request: ActorRequest) -> HttpResponse:
    """Mark the chosen notices, or all of them, as read."""
    chosen = [pk for sent in request.POST.getlist("ids") if (pk := row_id(sent))]
    if not chosen and "all" not in request.POST:
        messages.warning(request, "还没有选择消息。请先勾选，或点“全部标为已读”。")
        return redirect("workflow:inbox")
    count = mark_read(notices=None if "all" in request.POST else chosen, actor=request.actor)
    messages.success(request, f"已将 {count} 条消息标为已读。待办事项不受影响，仍在“我的待办”中。")
    return redirect("workflow:inbox")
