"""Keeping what was uploaded with a form."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from hierarchy.actors import Actor
from hierarchy.models import Organization
from workflow.actions import store_attachment
from workflow.models import Attachment


def store_uploads(
    form: forms.Form, *, organization: Organization, actor: Actor
) -> list[Attachment]:
    """Keep each file of the field ``uploads``; what is wrong with one is said of that one.

    A form whose files are about persons has ``is_personal``: the trail keeps none of their names.
    """
    stored = []
    for file in form.cleaned_data["uploads"]:
        try:
            stored.append(
                store_attachment(
                    organization=organization,
                    name=file.name or "",
                    stream=file.file or file,
                    size=file.size or 0,
                    actor=actor,
                    is_personal=getattr(form, "is_personal", False),
                )
            )
        except ValidationError as refused:
            form.add_error("uploads", refused)
    return stored
