"""Two versions side by side: what differs is told, by codes and names, in words."""

from __future__ import annotations

from decimal import Decimal

from inspections.actions.scheme_parts import (
    drop_indicator,
    set_dimension,
    set_indicator,
    set_limit,
)
from inspections.actions.schemes import edit_scheme, follow_scheme
from inspections.scheme_outline import Difference, differences_of, outline_of
from inspections.terms import Formula, Grade
from tests.inspections.grounds import a_scheme
from tests.world import World


def test_a_changed_an_added_and_a_dropped_part_are_told(world: World) -> None:
    older, actor = a_scheme(world.home), world.actor("city_clerk")
    newer = follow_scheme(scheme=older, actor=actor)
    parts = newer.indicators
    newer = edit_scheme(scheme=newer, changes={"excellent_from": Decimal(95)}, actor=actor)
    dimension = newer.dimensions.get(code="B")
    set_dimension(scheme=newer, dimension=dimension, content={"name": "阵地"}, actor=actor)
    content = {"points": Decimal(40), "formula": Formula.MANUAL}
    set_indicator(scheme=newer, indicator=parts.get(code="A1"), content=content, actor=actor)
    drop_indicator(indicator=parts.get(code="B2"), actor=actor)
    set_limit(scheme=newer, limit=None, content={"name": "通报", "grade": Grade.GOOD}, actor=actor)

    found = differences_of(outline_of(older), outline_of(newer))

    assert found[:5] == [
        Difference("方案", "优秀起点（分）", "90", "95"),
        Difference("维度 B", "维度", "基本阵地", "阵地"),
        Difference("指标 A1", "分值", "30", "40"),
        Difference("指标 A1", "计分方法", "比率法", "人工评分"),
        Difference("指标 A1", "取数来源", "支部党员大会", "—"),
    ]
    gone = next(one for one in found if one.part == "指标 B2")
    assert (gone.label, gone.after) == ("", "—")
    assert "指标 作用发挥，分值 15" in gone.before
    added = next(one for one in found if one.part == "限制项“通报”")
    assert (added.before, added.after) == ("—", "最高等次 良好")
    assert not [one for one in found if one.part == "指标 B1"], "only its dimension was renamed"


def test_an_order_that_moved_is_no_difference(world: World) -> None:
    older, actor = a_scheme(world.home), world.actor("city_clerk")
    newer = follow_scheme(scheme=older, actor=actor)
    row = newer.indicators.get(code="A1")
    set_indicator(scheme=newer, indicator=row, content={"sort_order": 9}, actor=actor)

    assert differences_of(outline_of(older), outline_of(newer)) == []
