"""Numbers and rates of a city as dated versions: a new one follows the last, the last is ended.

What was done under an earlier version keeps its numbers: rows are looked up by the day they
hold on, and no version is ever changed where it stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction

from hierarchy.actors import Actor
from hierarchy.models import Tenant
from hierarchy.models.tenant import DatedModel
from hierarchy.roles import require_keeping
from workflow import audit

RowT = TypeVar("RowT", bound=DatedModel)
_DAY: Final = dt.timedelta(days=1)
_DAYS: Final = ("id", "tenant", "effective_from", "effective_to")


def content_fields(model: type[models.Model]) -> tuple[str, ...]:
    """What a version says besides its city and its days."""
    return tuple(field.name for field in model._meta.concrete_fields if field.name not in _DAYS)


@transaction.atomic
def add_version(
    *,
    row: RowT,
    verb: str,
    actor: Actor,
    key: Mapping[str, Any] | None = None,
    check: Callable[[RowT], None] | None = None,
) -> RowT:
    """Set an unsaved row down from its day on, in place of the version before.

    The version before ends the day before; where a later one is written already, this one ends
    before it. ``key`` tells the rows of one thing from others of the same model. Raises
    ``PermissionDenied``, ``ValidationError`` of the fields, the constraints and of ``check``.
    """
    tenant: Tenant = row.tenant  # type: ignore[attr-defined]
    post = require_keeping(actor, tenant=tenant)
    row.clean_fields(exclude=["effective_to"])
    if check is not None:
        check(row)
    rows: Any = type(row)._default_manager
    versions = rows.select_for_update().filter(tenant=tenant, **(key or {}))
    old = versions.filter(effective_from__lte=row.effective_from).order_by("effective_from").last()
    if old is not None and old.effective_from < row.effective_from:
        _end_before(old, row.effective_from)
    if row.effective_to is None:
        row.effective_to = _day_before_next(versions.filter(effective_from__gt=row.effective_from))
    row.full_clean()
    row.save(force_insert=True)
    was, new = _content(old), _content(row)
    changed = [name for name in new if new[name] != was.get(name)]
    audit.record(
        verb=verb,
        target=row,
        actor=actor,
        tenant=tenant,
        before={name: was[name] for name in changed if name in was},
        after={**{name: new[name] for name in changed}, "effective_from": row.effective_from},
        post=post,
    )
    return row


@transaction.atomic
def stop_version(
    *,
    row: RowT,
    effective_to: dt.date,
    reason: str,
    verb: str,
    actor: Actor,
    has_later: Callable[[RowT], bool] = lambda row: False,
) -> RowT:
    """Let the last version end: from then on the proposals of the product hold again.

    ``has_later`` tells of a newer version where the older ones are left open. Raises
    ``PermissionDenied``, ``ValidationError`` ``reason_needed``, ``stopped`` and of the days' order.
    """
    rows: Any = type(row)._default_manager
    fresh: RowT = rows.select_for_update(of=("self",)).get(pk=row.pk)
    tenant: Tenant = fresh.tenant  # type: ignore[attr-defined]
    post = require_keeping(actor, tenant=tenant)
    if not reason.strip():
        raise ValidationError("请写明停用的原因，以便日后查阅。", code="reason_needed")
    if fresh.effective_to is not None or has_later(fresh):
        raise ValidationError(f"“{fresh}”已经停用或已有新版，请停用最新的一版。", code="stopped")
    fresh.effective_to = effective_to
    fresh.full_clean()
    fresh.save(update_fields=["effective_to"])
    audit.record(
        verb=verb,
        target=fresh,
        actor=actor,
        tenant=tenant,
        before={"effective_to": None},
        after={"effective_to": effective_to},
        reason=reason.strip(),
        post=post,
    )
    return fresh


def _end_before(old: DatedModel, day: dt.date) -> None:
    if old.effective_to is None or old.effective_to >= day:
        old.effective_to = day - _DAY
        old.save(update_fields=["effective_to"])


def _day_before_next(later: Any) -> dt.date | None:
    following = later.order_by("effective_from").first()
    return following.effective_from - _DAY if following is not None else None


def _content(row: DatedModel | None) -> dict[str, Any]:
    return {name: getattr(row, name) for name in content_fields(type(row))} if row else {}
