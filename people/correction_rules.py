"""What a correction of a record keeps (更正的要求): its own rules, and those of what came after.

Pure: whether the file as it would then be still holds, step by step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError

from documents.word.names import chinese_date
from people.admission_course import Course
from people.admission_rules import check_age, check_facts
from people.models import ProcessStep, StepRecord
from people.step_numbers import APPLY

_STAND_IN = -1


def check_correction(
    course: Course,
    record: StepRecord,
    step: ProcessStep,
    content: Mapping[str, Any],
    *,
    on: dt.date,
) -> None:
    """Refuse a correction that breaks a rule, its own or a later step's.

    Raises ``ValidationError`` by field: those of ``check_facts``, ``under_age``,
    ``out_of_order``, ``undermined``.
    """
    rest = course.without(record)
    check_facts(rest, step, content, on=on)
    if step.number == APPLY:
        check_age(course.admission.born_on, content["done_on"])
    _refuse_past(rest, record, step, content["done_on"])
    _refuse_undermined(course, _as_corrected(rest, record, content["done_on"]), step)


def _refuse_past(rest: Course, record: StepRecord, step: ProcessStep, day: dt.date) -> None:
    """A corrected day may not lie past what came after it."""
    later = [
        one.done_on
        for one in rest.counting
        if one.number > step.number and one.done_on >= record.done_on
    ]
    first = min(later, default=None)
    if first is not None and day > first:
        words = (
            f"以后的步骤已在 {chinese_date(first)} 办理，更正后的日期不能晚于这一天。"
            "请先核对以后的步骤。"
        )
        raise ValidationError({"done_on": ValidationError(words, code="out_of_order")})


def _refuse_undermined(before: Course, after: Course, step: ProcessStep) -> None:
    """No later step may become one that was taken too early, or past its very last day."""
    reached = before.admission.step
    for number, later in before.steps.items():
        if not step.number < number <= reached or (record := after.last_of(number)) is None:
            continue
        day = record.done_on
        if _fits(before, later, day) and not _fits(after, later, day):
            earliest, _, longest = after.window(later)
            bound = (
                f"最早应在 {chinese_date(earliest)} 办理"
                if earliest and day < earliest
                else f"不得晚于 {chinese_date(longest or day)}"
            )
            words = (
                f"按更正后的日期，第 {number} 步“{later.name}”{bound}，"
                f"已登记在 {chinese_date(day)}。"
                "请先核对该步；确实不符合程序的，报审批党委研究处理。"
            )
            raise ValidationError({"done_on": ValidationError(words, code="undermined")})


def _fits(course: Course, step: ProcessStep, day: dt.date) -> bool:
    earliest, _, longest = course.window(step)
    return not (earliest and day < earliest) and not (longest and day > longest)


def _as_corrected(rest: Course, record: StepRecord, day: dt.date) -> Course:
    """The course as it would be, with the day put right."""
    put_right = StepRecord(
        pk=_STAND_IN, number=record.number, done_on=day, conclusion=record.conclusion
    )
    records = sorted([*rest.records, put_right], key=lambda one: (one.number, one.done_on))
    return replace(rest, records=tuple(records))
