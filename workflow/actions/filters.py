"""Saved searches: kept under a name, forgotten again."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from workflow.models import SavedFilter


@transaction.atomic
def save_filter(*, page: str, name: str, query: str, actor: Actor) -> SavedFilter:
    """Keep a search under a name; the same name again replaces it."""
    name = name.strip()
    if not name:
        raise ValidationError("请给这个筛选起一个名称。", code="name_needed")
    if len(query) > 500:
        raise ValidationError("筛选条件太长，请减少条件后再保存。", code="too_long")
    saved, _ = SavedFilter.objects.update_or_create(
        user=actor.user, page=page, name=name[:32], defaults={"query": query}
    )
    return saved


@transaction.atomic
def delete_filter(*, saved_filter: SavedFilter, actor: Actor) -> None:
    """Forget one of the actor's own saved searches."""
    SavedFilter.objects.visible_to(actor).filter(pk=saved_filter.pk).delete()
