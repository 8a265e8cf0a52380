"""The parts of a draft scheme: dimensions, indicators, limits (维度、指标、限制项).

All of them change only while the scheme is a draft, under one lock of the scheme.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction

from hierarchy.actors import Actor, Post
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.models import Dimension, GradeLimit, Indicator, Scheme
from inspections.scheme_rules import (
    DIMENSION,
    INDICATOR,
    LIMIT,
    check_indicator,
    check_is_draft,
    check_limit,
    check_once,
)
from inspections.scheme_words import facts_of
from inspections.terms import Formula
from workflow import audit

PartT = TypeVar("PartT", Dimension, Indicator, GradeLimit)
_CODE_TAKEN = "代号“{}”在本方案中已用过，请换一个代号。"


@transaction.atomic
def set_dimension(
    *, scheme: Scheme, dimension: Dimension | None, content: Mapping[str, Any], actor: Actor
) -> Dimension:
    """Add a dimension, or change one (设置维度); without ``sort_order`` a new one comes last.

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``not_draft``,
    ``code_taken``, ``foreign_part``, ``nothing_changed``.
    """
    fresh, post = _open_draft(scheme, actor)
    row = _part(Dimension, fresh, dimension)
    was = copy(row)
    _fill(row, content, DIMENSION)
    check_once(row, "code", _CODE_TAKEN, "code_taken")
    return _write(row, was, DIMENSION, actor=actor, post=post)


@transaction.atomic
def drop_dimension(*, dimension: Dimension, actor: Actor) -> None:
    """Take an empty dimension out of a draft (删除维度).

    Raises ``PermissionDenied``, ``ValidationError`` ``not_draft``, ``has_indicators``.
    """
    fresh, post = _open_draft(dimension.scheme, actor)
    row = _part(Dimension, fresh, dimension)
    if count := row.indicators.count():
        raise ValidationError(
            f"维度“{row.name}”下还有 {count} 项指标。请先删除或移到其他维度，再删除维度。",
            code="has_indicators",
        )
    _drop(row, DIMENSION, actor=actor, post=post)


@transaction.atomic
def set_indicator(
    *, scheme: Scheme, indicator: Indicator | None, content: Mapping[str, Any], actor: Actor
) -> Indicator:
    """Add an indicator, or change one (设置指标); what its formula does not use is emptied.

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``not_draft``,
    ``code_taken``, ``foreign_part``, ``nothing_changed`` and of ``check_indicator``.
    """
    fresh, post = _open_draft(scheme, actor)
    row = _part(Indicator, fresh, indicator)
    was = copy(row)
    _fill(row, content, INDICATOR)
    row.clean_fields()
    if row.dimension.scheme_id != fresh.pk:
        raise _foreign("所选维度不属于本方案，请刷新页面后重新选择。", field="dimension")
    if row.formula == Formula.MANUAL:
        row.source = ""
    if row.formula in (Formula.MANUAL, Formula.DEDUCTION):
        row.target = None
    check_once(row, "code", _CODE_TAKEN, "code_taken")
    check_indicator(row)
    return _write(row, was, INDICATOR, actor=actor, post=post)


@transaction.atomic
def drop_indicator(*, indicator: Indicator, actor: Actor) -> None:
    """Take an indicator out of a draft (删除指标).

    Raises ``PermissionDenied``, ``ValidationError`` ``not_draft``.
    """
    fresh, post = _open_draft(indicator.scheme, actor)
    _drop(_part(Indicator, fresh, indicator), INDICATOR, actor=actor, post=post)


@transaction.atomic
def set_limit(
    *, scheme: Scheme, limit: GradeLimit | None, content: Mapping[str, Any], actor: Actor
) -> GradeLimit:
    """Add a limit of the grade, or change one (设置限制项).

    Raises ``PermissionDenied``, ``ValidationError`` of the fields and constraints,
    ``not_draft``, ``name_taken``, ``foreign_part``, ``nothing_changed``, ``unknown_source``,
    ``wrong_tier``.
    """
    fresh, post = _open_draft(scheme, actor)
    row = _part(GradeLimit, fresh, limit)
    was = copy(row)
    _fill(row, content, LIMIT)
    if not row.source:
        row.comparison, row.bound = "", None
    check_once(row, "name", "本方案已有限制项“{}”，请直接修改它。", "name_taken")
    check_limit(row)
    return _write(row, was, LIMIT, actor=actor, post=post)


@transaction.atomic
def drop_limit(*, limit: GradeLimit, actor: Actor) -> None:
    """Take a limit out of a draft (删除限制项).

    Raises ``PermissionDenied``, ``ValidationError`` ``not_draft``.
    """
    fresh, post = _open_draft(limit.scheme, actor)
    _drop(_part(GradeLimit, fresh, limit), LIMIT, actor=actor, post=post)


def _open_draft(scheme: Scheme, actor: Actor) -> tuple[Scheme, Post | None]:
    """The scheme, locked, which the actor may change."""
    fresh = Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    post = require(actor, Capability.DRAFT, at=fresh.owner)
    check_is_draft(fresh)
    return fresh, post


def _part(model: type[PartT], scheme: Scheme, row: PartT | None) -> PartT:
    """The row as it is now in that scheme, or a new one of it."""
    if row is None:
        return model(scheme=scheme)
    found = model._default_manager.filter(pk=row.pk, scheme=scheme).first()
    if found is None:
        raise _foreign("这一项不在本方案中，可能已被删除。请刷新页面后查看。")
    found.scheme = scheme
    return found


def _foreign(words: str, *, field: str = "") -> ValidationError:
    error = ValidationError(words, code="foreign_part")
    return ValidationError({field: error}) if field else error


def _fill(row: models.Model, content: Mapping[str, Any], names: Iterable[str]) -> None:
    for name in names:
        if name in content:
            value = content[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    if row.pk is None and not content.get("sort_order"):
        row.sort_order = _last(row) + 1  # type: ignore[attr-defined]


def _last(row: models.Model) -> int:
    beside = type(row)._default_manager.filter(scheme_id=row.scheme_id)  # type: ignore[attr-defined]
    found = beside.aggregate(last=models.Max("sort_order"))["last"]
    return int(found or 0)


def _write(
    row: PartT, was: PartT, names: Iterable[str], *, actor: Actor, post: Post | None
) -> PartT:
    """Save what was filled in and leave the entry, with the words of what changed."""
    row.clean_fields()
    is_new = row.pk is None
    changed = [name for name in names if is_new or getattr(row, name) != getattr(was, name)]
    if not changed:
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    row.full_clean()
    if is_new:
        row.save(force_insert=True)
    else:
        row.save(update_fields=changed)
    audit.record(
        verb=f"scheme.set_{_word(row)}",
        target=row.scheme,
        actor=actor,
        organization=row.scheme.owner,
        before={} if is_new else {"content": facts_of(was, changed)},
        after={"part": _called(row), "content": facts_of(row, changed)},
        post=post,
    )
    return row


def _drop(row: PartT, names: Iterable[str], *, actor: Actor, post: Post | None) -> None:
    audit.record(
        verb=f"scheme.drop_{_word(row)}",
        target=row.scheme,
        actor=actor,
        organization=row.scheme.owner,
        before={"part": _called(row), "content": facts_of(row, names)},
        post=post,
    )
    row.delete()


def _word(row: models.Model) -> str:
    return "limit" if isinstance(row, GradeLimit) else str(row._meta.model_name)


def _called(row: models.Model) -> str:
    """Of which part the trail of the scheme tells."""
    return f"{row._meta.verbose_name} {row}"
