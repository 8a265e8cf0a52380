"""Rules in plain words: whom, how often, what, by when, and what follows."""

from __future__ import annotations

from hierarchy.terms import Kind
from hierarchy.vocabulary import Vocabulary
from routines.models import ObligationRule
from routines.terms import Condition, Counting, Event, Mark, Period, RecordKind, Shift
from workflow.terms import Force

_FIRST_MONTH = {Period.QUARTER: "季度", Period.HALF_YEAR: "半年", Period.YEAR: "年"}
_CONDITIONS = {
    Condition.HAS_COMMITTEE: "设有（或应设）支部委员会的",
    Condition.HAS_GROUPS: "划分党小组的",
    Condition.HAS_MEMBERS: "有党员的",
    Condition.HAS_TERM: "已登记任期的",
}
FORCE_WORDS: dict[str, str] = {
    Force.MUST: "应当：逾期未办标红 ■",
    Force.USUALLY: "一般：逾期未办标黄 ▲，可说明理由",
    Force.CUSTOM: "惯例：逾期未办标蓝 ◇，只作提示",
}


def whom(rule: ObligationRule, words: Vocabulary) -> str:
    """Who is asked."""
    bodies = "、".join(str(Kind(kind).label) for kind in rule.kinds) or words.tier(rule.tier)
    return f"{_CONDITIONS.get(Condition(rule.condition), '')}{bodies}"


def asked(rule: ObligationRule) -> str:
    """How often and what, in one clause."""
    each = "每个党小组" if rule.counting == Counting.GROUP else ""
    if rule.period == Period.EVENT:
        cause = "任期届满" if rule.event == Event.TERM_END else "书记、副书记或委员出缺"
        return f"{cause}时办理“{rule.name}”"
    often = str(Period(rule.period).label)
    return f"{often}{each}“{rule.name}”不少于 {rule.needed} 次"


def by_when(rule: ObligationRule) -> str:
    """The window and the day, in one clause."""
    if rule.period == Period.EVENT:
        return _event_days(rule)
    name = _FIRST_MONTH.get(Period(rule.period), "月")
    opens = f"自{name}内第 {rule.opens_months + 1} 个月起，" if rule.opens_months else ""
    end = f"{name}末" if not rule.due_months else f"{name}末后 {rule.due_months} 个月的月末"
    return f"{opens}截至{end}{_moved(rule)}{_tail(rule)}"


def answered(rule: ObligationRule) -> str:
    """Which records answer it."""
    kinds = "、".join(str(RecordKind(kind).label) for kind in rule.answered_by)
    marks = "、".join(str(Mark(mark).label) for mark in rule.marks)
    return f"{kinds}（标明“{marks}”）" if marks else kinds


def _event_days(rule: ObligationRule) -> str:
    opens = f"提前 {rule.lead_months} 个月开始办理，" if rule.lead_months else ""
    day = "届满之日" if rule.event == Event.TERM_END else "出缺之日"
    end = f"{day}后 {rule.due_months} 个月" if rule.due_months else day
    return f"{opens}截至{end}{_moved(rule)}"


def _moved(rule: ObligationRule) -> str:
    unit = "个工作日" if rule.due_in_working_days else "天"
    side = "再加" if rule.due_days > 0 else "提前"
    days = f"{side} {abs(rule.due_days)} {unit}" if rule.due_days else ""
    shift = "" if rule.shift == Shift.STAY else f"，遇休息日{Shift(rule.shift).label}"
    return f"{days}{shift}"


def _tail(rule: ObligationRule) -> str:
    grace = f"，宽限 {rule.grace_days} 天" if rule.grace_days else ""
    return f"{grace}，此后 {rule.freeze_days} 天封存"
