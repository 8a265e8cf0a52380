"""The library (清单库): items that a city keeps for others to start from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from checklists.models import LibraryItem
from hierarchy.actors import Actor, Post
from hierarchy.models import Tenant
from hierarchy.roles import require_keeping
from workflow import audit

LIBRARY_FIELDS = (
    "tier",
    "category",
    "article",
    "upper_title",
    "title",
    "content",
    "requirement",
    "indicator_name",
    "indicator_unit",
    "indicator_kind",
    "frequency",
    "evidence_types",
    "evidence_minimum",
    "is_example",
)


@transaction.atomic
def add_library_item(*, tenant: Tenant, content: Mapping[str, Any], actor: Actor) -> LibraryItem:
    """Add an item to a city's library (登记清单库事项).

    For those who keep the city's reference data. Raises ``ValidationError`` of the fields.
    """
    post = require_keeping(actor, tenant=tenant)
    item = LibraryItem(tenant=tenant, **content)
    item.full_clean()
    item.save(force_insert=True)
    _record("add", item, actor, post, before={}, after=dict(content))
    return item


@transaction.atomic
def amend_library_item(
    *, item: LibraryItem, changes: Mapping[str, Any], actor: Actor
) -> LibraryItem:
    """Change an item of the library; lists that were begun from it stay as they are.

    Raises ``ValidationError`` ``nothing_changed`` and those of the fields.
    """
    fresh = LibraryItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    post = require_keeping(actor, tenant=fresh.tenant)
    if not changes:
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    before = {name: getattr(fresh, name) for name in changes}
    for name, value in changes.items():
        setattr(fresh, name, value)
    fresh.full_clean()
    fresh.save(update_fields=list(changes))
    _record("amend", fresh, actor, post, before=before, after=dict(changes))
    return fresh


def _record(
    verb: str,
    item: LibraryItem,
    actor: Actor,
    post: Post | None,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    audit.record(
        verb=f"libraryitem.{verb}",
        target=item,
        actor=actor,
        tenant=item.tenant,
        before=before,
        after=after,
        post=post,
    )
