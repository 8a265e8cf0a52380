"""Filters that offer, and accept, only what lies in the reader's scope."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import RelatedFieldListFilter
from django.contrib.admin.options import ModelAdmin
from django.db.models import Field
from django.http import HttpRequest


class ScopedRelationFilter(RelatedFieldListFilter):
    """By a related row: the stock filter would list every city's."""

    def field_choices(
        self, field: Field[Any, Any], request: HttpRequest, model_admin: ModelAdmin[Any]
    ) -> list[Any]:
        """Related rows that the reader may see."""
        rows = field.related_model.objects.visible_to(request.actor)  # type: ignore[union-attr,attr-defined]
        order = "name_key" if hasattr(field.related_model, "name_key") else "pk"
        return [(row.pk, str(row)) for row in rows.order_by(order, "pk")]
