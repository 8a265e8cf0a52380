"""Parts of a draft scheme: each form stands above the scheme as it is, points summed up."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from hierarchy.numbers import row_id
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from inspections.actions.scheme_parts import (
    drop_dimension,
    drop_indicator,
    drop_limit,
    set_dimension,
    set_indicator,
    set_limit,
)
from inspections.forms.rounds import SureForm
from inspections.forms.schemes import DimensionForm, IndicatorForm, LimitForm
from inspections.models import Dimension, GradeLimit, Indicator, Scheme
from inspections.scheme_outline import outline_of
from inspections.scheme_rules import DIMENSION, INDICATOR, LIMIT
from inspections.scheme_words import plainly
from inspections.views.schemes import OUTLINE, article_of, page_of, scheme_or_404
from workflow.views.enclosed import FORM_METHODS

Part = Dimension | Indicator | GradeLimit
_ADDED = "已添加。"
_SAVED = "已保存，修改前后的内容留痕可查。"


@login_required
@require_http_methods(FORM_METHODS)
def dimension_new(request: ActorRequest, pk: int) -> HttpResponse:
    """添加 a dimension to a draft."""
    return _dimension(request, _writable(request, pk), None)


@login_required
@require_http_methods(FORM_METHODS)
def dimension_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """修改 a dimension of a draft."""
    row = _part_or_404(request, Dimension, pk)
    return _dimension(request, _writable(request, row.scheme_id), row)


@login_required
@require_http_methods(FORM_METHODS)
def dimension_drop(request: ActorRequest, pk: int) -> HttpResponse:
    """删除 a dimension of a draft."""
    row = _part_or_404(request, Dimension, pk)
    scheme = _writable(request, row.scheme_id)

    def act(_: dict[str, Any]) -> Done:
        drop_dimension(dimension=row, actor=request.actor)
        return Done(f"已删除维度“{row}”。", page_of(scheme))

    return _drop(request, scheme, row, act)


@login_required
@require_http_methods(FORM_METHODS)
def indicator_new(request: ActorRequest, pk: int) -> HttpResponse:
    """添加 an indicator to a draft."""
    return _indicator(request, _writable(request, pk), None)


@login_required
@require_http_methods(FORM_METHODS)
def indicator_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """修改 an indicator of a draft."""
    row = _part_or_404(request, Indicator, pk)
    return _indicator(request, _writable(request, row.scheme_id), row)


@login_required
@require_http_methods(FORM_METHODS)
def indicator_drop(request: ActorRequest, pk: int) -> HttpResponse:
    """删除 an indicator of a draft."""
    row = _part_or_404(request, Indicator, pk)
    scheme = _writable(request, row.scheme_id)

    def act(_: dict[str, Any]) -> Done:
        drop_indicator(indicator=row, actor=request.actor)
        return Done(f"已删除指标“{row}”，请核对分值合计。", page_of(scheme))

    return _drop(request, scheme, row, act)


@login_required
@require_http_methods(FORM_METHODS)
def limit_new(request: ActorRequest, pk: int) -> HttpResponse:
    """添加 a limit to a draft."""
    return _limit(request, _writable(request, pk), None)


@login_required
@require_http_methods(FORM_METHODS)
def limit_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """修改 a limit of a draft."""
    row = _part_or_404(request, GradeLimit, pk)
    return _limit(request, _writable(request, row.scheme_id), row)


@login_required
@require_http_methods(FORM_METHODS)
def limit_drop(request: ActorRequest, pk: int) -> HttpResponse:
    """删除 a limit of a draft."""
    row = _part_or_404(request, GradeLimit, pk)
    scheme = _writable(request, row.scheme_id)

    def act(_: dict[str, Any]) -> Done:
        drop_limit(limit=row, actor=request.actor)
        return Done(f"已删除限制项“{row}”。", page_of(scheme))

    return _drop(request, scheme, row, act)


def _dimension(request: ActorRequest, scheme: Scheme, row: Dimension | None) -> HttpResponse:
    form = DimensionForm(request.POST or None, initial=_initial(row, DIMENSION))

    def act(_: dict[str, Any]) -> Done:
        set_dimension(scheme=scheme, dimension=row, content=form.content, actor=request.actor)
        return Done(_SAVED if row else f"{_ADDED}请为这个维度添加指标。", page_of(scheme))

    return _write(request, scheme, "维度", row, form, act)


def _indicator(request: ActorRequest, scheme: Scheme, row: Indicator | None) -> HttpResponse:
    initial = _initial(row, INDICATOR)
    if row is None and (asked := row_id(request.GET.get("dimension", ""))):
        initial["dimension"] = asked
    form = IndicatorForm(request.POST or None, scheme=scheme, indicator=row, initial=initial)

    def act(_: dict[str, Any]) -> Done:
        set_indicator(scheme=scheme, indicator=row, content=form.content, actor=request.actor)
        return Done(f"{_SAVED if row else _ADDED}请核对分值合计。", page_of(scheme))

    return _write(request, scheme, "指标", row, form, act)


def _limit(request: ActorRequest, scheme: Scheme, row: GradeLimit | None) -> HttpResponse:
    initial = _initial(row, LIMIT)
    form = LimitForm(request.POST or None, scheme=scheme, limit=row, initial=initial)

    def act(_: dict[str, Any]) -> Done:
        set_limit(scheme=scheme, limit=row, content=form.content, actor=request.actor)
        return Done(_SAVED if row else _ADDED, page_of(scheme))

    return _write(request, scheme, "限制项", row, form, act)


def _write(
    request: ActorRequest,
    scheme: Scheme,
    what: str,
    row: Part | None,
    form: forms.Form,
    act: Any,
) -> HttpResponse:
    outline = outline_of(scheme)
    page = FormPage(
        title=f"{'修改' if row else '添加'}{what}",
        lead=f"{scheme}，{outline.sum_in_words}",
        submit="保存" if row else "添加",
        back_url=page_of(scheme),
        back_label="方案",
        article=article_of(scheme),
        draft_key=f"scheme-{scheme.pk}-{_key(row) if row else what}",
        aside=OUTLINE,
    )
    return answer(request, page=page, form=form, act=act, outline=outline, shown=row)


def _drop(request: ActorRequest, scheme: Scheme, row: Part, act: Any) -> HttpResponse:
    what = str(row._meta.verbose_name).removeprefix("体检")
    page = FormPage(
        title=f"删除{what}",
        lead=f"{scheme}：{row}",
        submit="删除",
        back_url=page_of(scheme),
        back_label="方案",
        confirm=f"删除后不能恢复，确定删除“{row}”吗？",
        article=article_of(scheme),
        aside=OUTLINE,
    )
    form = SureForm(request.POST or None)
    return answer(request, page=page, form=form, act=act, outline=outline_of(scheme), shown=row)


def _writable(request: ActorRequest, pk: int) -> Scheme:
    """The scheme, where the person drafts for its owner."""
    scheme = scheme_or_404(request, pk)
    require(request.actor, Capability.DRAFT, at=scheme.owner)
    return scheme


def _part_or_404(request: ActorRequest, model: type[models.Model], pk: int) -> Any:
    """A part of a scheme that the reader sees."""
    rows = model._default_manager.visible_to(request.actor)  # type: ignore[attr-defined]
    return get_object_or_404(rows.select_related("scheme__owner__tenant"), pk=pk)


def _initial(row: models.Model | None, names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names} if row else {}


def _plain(value: Any) -> Any:
    """A number as people type it: 5, not 5.0."""
    return plainly(value) if isinstance(value, Decimal) else value


def _key(row: models.Model) -> str:
    return f"{row._meta.model_name}-{row.pk}"
