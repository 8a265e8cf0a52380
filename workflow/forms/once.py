"""The key by which a form that is sent twice is known (workflow/once.py)."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms


def once_field() -> forms.UUIDField:
    """A hidden field with a new key each time the form is drawn empty."""
    hidden: Any = forms.HiddenInput(attrs={"data-no-draft": ""})
    return forms.UUIDField(required=False, widget=hidden, initial=uuid.uuid4)
