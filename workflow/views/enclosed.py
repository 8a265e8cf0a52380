"""Pages that write something together with its files, in whatever room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render

from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow.forms.files import FiledForm
from workflow.models import Attachment
from workflow.views.uploads import store_uploads

RowT = TypeVar("RowT")
FORM_METHODS = ["GET", "HEAD", "POST"]


def refuse_nobody(bodies: Sequence[Organization], what: str) -> None:
    """Raise ``PermissionDenied`` for who writes for no body of the kind."""
    if not bodies:
        raise PermissionDenied(f"您当前的岗位不能{what}。如需办理，请切换到相应岗位。")


def post_of(actor: Actor, bodies: Sequence[Organization]) -> Post | None:
    """As which post it will be done, where there is no choice of bodies."""
    if len(bodies) != 1:
        return None
    return require(actor, Capability.HANDLE, at=bodies[0])


def sent(request: ActorRequest) -> tuple[Any, ...]:
    """What a form with files is bound to; nothing before it is sent."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def written(
    request: ActorRequest,
    form: FiledForm,
    *,
    body: Callable[[], Organization],
    act: Callable[[list[Attachment]], RowT],
) -> RowT | None:
    """Store the new files in the name of ``body`` and write; on a refusal they stay chosen.

    ``body`` is asked only once the form is in order, since the form may choose it.
    """
    if request.method != "POST":
        return None
    form.recall(request.actor)
    if not form.is_valid():
        return None
    done: RowT | None = None
    owner = body()
    stored = store_uploads(form, organization=owner, actor=request.actor)
    if not form.errors:
        kept = [file for file in form.kept_files if file.tenant_id == owner.tenant_id]
        with refusals(request, form=form):
            done = act([*kept, *stored])
    form.keep(stored)
    return done


def drawn(request: ActorRequest, form: forms.Form, *, styles: str, **page: Any) -> HttpResponse:
    """The page around such a form: title, lead, submit, confirm, back, draft_key, post, helps.

    ``styles`` names the room's template of style sheets. Without ``draft_key`` nothing of what is
    typed is kept on the device.
    """
    context = {**page, "form": form, "styles": styles, "today": request.actor.on}
    status = 422 if request.method == "POST" else 200
    return render(request, "workflow/enclosed_form.html", context, status=status)
