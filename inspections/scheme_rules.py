"""What a scheme must be before anything is judged by it (方案校验)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from hierarchy.models import Organization
from hierarchy.terms import Tier
from inspections.models import Dimension, GradeLimit, Indicator, Scheme
from inspections.scheme_words import plainly
from inspections.scoring import HUNDRED
from inspections.terms import Formula, SchemeStatus, Subject
from workflow.indicators import Offered, offered_by_key

RowT = TypeVar("RowT", Indicator, GradeLimit)
HEADER: Final = (
    *("excellent_from", "good_from", "fair_from", "adjust_most"),
    *("note", "article"),
)
"""What the head of a scheme says besides its name."""
DIMENSION: Final = ("code", "name", "sort_order")
INDICATOR: Final = (
    *("dimension", "code", "name", "points", "formula", "source", "step", "target"),
    *("may_be_absent", "red_below", "yellow_below", "evidence", "guide", "article"),
    "sort_order",
)
LIMIT: Final = ("name", "grade", "source", "comparison", "bound", "article", "sort_order")
TIER_OF: Final = {Subject.BRANCH: Tier.BRANCH, Subject.COMMITTEE: Tier.COMMITTEE}
"""Of which tier an automatic indicator of a subject is read."""


def points_of(indicators: Iterable[Indicator]) -> Decimal:
    """Their points together; a scheme's must be 100."""
    return sum((one.points for one in indicators), Decimal(0))


def check_owner(owner: Organization, subject: str) -> None:
    """Who may keep a scheme of a subject. Raises ``no_schemes_here``, ``wrong_subject``."""
    if owner.tier not in (Tier.CITY, Tier.COMMITTEE):
        raise ValidationError(
            "体检方案由市委两新工委或行业党建专委会（党委）制定。请切换到相应岗位后再起草。",
            code="no_schemes_here",
        )
    if subject == Subject.COMMITTEE and owner.tier != Tier.CITY:
        raise ValidationError(
            {
                "subject": ValidationError(
                    "行业党建专委会（党委）的体检由市委两新工委组织，方案也由其制定。"
                    "请改选“两新党组织”。",
                    code="wrong_subject",
                )
            }
        )


def check_is_draft(scheme: Scheme) -> None:
    """Only a draft is changed. Raises ``not_draft``."""
    if scheme.status != SchemeStatus.DRAFT:
        raise ValidationError(
            f"“{scheme}”{scheme.get_status_display()}，不能修改，已按它作出的体检结果才可核对。"
            "需要调整的，请起草新版本，启用后从新的轮次起适用。",
            code="not_draft",
        )


def check_source(scheme: Scheme, source: str) -> Offered:
    """A source that some room offers of the scheme's subject.

    Raises ``unknown_source``, ``wrong_tier`` at the field ``source``.
    """
    found = offered_by_key(source)
    if found is None:
        raise _at(
            "source",
            "所选的取数来源已不存在，系统读不到数据。请改选列表中的来源，或改为人工评分。",
            "unknown_source",
        )
    if TIER_OF[Subject(scheme.subject)] not in found.tiers:
        raise _at(
            "source",
            f"取数来源“{found.name}”不能用于体检“{scheme.get_subject_display()}”。"
            "请改选适用于该体检对象的来源。",
            "wrong_tier",
        )
    return found


def check_indicator(indicator: Indicator) -> None:
    """Whether points can follow from what is read or given, as its formula says.

    Raises ``unknown_source``, ``wrong_tier``, ``source_needed``, ``target_needed``,
    ``target_too_high``, ``step_too_large``.
    """
    if indicator.formula == Formula.MANUAL:
        if indicator.step > indicator.points:
            raise _at("step", "评分间隔不能大于分值，否则无法评分。请改小间隔。", "step_too_large")
        return
    if not indicator.source:
        raise _at("source", "自动计分的指标须选取数来源；没有的，请选人工评分。", "source_needed")
    found = check_source(indicator.scheme, indicator.source)
    if indicator.formula != Formula.DEDUCTION:
        _check_target(indicator, found)


def _check_target(indicator: Indicator, source: Offered) -> None:
    is_asked = indicator.formula == Formula.THRESHOLD or not source.has_denominator
    if is_asked and not indicator.target:
        raise _at(
            "target",
            f"请填写大于 0 的达标值：“{source.name}”达到多少得满分。",
            "target_needed",
        )
    if source.has_denominator and indicator.target and indicator.target > HUNDRED:
        raise _at("target", "达标值是百分数，不能超过 100。", "target_too_high")


def check_limit(limit: GradeLimit) -> None:
    """Whether a limit can be read. Raises as ``check_source``."""
    if limit.source:
        check_source(limit.scheme, limit.source)


def check_complete(scheme: Scheme) -> None:
    """Whether a scheme can be used: 100 points, no empty dimension, sources that can be read.

    Raises ``ValidationError`` with everything that is missing: ``empty_scheme``,
    ``points_not_100``, ``empty_dimension`` and of ``check_indicator``, ``check_limit``.
    """
    indicators = list(scheme.indicators.order_by("dimension__sort_order", "sort_order", "pk"))
    dimensions = list(scheme.dimensions.order_by("sort_order", "pk"))
    if not indicators:
        raise ValidationError("方案还没有指标，不能启用。请先添加维度和指标。", code="empty_scheme")
    wrong = _gaps(dimensions, indicators)
    for indicator in indicators:
        indicator.scheme = scheme
        wrong += _refused(indicator, check_indicator)
    for limit in scheme.limits.order_by("sort_order", "pk"):
        limit.scheme = scheme
        wrong += _refused(limit, check_limit)
    if wrong:
        raise ValidationError(wrong)


def _refused(row: RowT, check: Callable[[RowT], None]) -> list[ValidationError]:
    """What is wrong with one part of a scheme, said of it by name; nothing when it is right."""
    try:
        check(row)
    except ValidationError as error:
        return [ValidationError(f"“{row}”有误：{error.messages[0]}", code=code_of(error))]
    return []


def _gaps(
    dimensions: Sequence[Dimension], indicators: Sequence[Indicator]
) -> list[ValidationError]:
    found: list[ValidationError] = []
    if (total := points_of(indicators)) != HUNDRED:
        found.append(
            ValidationError(
                f"各指标分值合计 {plainly(total)} 分，应为 100 分。请调整分值后再启用。",
                code="points_not_100",
            )
        )
    used = {one.dimension_id for one in indicators}
    found.extend(
        ValidationError(
            f"维度“{one.name}”还没有指标。请为它添加指标，或删除这个维度。",
            code="empty_dimension",
        )
        for one in dimensions
        if one.pk not in used
    )
    return found


def check_once(row: models.Model, name: str, words: str, code: str) -> None:
    """That no other row of the same scheme has the same value of a field. Raises ``code``."""
    value = getattr(row, name)
    others = type(row)._default_manager.exclude(pk=row.pk)
    if others.filter(scheme_id=row.scheme_id, **{name: value}).exists():  # type: ignore[attr-defined]
        raise _at(name, words.format(value), code)


def code_of(error: ValidationError) -> str:
    """The code of a refusal, also where it stands at a field."""
    inner: Any = error
    if hasattr(inner, "error_dict"):
        inner = next(iter(inner.error_dict.values()))[0]
    return str(getattr(inner, "code", None) or "")


def _at(field: str, words: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=code)})
