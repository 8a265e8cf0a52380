"""What a record of a step must hold (发展党员的要求): each refusal says its numbers.

Pure: they look at what was entered and at the course, and never conclude anything themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NoReturn

from django.core.exceptions import ValidationError

from documents.word.names import chinese_date
from people.admission_course import Course, is_outside
from people.models import ProcessStep
from people.step_numbers import (
    MEETING,
    PROPOSE,
    REGULAR,
    REGULAR_MEETING,
    WATCH,
)
from people.step_rules import extension_bounds, needed_rounds, of_age_on, span_end
from people.terms import Conclusion

Content = Mapping[str, Any]
FIELDS = (
    *("done_on", "conclusion", "words", "people", "document_no", "from_day", "hours"),
    *("eligible", "present", "in_favour", "late_reason"),
)
"""What a record holds of what was entered; ``extended_until`` goes to the file."""


def check_record(course: Course, step: ProcessStep, content: Content, *, on: dt.date) -> None:
    """Refuse a record that breaks a rule.

    Raises ``ValidationError`` by field: ``conclusion_needed`` and those of ``check_facts`` and
    ``check_extension``.
    """
    _check_conclusion(course, step, content)
    check_facts(course, step, content, on=on)
    check_extension(course, step, content)


def check_facts(course: Course, step: ProcessStep, content: Content, *, on: dt.date) -> None:
    """Refuse days, people, papers and votes that break a rule, whatever was concluded.

    Raises ``ValidationError`` by field: ``too_few_looks``, ``looked_already``,
    ``number_of_people``, ``short_notice``, ``short_training``, ``number_needed`` and those of
    ``check_day`` and ``check_ballot``.
    """
    check_day(course, step, content, on=on)
    _check_rounds(course, step)
    _check_look(course, step, content["done_on"])
    _check_people(step, content)
    _check_span(course, step, content)
    if is_outside(course.admission, step) and not content.get("document_no"):
        _refuse(
            "document_no",
            "审批党委不在本系统内，由党支部代为登记。请填写批复、备案等材料的文号或编号，以便核对。",
            "number_needed",
        )
    if step.needs_ballot:
        check_ballot(content)


def check_day(course: Course, step: ProcessStep, content: Content, *, on: dt.date) -> None:
    """Refuse a day that is not reached, lies before its turn, or is late without a word why.

    Raises ``day_needed``, ``day_ahead``, ``too_early``, ``too_late``, ``late_unexplained``.
    """
    day = content.get("done_on")
    if day is None:
        _refuse("done_on", "请填写办理日期。", "day_needed")
    if day > on:
        _refuse("done_on", "办理日期不能晚于今天。请在办理后再登记。", "day_ahead")
    earliest, latest, longest = course.window(step)
    if earliest and day < earliest:
        _refuse(
            "done_on",
            f"“{step.name}”最早在 {chinese_date(earliest)} 办理，所填日期早了"
            f" {(earliest - day).days} 天。请到期办理后再登记。",
            "too_early",
        )
    if longest and day > longest:
        _refuse(
            "done_on",
            f"“{step.name}”即使有特殊情况，也不得晚于 {chinese_date(longest)}。"
            "请核对日期；确已超过的，按规定报上级党委研究处理。",
            "too_late",
        )
    if latest and day > latest and not str(content.get("late_reason") or "").strip():
        _refuse(
            "late_reason",
            f"“{step.name}”应在 {chinese_date(latest)} 前办理，所填日期晚了"
            f" {(day - latest).days} 天。请说明逾期或特殊情况的原因，逾期标记会一直保留。",
            "late_unexplained",
        )


def check_ballot(content: Content) -> None:
    """Refuse votes that do not carry the conclusion (R-17, strict halves of those who should come).

    Raises ``votes_needed``, ``votes_in_order``, ``no_quorum``, ``vote_failed``,
    ``vote_carried``.
    """
    given = [content.get(name) for name in ("eligible", "present", "in_favour")]
    if any(one is None for one in given):
        _refuse("eligible", "请填写应到、实到有表决权人数和赞成票数。", "votes_needed")
    eligible, present, favour = (int(one) for one in given if one is not None)
    if not favour <= present <= eligible:
        _refuse(
            "in_favour",
            f"应到 {eligible} 人、实到 {present} 人、赞成 {favour} 票："
            "实到不能多于应到，赞成票不能多于实到。请核对票数。",
            "votes_in_order",
        )
    needed = eligible // 2 + 1
    if present < needed:
        _refuse(
            "present",
            f"应到有表决权党员 {eligible} 人，实到 {present} 人，没有超过半数（至少 {needed} 人），"
            "不能表决。请另行召开党员大会。",
            "no_quorum",
        )
    is_refusal = content.get("conclusion") == Conclusion.REFUSED
    if favour < needed and not is_refusal:
        _refuse(
            "in_favour",
            f"赞成 {favour} 票，没有超过应到会有表决权党员 {eligible} 人的半数"
            f"（至少 {needed} 票），决议不能通过。请核对票数，或按“不同意”登记。",
            "vote_failed",
        )
    if favour >= needed and is_refusal:
        _refuse(
            "conclusion",
            f"赞成 {favour} 票，已经超过应到会有表决权党员 {eligible} 人的半数，"
            "与结论“不同意”不符。请核对票数和结论。",
            "vote_carried",
        )


def check_extension(course: Course, step: ProcessStep, content: Content) -> None:
    """Refuse a second prolonging, and the approval of one that is not 6 to 12 months long.

    Raises ``extended_already``, ``extension_needed``, ``extension_bounds``.
    """
    if content.get("conclusion") != Conclusion.EXTENDED:
        return
    if course.admission.extended_until is not None:
        until = chinese_date(course.admission.extended_until)
        _refuse(
            "conclusion",
            f"预备期已经延长过一次（至 {until}），不能再延长。请按“同意”或“不同意”登记。",
            "extended_already",
        )
    if step.number != REGULAR:
        return
    until_day = content.get("extended_until")
    least, most = extension_bounds(course.done[MEETING])
    if until_day is None:
        _refuse("extended_until", "请填写预备期延长至哪一天。", "extension_needed")
    if not least <= until_day <= most:
        _refuse(
            "extended_until",
            f"预备期延长不少于 6 个月、不超过 1 年，应在 {chinese_date(least)} 至"
            f" {chinese_date(most)} 之间。请按批复核对。",
            "extension_bounds",
        )


def check_age(born_on: dt.date, applied_on: dt.date) -> None:
    """Refuse whoever is not eighteen on the day of the application (党章第一条)."""
    day = of_age_on(born_on)
    if applied_on < day:
        _refuse(
            "applied_on",
            f"申请人 {chinese_date(day)} 年满 18 岁，申请日期不能早于这一天。"
            "请核对出生日期和申请日期。",
            "under_age",
        )


def is_late(course: Course, step: ProcessStep, day: dt.date) -> bool:
    """Whether a day lies past the usual last one."""
    latest = course.window(step).latest
    return latest is not None and day > latest


def _check_rounds(course: Course, step: ProcessStep) -> None:
    lasting = course.steps.get(WATCH)
    if step.number != PROPOSE or lasting is None:
        return
    needed, looked = needed_rounds(lasting, step), len(course.of_step(WATCH))
    if looked < needed:
        _refuse(
            "done_on",
            f"培养教育考察每 {lasting.every} 个月考察 1 次，应不少于 {needed} 次，"
            f"已登记 {looked} 次。请先补登第 {WATCH} 步的考察记录。",
            "too_few_looks",
        )


def _check_look(course: Course, step: ProcessStep, day: dt.date) -> None:
    """A lasting step has one record a day: a form sent twice is no second look."""
    if step.every and any(one.done_on == day for one in course.of_step(step.number)):
        _refuse(
            "done_on",
            f"“{step.name}”在 {chinese_date(day)} 已登记过一次，同一天只登记一次。"
            "需要补充的，请更正那一条记录。",
            "looked_already",
        )


def _check_people(step: ProcessStep, content: Content) -> None:
    named = list(content.get("people") or [])
    least, most = step.names_least, step.names_most
    if len(set(named)) < len(named):
        _refuse("people", "人员姓名重复，请逐人填写，一行一人。", "number_of_people")
    if (least and len(named) < least) or (most and len(named) > most):
        asked = f"{least} 人" if least == most else f"{least or 0} 至 {most} 人"
        asked = f"不少于 {least} 人" if most is None else asked
        _refuse(
            "people",
            f"“{step.name}”应填写{asked}，现有 {len(named)} 人。请一行填写一人。",
            "number_of_people",
        )


def _check_span(course: Course, step: ProcessStep, content: Content) -> None:
    """The public notice and the training last by themselves, or for so many hours."""
    if step.after is not None or step.earliest is None:
        return
    hours = content.get("hours")
    if step.hours_least and hours is not None and hours >= step.hours_least:
        return
    from_day, day = content.get("from_day"), content["done_on"]
    if from_day is None:
        _refuse("from_day", f"请填写“{step.name}”的开始日期。", "day_needed")
    earliest = course.window(step).earliest
    if earliest and from_day < earliest:
        _refuse(
            "from_day",
            f"“{step.name}”在上一步之后开始，开始日期不能早于 {chinese_date(earliest)}。"
            "请核对日期。",
            "too_early",
        )
    end = span_end(step, from_day, course.exceptions)
    if end is None or from_day <= day >= end:
        return
    unit = step.get_earliest_unit_display()
    instead = f"或者不少于 {step.hours_least} 学时，" if step.hours_least else ""
    code = "short_training" if step.hours_least else "short_notice"
    _refuse(
        "done_on",
        f"应不少于 {step.earliest} {unit}，{instead}自 {chinese_date(from_day)} 起最早到"
        f" {chinese_date(end)} 结束。请核对开始和结束日期。",
        code,
    )


def _check_conclusion(course: Course, step: ProcessStep, content: Content) -> None:
    given = content.get("conclusion")
    allowed = conclusions_for(course, step)
    if given in allowed:
        return
    words = "、".join(str(Conclusion(one).label) for one in allowed)
    _refuse("conclusion", f"请选择结论：{words}。结论由党组织作出，如实登记。", "conclusion_needed")


def conclusions_for(course: Course, step: ProcessStep) -> list[str]:
    """What people may have concluded at a step; at the approval, only what the meeting resolved."""
    if not step.concludes:
        return [Conclusion.DONE]
    if step.number == REGULAR_MEETING:
        return [Conclusion.AGREED, Conclusion.EXTENDED, Conclusion.REFUSED]
    if step.number == REGULAR:
        resolved = course.last_of(REGULAR_MEETING)
        is_extension = resolved is not None and resolved.conclusion == Conclusion.EXTENDED
        return [Conclusion.EXTENDED if is_extension else Conclusion.AGREED, Conclusion.REFUSED]
    return [Conclusion.AGREED, Conclusion.REFUSED]


def _refuse(field: str, words: str, code: str) -> NoReturn:
    raise ValidationError({field: ValidationError(words, code=code)})
