"""Which spreadsheets an administration page offers to its reader."""

from __future__ import annotations

from typing import Any

from django import template

from workflow.importing import ImportKind, kinds_of

register = template.Library()


@register.simple_tag(takes_context=True)
def sheets_of(context: dict[str, Any], page: Any) -> list[ImportKind]:
    """The kinds that the page names and the reader may import and export."""
    actor = context["request"].actor
    return [kind for kind in kinds_of(actor) if kind.key in page.sheet_kinds]
