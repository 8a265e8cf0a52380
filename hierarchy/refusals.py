"""Refusals (不能办理) on the page: an action's ``ValidationError`` in the words it was raised with.

``PermissionDenied`` is no refusal of this kind: it goes on and becomes the 403 page, which
says the same reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest


@dataclass(slots=True)
class Attempt:
    """What became of the block: ``refused`` when an action said no."""

    refused: bool = False


@contextmanager
def refusals(request: HttpRequest, *, form: forms.BaseForm | None = None) -> Iterator[Attempt]:
    """Tell the user why an action refused, beside the form's fields or as messages.

    ::

        with refusals(request) as attempt:
            sign_assignment(assignment=assignment, actor=request.actor)
        if not attempt.refused: …
    """
    attempt = Attempt()
    try:
        yield attempt
    except ValidationError as refused:
        attempt.refused = True
        if form is None:
            for text in refused.messages:
                messages.error(request, text)
        else:
            _put_on(form, refused)


def _put_on(form: forms.BaseForm, refused: ValidationError) -> None:
    if not hasattr(refused, "error_dict"):
        form.add_error(None, refused)
        return
    for name, errors in refused.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)
