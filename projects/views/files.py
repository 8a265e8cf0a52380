"""Files as the pages of this room show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from workflow.models import Attachment


def drawn_files(files: Iterable[Attachment]) -> list[dict[str, Any]]:
    """What ``components/evidence.html`` takes: name, address, small picture and size."""
    return [
        {
            "name": file.name,
            "url": reverse("workflow:attachment", args=[file.pk]),
            "thumbnail_url": (
                reverse("workflow:attachment_thumbnail", args=[file.pk]) if file.is_image else ""
            ),
            "size": file.size,
        }
        for file in files
    ]
