"""The days of all 25 steps, in both versions: months' ends, leap days, holidays (domain.md §3)."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from people.default_processes import RULES_2014, RULES_2026, ProcessData
from people.models import ProcessStep
from people.step_rules import (
    Window,
    extension_bounds,
    needed_rounds,
    of_age_on,
    probation_end,
    span_end,
    window,
)

D = dt.date
# 国庆 2026 and the Saturday and Sunday worked for it.
GOLDEN_WEEK = {D(2026, 10, day): False for day in range(1, 8)}
EXCEPTIONS = GOLDEN_WEEK | {D(2026, 9, 27): True, D(2026, 10, 10): True}
BOTH: Final = (RULES_2014, RULES_2026)


def step(number: int, rules: ProcessData = RULES_2026) -> ProcessStep:
    data = rules.steps[number - 1]
    bounds = ("after", "earliest", "earliest_unit", "latest", "latest_unit", "longest", "every")
    return ProcessStep(number=data.number, **{name: getattr(data, name) for name in bounds})


def test_both_versions_have_the_25_steps_in_order() -> None:
    for rules in BOTH:
        assert [one.number for one in rules.steps] == list(range(1, 26))
        assert all(one.after is None or one.after < one.number for one in rules.steps)


def test_only_the_eighth_step_differs_and_2014_cites_no_article() -> None:
    differing = [
        new.number
        for old, new in zip(RULES_2014.steps, RULES_2026.steps, strict=True)
        if (old.name, old.earliest, old.concludes) != (new.name, new.earliest, new.concludes)
    ]
    assert differing == [8]
    assert {one.article for one in RULES_2014.steps} == {""}
    assert RULES_2026.steps[7].article == "第十三条"
    assert RULES_2014.effective_to == RULES_2026.effective_from - dt.timedelta(days=1)


# By step: the day of the step it counts from, and the earliest, latest and very last day.
CASES: Final = [
    (2, 1, D(2026, 1, 31), None, D(2026, 2, 28), None),
    (2, 1, D(2028, 1, 31), None, D(2028, 2, 29), None),
    (2, 1, D(2026, 3, 31), None, D(2026, 4, 30), None),
    (2, 1, D(2026, 12, 15), None, D(2027, 1, 15), None),
    (6, 3, D(2026, 8, 31), None, D(2027, 2, 28), None),
    (6, 3, D(2027, 8, 31), None, D(2028, 2, 29), None),
    (7, 3, D(2026, 2, 28), D(2027, 2, 28), None, None),
    (7, 3, D(2028, 2, 29), D(2029, 2, 28), None, None),
    (15, 13, D(2026, 1, 31), None, D(2026, 2, 28), None),
    (15, 13, D(2026, 9, 30), None, D(2026, 10, 30), None),
    (17, 15, D(2026, 1, 31), None, D(2026, 4, 30), D(2026, 7, 31)),
    (17, 15, D(2026, 8, 31), None, D(2026, 11, 30), D(2027, 2, 28)),
    (20, 17, D(2026, 5, 31), None, D(2026, 6, 30), None),
    (21, 15, D(2026, 1, 31), None, D(2026, 7, 31), None),
    (22, 15, D(2026, 1, 31), D(2027, 1, 31), None, None),
    (23, 15, D(2028, 2, 29), D(2029, 2, 28), None, None),
    (24, 23, D(2027, 11, 30), None, D(2028, 2, 29), None),
]


@pytest.mark.parametrize("rules", BOTH, ids=("2014", "2026"))
@pytest.mark.parametrize(("number", "after", "day", "earliest", "latest", "longest"), CASES)
def test_a_step_has_its_first_and_its_last_day(
    rules: ProcessData,
    number: int,
    after: int,
    day: D,
    earliest: D | None,
    latest: D | None,
    longest: D | None,
) -> None:
    found = window(step(number, rules), {after: day}, EXCEPTIONS)
    assert found == Window(earliest or day, latest, longest)


@pytest.mark.parametrize("rules", BOTH, ids=("2014", "2026"))
@pytest.mark.parametrize("number", range(1, 26))
def test_no_step_goes_before_the_one_before_it(rules: ProcessData, number: int) -> None:
    last = D(2026, 9, 30)
    done = dict.fromkeys(range(1, number), last)
    earliest = window(step(number, rules), done, EXCEPTIONS).earliest
    assert earliest is None if number == 1 else earliest is not None and earliest >= last


@pytest.mark.parametrize("rules", BOTH, ids=("2014", "2026"))
@pytest.mark.parametrize("number", [1, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14, 16, 18, 19, 25])
def test_the_other_steps_have_no_last_day(rules: ProcessData, number: int) -> None:
    done = dict.fromkeys(range(1, number), D(2026, 2, 28))
    assert window(step(number, rules), done, EXCEPTIONS)[1:] == (None, None)


def test_a_look_is_due_half_a_year_after_the_last_one() -> None:
    done = {3: D(2026, 1, 10), 5: D(2026, 1, 12), 6: D(2026, 7, 9)}
    assert window(step(6), done, {}) == Window(D(2026, 7, 9), D(2027, 1, 9))


@pytest.mark.parametrize(
    ("from_day", "end"),
    [
        (D(2026, 5, 18), D(2026, 5, 25)),
        (D(2026, 9, 25), D(2026, 10, 8)),
        (D(2026, 9, 28), D(2026, 10, 10)),
        (D(2026, 9, 30), D(2026, 10, 13)),
        (D(2026, 5, 23), D(2026, 5, 29)),
    ],
)
def test_a_public_notice_lasts_five_working_days_over_holidays(from_day: D, end: D) -> None:
    assert span_end(step(8), from_day, EXCEPTIONS) == end


def test_by_the_rules_of_2014_the_eighth_step_needs_no_notice() -> None:
    assert span_end(step(8, RULES_2014), D(2026, 5, 18), EXCEPTIONS) is None


def test_three_days_of_training_count_the_first() -> None:
    assert span_end(step(11), D(2028, 2, 28), {}) == D(2028, 3, 1)
    assert span_end(step(15), D(2028, 2, 28), {}) is None


def test_two_looks_are_needed_in_the_year_of_an_activist() -> None:
    assert needed_rounds(step(6), step(7)) == 2
    assert needed_rounds(step(5), step(6)) == 1


def test_a_probation_ends_a_year_after_the_meeting_or_as_prolonged() -> None:
    assert probation_end(D(2026, 1, 31)) == D(2027, 1, 31)
    assert probation_end(D(2028, 2, 29)) == D(2029, 2, 28)
    assert probation_end(D(2026, 1, 31), D(2027, 9, 30)) == D(2027, 9, 30)
    assert extension_bounds(D(2026, 8, 31)) == (D(2028, 2, 29), D(2028, 8, 31))


def test_a_prolonged_probation_holds_up_the_application_for_its_end() -> None:
    done = {15: D(2026, 1, 31), 21: D(2027, 2, 10)}
    found = window(step(22), done, {}, extended_until=D(2027, 7, 31))
    assert found.earliest == D(2027, 7, 31)


@pytest.mark.parametrize(
    ("born_on", "day"),
    [
        (D(2008, 3, 2), D(2026, 3, 2)),
        (D(2008, 2, 29), D(2026, 3, 1)),
        (D(2010, 12, 31), D(2028, 12, 31)),
    ],
)
def test_one_is_of_age_on_the_eighteenth_birthday(born_on: D, day: D) -> None:
    assert of_age_on(born_on) == day
