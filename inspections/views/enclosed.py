"""Pages of this room that write something together with its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from hierarchy.models import Organization
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from workflow.forms.files import FiledForm
from workflow.models import Attachment
from workflow.views.uploads import store_uploads

RowT = TypeVar("RowT")
FORM_METHODS = ["GET", "HEAD", "POST"]


def sent(request: ActorRequest) -> tuple[Any, ...]:
    """What a form with files is bound to; nothing before it is sent."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def written(
    request: ActorRequest,
    form: FiledForm,
    *,
    body: Organization,
    act: Callable[[list[Attachment]], RowT],
) -> RowT | None:
    """Store the new files in the name of a body and write; on a refusal they stay chosen."""
    if request.method != "POST" or not form.is_valid():
        return None
    done: RowT | None = None
    stored = store_uploads(form, organization=body, actor=request.actor)
    if not form.errors:
        with refusals(request, form=form):
            done = act([*form.kept_files, *stored])
    form.keep(stored)
    return done


def drawn(request: ActorRequest, form: forms.Form, **page: Any) -> HttpResponse:
    """The page around such a form: title, lead, submit, confirm, back, draft_key, post, helps."""
    context = {**page, "form": form, "today": request.actor.on}
    status = 422 if request.method == "POST" else 200
    return render(request, "inspections/enclosed_form.html", context, status=status)
