"""Lists and rules as tenant data: set down once, then amended, ended, or followed by a version.

What other rows refer to (a name of a list, a source of money) is amended where it stands: a
source that were followed by another row would be another source, and sources never mix. What
is only looked up by day (bands, numbers, yearly demands, forbidden uses) is changed by a
version from a later day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from hierarchy.actors import Actor
from hierarchy.models import Tenant
from hierarchy.models.tenant import DatedModel
from hierarchy.roles import require_keeping
from projects.models import (
    ApprovalBand,
    CatalogueEntry,
    DutyRule,
    ForbiddenUse,
    FundSource,
    ProjectPolicy,
)
from projects.rulebook import default_rows, key_of
from projects.terms import Catalogue
from workflow import audit
from workflow.actions.versions import add_version, stop_version

RowT = TypeVar("RowT", bound=DatedModel)
AMENDABLE: Final[dict[type[DatedModel], tuple[str, ...]]] = {
    CatalogueEntry: ("name", "note", "points", "sort_order", "is_example"),
    FundSource: ("name", "categories", "needs_meeting", "article", "sort_order", "is_example"),
}
"""Lists whose rows others refer to, and what of a row may be corrected."""
VERSIONED: Final = (ForbiddenUse, ApprovalBand, ProjectPolicy, DutyRule)


@transaction.atomic
def seed_project_rules(*, tenant: Tenant, on: dt.date, actor: Actor) -> int:
    """Set the default lists and rules down as the city's own from a day on (写入默认项目规则).

    Returns how many rows were made. What the city has already, in whatever version, stays as
    it is. Raises ``PermissionDenied``.
    """
    post = require_keeping(actor, tenant=tenant)
    made = 0
    groups: dict[type[DatedModel], list[DatedModel]] = {}
    for row in default_rows():
        groups.setdefault(type(row), []).append(row)
    for model, rows in groups.items():
        known = [key_of(row) for row in _rows(model).filter(tenant=tenant)]
        fresh = [row for row in rows if key_of(row) not in known]
        for row in fresh:
            row.tenant, row.effective_from = tenant, on  # type: ignore[attr-defined]
        made += len(model._default_manager.bulk_create(fresh))
    if made:
        audit.record(
            verb="projectrule.seed",
            target=tenant,
            actor=actor,
            tenant=tenant,
            after={"rules": made, "effective_from": on},
            post=post,
        )
    return made


@transaction.atomic
def add_rule(*, row: RowT, actor: Actor) -> RowT:
    """Set an unsaved row down from its day on (登记目录项、规则), in place of its last version.

    The version before ends the day before; where a later one is written already, this one ends
    before it. Raises ``PermissionDenied``, ``ValidationError`` of the fields and of the
    constraints, ``listed`` for a name of a list that is there already, ``unknown_category``.
    """

    def check(new: RowT) -> None:
        _refuse_listed(new)
        _check(new)

    return add_version(row=row, verb="projectrule.add", actor=actor, key=key_of(row), check=check)


@transaction.atomic
def amend_rule(*, row: RowT, changes: Mapping[str, Any], actor: Actor) -> RowT:
    """Correct a name of a list or a source of money where it stands (修改目录项).

    What was spent before is not judged anew. Raises ``PermissionDenied``, ``ValidationError``
    ``nothing_changed``, ``not_editable``, ``unknown_category`` and of the fields.
    """
    model = type(row)
    fresh = model._default_manager.select_for_update().get(pk=row.pk)
    tenant: Tenant = fresh.tenant  # type: ignore[attr-defined]
    post = require_keeping(actor, tenant=tenant)
    if not changes:
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    if set(changes) - set(AMENDABLE.get(model, ())):
        raise ValidationError(
            "这一项登记后不能修改。请登记新的一版，或停用后另行登记。", code="not_editable"
        )
    before = {name: getattr(fresh, name) for name in changes}
    for name, value in changes.items():
        setattr(fresh, name, value)
    _check(fresh)
    fresh.full_clean()
    fresh.save(update_fields=list(changes))
    audit.record(
        verb="projectrule.amend",
        target=fresh,
        actor=actor,
        tenant=tenant,
        before=before,
        after=dict(changes),
        post=post,
    )
    return fresh


@transaction.atomic
def stop_rule(*, row: RowT, effective_to: dt.date, reason: str, actor: Actor) -> RowT:
    """Let a row end (停用目录项、规则): nothing new is built on it after the day.

    Raises ``PermissionDenied``, ``reason_needed``, ``stopped`` and of the constraint.
    """
    return stop_version(
        row=row, effective_to=effective_to, reason=reason, verb="projectrule.stop", actor=actor
    )


def _rows(model: type[DatedModel]) -> QuerySet[Any, Any]:
    """All rows of one list; every list has a city, which their abstract model does not say."""
    return model._default_manager.all()


def _refuse_listed(row: DatedModel) -> None:
    """A name of a list is amended where it stands, and followed by no other of its code."""
    if type(row) not in AMENDABLE:
        return
    rows = _rows(type(row)).filter(tenant=row.tenant, **key_of(row))  # type: ignore[attr-defined]
    old = rows.filter(effective_from__lte=row.effective_from).order_by("effective_from").last()
    if old is not None:
        raise ValidationError(
            f"“{old}”已在目录中，代码不能重复。请直接修改原有的一项，或换一个代码。", code="listed"
        )


def _check(row: DatedModel) -> None:
    """A source pays for categories that the city has."""
    if not isinstance(row, FundSource) or not row.categories:
        return
    known = CatalogueEntry.objects.filter(
        catalogue=Catalogue.EXPENSE_CATEGORY, tenant_id=row.tenant_id
    ).values_list("code", flat=True)
    if unknown := set(row.categories) - set(known):
        raise ValidationError(
            f"支出科目中没有“{'、'.join(sorted(unknown))}”。请先在目录中登记这个科目。",
            code="unknown_category",
        )
