"""Setting down all parts of a scheme at once: from data, or from the version before."""

from __future__ import annotations

from dataclasses import asdict

from inspections.models import Dimension, GradeLimit, Indicator, Scheme
from inspections.scheme_data import SchemeData
from inspections.scheme_rules import DIMENSION, INDICATOR, LIMIT


def lay_parts(data: SchemeData, scheme: Scheme) -> None:
    """Write the parts of a scheme told as data. Part of an action: in its transaction."""
    dimensions = Dimension.objects.bulk_create(
        Dimension(scheme=scheme, code=one.code, name=one.name, sort_order=place)
        for place, one in enumerate(data.dimensions, start=1)
    )
    Indicator.objects.bulk_create(
        Indicator(scheme=scheme, dimension=dimension, sort_order=place, **asdict(one))
        for dimension, told in zip(dimensions, data.dimensions, strict=True)
        for place, one in enumerate(told.indicators, start=1)
    )
    GradeLimit.objects.bulk_create(
        GradeLimit(scheme=scheme, sort_order=place, **asdict(one))
        for place, one in enumerate(data.limits, start=1)
    )


def copy_parts(source: Scheme, target: Scheme) -> int:
    """Write the parts of one version once more for the next; answers how many indicators.

    Part of an action: in its transaction.
    """
    dimensions = list(source.dimensions.order_by("sort_order", "pk"))
    copies = Dimension.objects.bulk_create(
        Dimension(scheme=target, **{name: getattr(one, name) for name in DIMENSION})
        for one in dimensions
    )
    by_old = {old.pk: new for old, new in zip(dimensions, copies, strict=True)}
    told = [name for name in INDICATOR if name != "dimension"]
    indicators = Indicator.objects.bulk_create(
        Indicator(
            scheme=target,
            dimension=by_old[one.dimension_id],
            **{name: getattr(one, name) for name in told},
        )
        for one in source.indicators.order_by("sort_order", "pk")
    )
    GradeLimit.objects.bulk_create(
        GradeLimit(scheme=target, **{name: getattr(one, name) for name in LIMIT})
        for one in source.limits.order_by("sort_order", "pk")
    )
    return len(indicators)
