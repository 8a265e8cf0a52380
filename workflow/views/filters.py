"""Saved searches (常用筛选)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from workflow.actions import delete_filter, save_filter
from workflow.forms import FilterForm
from workflow.models import SavedFilter


@login_required
@require_POST
def filter_save(request: ActorRequest) -> HttpResponse:
    """Keep the search of a page under a name and go back to it."""
    form = FilterForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            for error in errors:
                messages.error(request, str(error))
        return redirect("workbench:todo")
    chosen = form.cleaned_data
    with refusals(request) as attempt:
        saved = save_filter(**chosen, actor=request.actor)
    if not attempt.refused:
        messages.success(request, f"已保存常用筛选“{saved.name}”，下次可在本页直接选用。")
    return redirect(f"{reverse(chosen['page'])}?{chosen['query']}")


@login_required
@require_POST
def filter_delete(request: ActorRequest, pk: int) -> HttpResponse:
    """Forget one of the reader's own searches."""
    saved = get_object_or_404(SavedFilter.objects.visible_to(request.actor), pk=pk)
    delete_filter(saved_filter=saved, actor=request.actor)
    messages.success(request, f"已删除常用筛选“{saved.name}”。")
    return redirect(saved.page)
