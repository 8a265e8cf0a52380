"""The parts of a draft: dimensions, indicators and limits, each checked as it is written."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from inspections.actions.scheme_parts import (
    drop_dimension,
    drop_indicator,
    drop_limit,
    set_dimension,
    set_indicator,
    set_limit,
)
from inspections.models import Dimension, GradeLimit, Indicator, Scheme
from inspections.scheme_outline import outline_of
from inspections.terms import Comparison, Formula, Grade
from tests.inspections.grounds import a_draft
from tests.inspections.test_schemes import codes
from tests.world import World
from workflow.audit_words import in_words
from workflow.models import AuditEntry

HELD = "routines.life_meetings_held"


def add(world: World, scheme: Scheme, **given: Any) -> Indicator:
    """An indicator of the second dimension, by the city's clerk."""
    content = {
        "dimension": scheme.dimensions.get(code="B"),
        "code": "B9",
        "name": "党务公开",
        "points": Decimal(2),
        "formula": Formula.MANUAL,
        **given,
    }
    return set_indicator(
        scheme=scheme, indicator=None, content=content, actor=world.actor("city_clerk")
    )


def limit(world: World, scheme: Scheme, **given: Any) -> GradeLimit:
    """A limit of a draft, by the city's clerk."""
    content = {"name": "没有组织生活会", "grade": Grade.FAIR, **given}
    return set_limit(scheme=scheme, limit=None, content=content, actor=world.actor("city_clerk"))


def refused(act: Callable[[], Any]) -> set[str | None]:
    with pytest.raises(ValidationError) as error:
        act()
    return codes(error.value)


def test_a_new_part_comes_last_unless_it_is_given_a_place(world: World) -> None:
    scheme, actor = a_draft(world.home), world.actor("city_clerk")

    last = set_dimension(
        scheme=scheme, dimension=None, content={"code": "C", "name": "基本保障"}, actor=actor
    )
    set_dimension(scheme=scheme, dimension=last, content={"sort_order": 1}, actor=actor)
    first = Dimension.objects.get(scheme=scheme, code="A")
    set_dimension(scheme=scheme, dimension=first, content={"sort_order": 9}, actor=actor)

    assert [line.dimension.code for line in outline_of(scheme).dimensions] == ["C", "B", "A"]


def test_the_points_of_a_dimension_are_its_indicators_together(world: World) -> None:
    scheme = a_draft(world.home)

    add(world, scheme, points=Decimal("2.5"))

    outline = outline_of(scheme)
    assert [line.points for line in outline.dimensions] == [60, Decimal("42.5")]
    assert (outline.points, outline.is_whole) == (Decimal("102.5"), False)
    assert outline.off == "超出 2.5 分"


def test_every_change_stands_in_the_trail_of_the_scheme_in_words(world: World) -> None:
    scheme, actor = a_draft(world.home), world.actor("city_clerk")
    row = add(world, scheme)
    set_indicator(scheme=scheme, indicator=row, content={"points": Decimal(3)}, actor=actor)
    drop_indicator(indicator=row, actor=actor)

    entries = AuditEntry.objects.about(scheme).order_by("id")
    told = [(line.verb, [fact.label for fact in line.facts]) for line in in_words(entries)][1:]

    assert told == [
        ("设置指标（体检方案）", ["所改部分", "内容"]),
        ("设置指标（体检方案）", ["内容", "所改部分"]),
        ("删除指标（体检方案）", ["所改部分", "内容"]),
    ]
    change = list(in_words(entries))[2].facts[0]
    assert (change.before, change.after) == ("分值 2", "分值 3")


def test_codes_and_names_stand_once_in_a_scheme(world: World) -> None:
    scheme, actor = a_draft(world.home), world.actor("city_clerk")

    assert refused(lambda: add(world, scheme, code="A1")) == {"code_taken"}
    content = {"code": "A", "name": "又一个"}
    assert refused(
        lambda: set_dimension(scheme=scheme, dimension=None, content=content, actor=actor)
    ) == {"code_taken"}
    assert refused(lambda: limit(world, scheme, name="弄虚作假")) == {"name_taken"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"formula": Formula.RATIO}, "source_needed"),
        ({"formula": Formula.RATIO, "source": "routines.nowhere"}, "unknown_source"),
        ({"formula": Formula.RATIO, "source": "routines.annual_report"}, "wrong_tier"),
        ({"formula": Formula.THRESHOLD, "source": "routines.lecture"}, "target_needed"),
        ({"formula": Formula.RATIO, "source": HELD}, "target_needed"),
        (
            {"formula": Formula.RATIO, "source": "routines.lecture", "target": Decimal(101)},
            "target_too_high",
        ),
        ({"step": Decimal("2.5")}, "step_too_large"),
        ({"red_below": 70}, None),
    ],
)
def test_an_indicator_whose_points_cannot_follow_is_refused(
    world: World, given: dict[str, Any], code: str | None
) -> None:
    scheme = a_draft(world.home)

    found = refused(lambda: add(world, scheme, **given))

    assert code is None or found == {code}
    assert not Indicator.objects.filter(code="B9").exists()


