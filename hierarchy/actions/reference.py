"""Keeping a city's reference data (基础数据): regions, industries, words, placements, workdays.

Nothing is deleted: what is out of use gets its last day. Each change asks for
``MANAGE_ORGANIZATIONS`` at the root of the city and leaves an entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from hierarchy import trail
from hierarchy.actors import Actor, Post
from hierarchy.models import (
    Industry,
    Region,
    Tenant,
    Term,
    TierPlacement,
    Workday,
)
from hierarchy.names import pinyin_key
from hierarchy.roles import require_keeping
from hierarchy.vocabulary import DEFAULT_TERMS

Reference = Region | Industry | Term | TierPlacement | Workday

# What may be corrected later. What other rows were built on (a region's level and superior,
# the two tiers of a placement, the day of a workday) is given once.
EDITABLE: dict[type[models.Model], tuple[str, ...]] = {
    Tenant: ("name", "sign_working_days", "warn_days", "warn_progress", "lead_days"),
    Region: ("code", "name", "kind", "civil_parent", "note"),
    Industry: (
        *("name", "competent_department", "department_is_example", "sort_order", "note"),
        *("effective_from", "effective_to"),
    ),
    Term: ("name", "short_name", "effective_from", "effective_to"),
    TierPlacement: ("effective_from", "effective_to"),
    Workday: ("is_working", "name", "is_official"),
}
_UPPER_LEVEL = {Region.Level.DISTRICT: Region.Level.CITY, Region.Level.TOWN: Region.Level.DISTRICT}


@transaction.atomic
def add_reference(*, row: Reference, actor: Actor) -> Reference:
    """Add an unsaved row of reference data to its city (增加基础数据).

    Raises ``PermissionDenied``, and ``ValidationError`` of the fields, ``other_tenant``,
    ``wrong_level`` (a town stands under a district, a district under the city),
    ``unknown_term``.
    """
    post = require_keeping(actor, tenant=row.tenant)
    _check(row)
    row.full_clean()
    row.save(force_insert=True)
    _record("add", row, row.tenant, actor, post, before={}, after=_facts(row))
    return row


@transaction.atomic
def amend_reference(
    *, row: Reference | Tenant, changes: Mapping[str, Any], actor: Actor
) -> Reference | Tenant:
    """Correct a row of reference data, or the settings of a city (修改基础数据).

    Raises ``ValidationError`` ``nothing_changed``, ``not_editable`` and those of ``add_reference``.
    """
    model = type(row)
    fresh = model._default_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    tenant = fresh if isinstance(fresh, Tenant) else fresh.tenant
    post = require_keeping(actor, tenant=tenant)
    if not changes:
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    if fixed := set(changes) - set(EDITABLE[model]):
        names = {field.name: str(field.verbose_name) for field in model._meta.fields}
        labels = "、".join(names.get(name, name) for name in sorted(fixed))
        raise ValidationError(
            f"{labels}登记后不能修改。请停用原记录，另行登记。", code="not_editable"
        )
    before = _facts(fresh)
    for name, value in changes.items():
        setattr(fresh, name, value)
    _check(fresh)
    fresh.full_clean()
    fresh.save()
    after = _facts(fresh)
    changed = {name for name in after if after[name] != before.get(name)}
    _record(
        "amend",
        fresh,
        tenant,
        actor,
        post,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return fresh


def _check(row: Reference | Tenant) -> None:
    if isinstance(row, Region):
        row.name_key = pinyin_key(row.name)[:120]
        _check_region(row)
    if isinstance(row, Term) and row.key not in DEFAULT_TERMS:
        raise ValidationError(
            {"key": ValidationError("没有这一项用语，请从列表中选择。", code="unknown_term")}
        )


def _check_region(region: Region) -> None:
    for upper in (region.parent, region.civil_parent):
        if upper and upper.tenant_id != region.tenant_id:
            raise ValidationError("所选上级区域不属于本市，请重新选择。", code="other_tenant")
    wanted = _UPPER_LEVEL.get(Region.Level(region.level))
    if wanted and (region.parent is None or region.parent.level != wanted):
        raise ValidationError(
            f"{region.get_level_display()}的管理上级须是{wanted.label}级区域，请重新选择。",
            code="wrong_level",
        )


def _facts(row: models.Model) -> dict[str, Any]:
    """Every stored column but the key, by field name."""
    return {
        field.name: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in ("tenant", "name_key", "created_at")
    }


def _record(
    verb: str,
    row: Reference | Tenant,
    tenant: Tenant,
    actor: Actor,
    post: Post | None,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    trail.record(
        verb=f"{row._meta.model_name}.{verb}",
        target=row,
        actor=actor,
        tenant=tenant,
        before=before,
        after=after,
        post=post,
    )
