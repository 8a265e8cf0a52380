"""A scheme over the made-up room: three indicators that are read, one by hand, one read limit."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from inspections.actions.rounds import start_scoring
from inspections.actions.scheme_copying import lay_parts
from inspections.actions.schemes import draft_scheme
from inspections.models import Round, Scheme
from inspections.scheme_data import (
    DimensionData,
    LimitData,
    SchemeData,
    deduction,
    manual,
    ratio,
    threshold,
)
from inspections.terms import Comparison, Grade, SchemeStatus, Subject
from tests.inspections.grounds import an_open_round
from tests.world import City

DATA: Final = SchemeData(
    name="取数方案",
    subject=Subject.BRANCH,
    dimensions=(
        DimensionData(
            "A",
            "基本活动",
            (
                ratio("A1", "党员大会", 40, "told.members"),
                deduction("A2", "班子健全", 20, "told.gaps", 5, may_be_absent=False),
                threshold("A3", "主题党日", 20, "told.times", 6),
            ),
        ),
        DimensionData("B", "基本阵地", (manual("B1", "固定场所", 20, "现场核验。"),)),
    ),
    limits=(
        LimitData(
            "连续两个季度无党员大会",
            Grade.FAIR,
            source="told.silent",
            comparison=Comparison.AT_LEAST,
            bound=Decimal(2),
        ),
    ),
)


def a_told_scheme(city: City) -> Scheme:
    """The scheme in use."""
    scheme = draft_scheme(
        owner=city.city,
        subject=Subject.BRANCH,
        name=DATA.name,
        content={},
        actor=city.actor("city_clerk"),
    )
    lay_parts(DATA, scheme)
    Scheme.objects.filter(pk=scheme.pk).update(status=SchemeStatus.IN_USE, adopted_on=city.on)
    return Scheme.objects.get(pk=scheme.pk)


def an_ordered_round(city: City) -> Round:
    """A round of the mall committee in scoring, whose reading is ordered and not begun."""
    round = an_open_round(city, scheme=a_told_scheme(city))
    return start_scoring(round=round, actor=city.actor("mall_leader"))
