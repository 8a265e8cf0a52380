"""A page with one form that does one act: drawn, refused (422), or done and gone on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest


class Done(NamedTuple):
    """What happened and what is next, and where to go on."""

    message: str
    url: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """The words around a form; ``confirm`` states the consequence before it happens.

    ``look`` is a class of the form: ``pairs`` puts two fields on a line.
    """

    title: str
    submit: str
    back_url: str
    back_label: str
    lead: str = ""
    article: str = ""
    confirm: str = ""
    help: str = ""
    draft_key: str = ""
    aside: str = ""
    look: str = ""


def answer(
    request: ActorRequest,
    *,
    page: FormPage,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Done],
    **context: Any,
) -> HttpResponse:
    """Draw the form, or do what it asks. ``aside`` of the page is a template put under it."""
    if request.method == "POST" and form.is_valid():
        done: Done | None = None
        with refusals(request, form=form):
            done = act(form.cleaned_data)
        if done is not None:
            messages.success(request, done.message)
            return redirect(done.url)
    context |= {"page": asdict(page), "form": form, "today": request.actor.on}
    status = 422 if request.method == "POST" else 200
    return render(request, "hierarchy/form_page.html", context, status=status)