def test_a_count_is_judged_by_a_target_of_its_own(world: World) -> None:
    scheme = a_draft(world.home)

    row = add(world, scheme, formula=Formula.THRESHOLD, source=HELD, target=Decimal(1))

    line = outline_of(scheme).dimensions[1].indicators[-1]
    assert line.indicator == row
    assert line.method == "达到 1 次得 2 分，否则不得分"


def test_what_a_formula_does_not_use_is_emptied(world: World) -> None:
    scheme, actor = a_draft(world.home), world.actor("city_clerk")
    row = scheme.indicators.get(code="A1")
    set_indicator(scheme=scheme, indicator=row, content={"target": Decimal(95)}, actor=actor)

    changed = set_indicator(
        scheme=scheme, indicator=row, content={"formula": Formula.MANUAL}, actor=actor
    )

    changed.refresh_from_db()
    assert (changed.source, changed.target, changed.is_automatic) == ("", None, False)


def test_a_limit_is_read_as_a_whole_or_set_by_people(world: World) -> None:
    scheme = a_draft(world.home)
    read = {"source": HELD, "comparison": Comparison.BELOW, "bound": Decimal(1)}

    row = limit(world, scheme, **read)

    assert outline_of(scheme).limits[-1].bite == "组织生活会召开次数少于 1 次"
    with pytest.raises(ValidationError, match="须同时填取数来源、触发条件和触发值"):
        limit(world, scheme, name="缺触发值", source=HELD, comparison=Comparison.BELOW)
    assert refused(lambda: limit(world, scheme, name="不明", **{**read, "source": "no.such"})) == {
        "unknown_source"
    }
    changed = set_limit(
        scheme=scheme, limit=row, content={"source": ""}, actor=world.actor("city_clerk")
    )
    assert (changed.comparison, changed.bound) == ("", None)


def test_a_dimension_goes_once_it_is_empty(world: World) -> None:
    scheme, actor = a_draft(world.home), world.actor("city_clerk")
    row = scheme.dimensions.get(code="B")

    assert refused(lambda: drop_dimension(dimension=row, actor=actor)) == {"has_indicators"}
    for one in row.indicators.all():
        drop_indicator(indicator=one, actor=actor)
    drop_dimension(dimension=row, actor=actor)
    drop_limit(limit=scheme.limits.get(), actor=actor)

    assert list(scheme.dimensions.values_list("code", flat=True)) == ["A"]
    assert not scheme.limits.exists()


def test_a_part_of_another_scheme_is_not_taken(world: World) -> None:
    scheme, other = a_draft(world.home), a_draft(world.home, name="另一份")
    actor = world.actor("city_clerk")

    foreign = {"dimension": other.dimensions.get(code="B")}
    assert refused(lambda: add(world, scheme, **foreign)) == {"foreign_part"}
    row = other.indicators.get(code="A1")
    assert refused(
        lambda: set_indicator(
            scheme=scheme, indicator=row, content={"points": Decimal(1)}, actor=actor
        )
    ) == {"foreign_part"}


def test_saving_what_is_the_same_says_so_and_leaves_no_entry(world: World) -> None:
    scheme, actor = a_draft(world.home), world.actor("city_clerk")
    row = scheme.indicators.get(code="A1")
    before = AuditEntry.objects.count()

    same = {"points": row.points, "name": f" {row.name} "}
    assert refused(
        lambda: set_indicator(scheme=scheme, indicator=row, content=same, actor=actor)
    ) == {"nothing_changed"}
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("person", ["mall_clerk", "secretary", "city_clerk_of_twin"])
def test_nobody_else_writes_a_part(world: World, person: str) -> None:
    scheme = a_draft(world.home)
    name = "twin.city_clerk" if person == "city_clerk_of_twin" else person
    acts: tuple[Callable[..., Any], ...] = (
        lambda actor: set_dimension(
            scheme=scheme, dimension=None, content={"code": "Z", "name": "外"}, actor=actor
        ),
        lambda actor: drop_indicator(indicator=scheme.indicators.get(code="A1"), actor=actor),
        lambda actor: drop_limit(limit=scheme.limits.get(), actor=actor),
    )
    for act in acts:
        with pytest.raises(PermissionDenied):
            act(actor=world.actor(name))
