"""The page that explains the interface to the people of another system: ours, with our styles."""

from __future__ import annotations

from functools import cache
from typing import Any, get_origin

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from routines.terms import Mark, RecordKind
from routines.wire import EXCHANGED, MOST, RecordIn, RecordOut, label_of


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """What may be called, with what, and what comes back. Holds no data of any city."""
    context = {
        "records_path": reverse("api:records"),
        "schema_path": reverse("api:openapi-json"),
        "most": MOST,
        "sent": _fields(RecordIn),
        "read": _fields(RecordOut),
        "kinds": [(kind.value, kind.label) for kind in RecordKind if kind in EXCHANGED],
        "marks": Mark.choices,
    }
    return render(request, "routines/api_docs.html", context)


@cache
def _fields(shape: Any) -> list[dict[str, Any]]:
    """Name, Chinese name, and what may stand in each field of a shape."""
    return [
        {
            "name": name,
            "label": field.description or label_of(name),
            "is_required": field.is_required(),
            "unit": "项" if get_origin(field.annotation) is list else "字",
            "limit": next(
                (one.max_length for one in field.metadata if hasattr(one, "max_length")), None
            ),
        }
        for name, field in shape.model_fields.items()
    ]
