"""What holds of the arithmetic of a scheme whatever was found."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from inspections.models import Indicator, Scheme
from inspections.reading import line_of
from inspections.scoring import bites, earned, grade_of, level_of, total_of
from inspections.terms import GRADES_DOWN, Comparison, Formula, Grade, Level
from workflow.indicators import Reading

POINTS = st.decimals("0.1", 40, places=1)
COUNTS = st.decimals(0, 400, places=2)
WHOLES = st.decimals("0.01", 400, places=2)
AUTOMATIC = [Formula.RATIO, Formula.DEDUCTION, Formula.THRESHOLD]
Pair = tuple[Decimal, Decimal | None]


@dataclass(frozen=True)
class Line:
    """An indicator by its numbers alone."""

    points: Decimal
    formula: str
    step: Decimal = Decimal("0.5")
    target: Decimal | None = None


INDICATORS = st.builds(
    Line,
    points=POINTS,
    formula=st.sampled_from(AUTOMATIC),
    step=st.decimals("0.1", 10, places=1),
    target=st.none() | st.decimals("0.5", 120, places=2),
)
READINGS = st.builds(Reading, value=COUNTS, of=st.none() | WHOLES, lacks_all=st.booleans())


@st.composite
def scored(draw: st.DrawFn) -> Pair:
    """Full points with what was earned of them, or 不适用."""
    points = draw(POINTS)
    share = draw(st.none() | st.decimals(0, 1, places=2))
    return points, None if share is None else (points * share).quantize(Decimal("0.0001"))


SHEETS = st.lists(scored(), max_size=30)
ADJUSTMENTS = st.lists(st.decimals(-9, 9, places=1), max_size=6)
MOST = st.decimals(0, 10, places=1)


@given(INDICATORS, READINGS)
def test_a_line_earns_between_nothing_and_all_with_four_decimals(
    indicator: Line, reading: Reading
) -> None:
    got = earned(indicator, reading)

    assert got is not None, "there was something to judge"
    assert 0 <= got <= indicator.points
    assert got == got.quantize(Decimal("0.0001"))
    assert got == 0 or not reading.lacks_all


@given(INDICATORS, COUNTS, COUNTS, st.none() | WHOLES)
def test_more_found_never_earns_less_and_more_faults_never_more(
    indicator: Line, one: Decimal, other: Decimal, of: Decimal | None
) -> None:
    less, more = (
        earned(indicator, Reading(value, of)) for value in (min(one, other), max(one, other))
    )

    assert less is not None
    assert more is not None
    assert more <= less if indicator.formula == Formula.DEDUCTION else less <= more


@given(SHEETS, ADJUSTMENTS, MOST)
def test_a_total_lies_within_0_and_100_with_one_decimal(
    lines: list[Pair], adjustments: list[Decimal], most: Decimal
) -> None:
    total = total_of(lines, adjustments=adjustments, adjust_most=most)

    assert (total.total is None) == (total.full == 0)
    if total.total is not None:
        assert 0 <= total.total <= 100
        assert total.total == total.total.quantize(Decimal("0.1"))
    assert 0 <= total.points <= total.full


@given(SHEETS, ADJUSTMENTS, MOST, st.randoms(use_true_random=False))
def test_the_order_of_lines_and_adjustments_does_not_matter(
    lines: list[Pair], adjustments: list[Decimal], most: Decimal, chance: object
) -> None:
    asked = total_of(lines, adjustments=adjustments, adjust_most=most)
    for rows in (lines, adjustments):
        chance.shuffle(rows)  # type: ignore[attr-defined]

    assert total_of(lines, adjustments=adjustments, adjust_most=most) == asked


@given(SHEETS, st.lists(POINTS, max_size=5), ADJUSTMENTS, MOST)
def test_lines_that_do_not_apply_change_nothing(
    lines: list[Pair], absent: list[Decimal], adjustments: list[Decimal], most: Decimal
) -> None:
    more = [*((points, None) for points in absent), *lines]

    asked = total_of(lines, adjustments=adjustments, adjust_most=most)

    assert total_of(more, adjustments=adjustments, adjust_most=most) == asked


@given(SHEETS, st.integers(0, 29), st.decimals(0, 1, places=2), ADJUSTMENTS, MOST)
def test_more_earned_in_one_line_never_lowers_the_total(
    lines: list[Pair], place: int, share: Decimal, adjustments: list[Decimal], most: Decimal
) -> None:
    applying = [place for place, (_, got) in enumerate(lines) if got is not None]
    if not applying:
        return
    chosen = applying[place % len(applying)]
    points, got = lines[chosen]
    assert got is not None
    better = [*lines]
    better[chosen] = points, max(got, (points * share).quantize(Decimal("0.0001")))

    before = total_of(lines, adjustments=adjustments, adjust_most=most).total
    after = total_of(better, adjustments=adjustments, adjust_most=most).total

    assert before is not None
    assert after is not None
    assert before <= after


@given(SHEETS, ADJUSTMENTS, MOST)
def test_adjustments_move_the_total_by_no_more_than_their_bound(
    lines: list[Pair], adjustments: list[Decimal], most: Decimal
) -> None:
    plain = total_of(lines).total
    moved = total_of(lines, adjustments=adjustments, adjust_most=most).total

    assert (plain is None) == (moved is None)
    if plain is not None and moved is not None:
        assert abs(moved - plain) <= most + Decimal("0.1")


@given(
    st.lists(st.decimals(0, 100, places=1), min_size=2, max_size=8),
    st.lists(st.sampled_from(Grade.values), max_size=3),
)
def test_a_higher_total_never_has_a_worse_grade_and_a_limit_never_a_better_one(
    totals: list[Decimal], limits: list[str]
) -> None:
    scheme = Scheme()
    places = [GRADES_DOWN.index(grade_of(total, scheme, limits=limits)) for total in sorted(totals)]

    assert all(later <= earlier for earlier, later in pairwise(places))
    for total in totals:
        held = GRADES_DOWN.index(grade_of(total, scheme, limits=limits))
        assert held >= GRADES_DOWN.index(grade_of(total, scheme))
        assert all(held >= GRADES_DOWN.index(Grade(limit)) for limit in limits)


@given(COUNTS, COUNTS, st.none() | WHOLES)
def test_a_limit_bites_one_way_or_the_other_where_there_is_something_to_judge(
    value: Decimal, bound: Decimal, of: Decimal | None
) -> None:
    reading = Reading(value, of)

    assert bites(Comparison.AT_LEAST, bound, reading) != bites(Comparison.BELOW, bound, reading)
    for comparison in Comparison:
        assert not bites(comparison, bound, Reading(value, Decimal(0)))


@given(scored(), st.integers(0, 100), st.integers(0, 100))
def test_a_light_is_never_shown_for_all_points_and_red_is_below_yellow(
    pair: Pair, one: int, other: int
) -> None:
    points, got = pair
    red, yellow = sorted((one, other))

    level = level_of(points, got, red=red, yellow=yellow)

    if got is None or got >= points:
        assert level is None
    elif level is None:
        assert got * 100 >= points * yellow
    else:
        assert (level == Level.RED) == (got * 100 < points * red)


@given(INDICATORS, st.decimals(0, 400, places=4), st.none() | st.decimals("0.01", 400, places=4))
def test_what_is_kept_of_a_reading_gives_the_same_points_again(
    indicator: Line, value: Decimal, of: Decimal | None
) -> None:
    row = Indicator(
        points=indicator.points,
        formula=indicator.formula,
        step=indicator.step,
        target=indicator.target,
    )
    line = line_of(row, Reading(value, of))

    assert earned(row, Reading(line.value, line.of, line.lacks_all)) == line.earned
    assert line.is_absent == (line.earned is None)
