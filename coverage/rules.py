"""Tables and pure judgements of coverage; nothing here writes or reads.

``verdicts_of`` says of one unit what holds (domain.md §2 R-01, R-04, §7.1), each with its
reason and its article; ``branch_verdicts_of`` the same of one party organisation. 应当 is
red, 一般 is yellow, the rest blue: a usual thing left undone is never a breach.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from coverage.rulebook import Rule, RuleSet
from coverage.terms import Cover, Duty, NoticeStatus, OperatingState, RuleKey
from hierarchy.terms import Capability, Kind
from workflow.moves import Move, MoveTable
from workflow.terms import Force

N = NoticeStatus

# A change notice (信息变更单): the station confirms it or asks back, the officer answers.
NOTICE_MOVES = MoveTable(
    "changenotice",
    Move("confirm", "核实", (N.SUBMITTED,), N.CONFIRMED, Capability.REVIEW, "place"),
    Move(
        "ask_back",
        "问回",
        (N.SUBMITTED,),
        N.ASKED_BACK,
        Capability.REVIEW,
        "place",
        needs_reason=True,
    ),
    Move(
        "answer",
        "答复",
        (N.ASKED_BACK,),
        N.SUBMITTED,
        Capability.KEEP_LEDGER,
        "unit_place",
        needs_reason=True,
    ),
)

# Kinds of party organisation that the branch rules speak of; a general branch or a committee
# has branches of its own, a temporary branch is led by whom the approving body names.
BRANCH_KINDS = (Kind.BRANCH, Kind.JOINT_BRANCH, Kind.TEMPORARY_BRANCH)
ELECTING_KINDS = (Kind.BRANCH, Kind.JOINT_BRANCH)
# A branch committee has three to five members.
COMMITTEE_AT_LEAST = 3
# Covers that count as covered though the unit has founded nothing of its own.
NOT_ALONE = (Cover.JOINT, Cover.INDUSTRY, Cover.FALLBACK)
PERCENT_ARTICLE = "统计口径：实体运营单位为分母"


class VerdictKey(StrEnum):
    """What can be said of a unit, or of a party organisation."""

    OUT = "out"
    ALONE = "alone"
    JOINT = "joint"
    INDUSTRY = "industry"
    FALLBACK = "fallback"
    WORK_ONLY = "work_only"
    UNCOVERED = "uncovered"
    MUST_FOUND = "must_found"
    UNBUILT_NONE = "unbuilt_none"
    UNBUILT_JOINT = "unbuilt_joint"
    BELOW_FOUNDING = "below_founding"
    JOINT_TOO_WIDE = "joint_too_wide"
    POTENTIAL = "potential"
    SPRING_FIRST = "spring_first"
    NO_MEMBERS = "no_members"
    BRANCH_TOO_LARGE = "branch_too_large"
    COMMITTEE_DUE = "committee_due"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One judgement: what holds, how strongly something is asked, why, and on whose word."""

    key: str
    label: str
    force: str
    text: str
    article: str
    is_gap: bool = False


class UnitLike(Protocol):
    """A ``Unit`` or a ``SnapshotUnit``; work coverage is read by ``has_work_coverage``."""

    operating: Any
    cover: Any
    employees: Any
    members_here: Any
    members_elsewhere: Any
    probationary: Any
    officer_id: Any


@dataclass(frozen=True, slots=True)
class BranchFacts:
    """What a party organisation is judged by: formal members of its units, units, committee."""

    kind: str
    members: int
    joint_units: int
    committee_members: int


@dataclass(frozen=True, slots=True)
class Seat:
    """One member of a committee, or the secretary of a branch without one."""

    name: str
    duty: str = Duty.MEMBER
    starts_on: dt.date | None = None


def has_work_coverage(unit: Any) -> bool:
    """Whether party work reaches the unit: an officer stands above it, or a union or league."""
    kept: bool | None = getattr(unit, "has_work_coverage", None)
    if kept is not None:
        return kept
    return bool(unit.officer_id or unit.has_union or unit.has_league)


def verdicts_of(
    unit: UnitLike, rules: RuleSet, *, covered_units: int | None = None
) -> list[Verdict]:
    """Everything that holds of a unit, gaps first.

    ``covered_units`` is how many units its party organisation covers in joint form.
    """
    if unit.operating != OperatingState.OPERATING:
        return [_out(unit)]
    found = [
        *_founding(unit, rules),
        *_width(unit, rules, covered_units),
        *_potential(unit, rules),
        *_spring(unit, rules),
        _cover(unit),
    ]
    return sorted(found, key=lambda verdict: not verdict.is_gap)


def branch_verdicts_of(facts: BranchFacts, rules: RuleSet) -> list[Verdict]:
    """Everything that should be looked at in a party organisation."""
    return [
        *_too_wide(facts.joint_units, rules),
        *_too_large(facts, rules),
        *_committee(facts, rules),
    ]


def _out(unit: UnitLike) -> Verdict:
    state = OperatingState(unit.operating).label
    return Verdict(
        VerdictKey.OUT,
        "不计入统计",
        Force.CUSTOM,
        f"经营状态为“{state}”，不属实体运营单位，不计入各项分母，保留在名册中。",
        PERCENT_ARTICLE,
    )


_COVERED = {
    Cover.ALONE: (VerdictKey.ALONE, "已单独建立党组织，计入组织覆盖和单独组建。"),
    Cover.JOINT: (VerdictKey.JOINT, "由联合党组织覆盖，计入组织覆盖。"),
    Cover.INDUSTRY: (VerdictKey.INDUSTRY, "由行业统一建立的党组织覆盖，计入组织覆盖。"),
    Cover.FALLBACK: (VerdictKey.FALLBACK, "由区域党组织兜底覆盖，计入组织覆盖。"),
}


def _cover(unit: UnitLike) -> Verdict:
    if unit.cover != Cover.NONE:
        key, text = _COVERED[unit.cover]
        return Verdict(key, Cover(unit.cover).label, Force.CUSTOM, text, PERCENT_ARTICLE)
    if has_work_coverage(unit):
        return Verdict(
            VerdictKey.WORK_ONLY,
            "仅工作覆盖",
            Force.CUSTOM,
            "未建党组织，已选派党建指导员或建有工会、团组织，计入工作覆盖，不计入组织覆盖。",
            PERCENT_ARTICLE,
        )
    return Verdict(
        VerdictKey.UNCOVERED,
        "未覆盖",
        Force.USUALLY,
        "未建党组织，也未选派党建指导员，没有工会、团组织。请先归口到党建指导员联系。",
        "苏组通〔2018〕57号第十一条",
        is_gap=True,
    )


def _founding(unit: UnitLike, rules: RuleSet) -> Iterator[Verdict]:
    rule = rules[RuleKey.FOUND_FROM]
    count = unit.members_here
    if count < rule.value:
        if unit.cover == Cover.ALONE:
            yield Verdict(
                VerdictKey.BELOW_FOUNDING,
                "低于应建条件",
                Force.USUALLY,
                f"已单独建立党组织，现有正式党员 {count} 名，少于 {rule.value} 名。"
                "请核实人数，研究改为联合组建。",
                rule.article,
                is_gap=True,
            )
        return
    reason = f"正式党员 {count} 名，达到 {rule.value} 名"
    if unit.cover == Cover.ALONE:
        yield Verdict(
            VerdictKey.MUST_FOUND,
            "应建已建",
            Force.CUSTOM,
            f"{reason}，已单独建立党组织。",
            rule.article,
        )
    else:
        yield _unbuilt(unit, reason, rule)


def _unbuilt(unit: UnitLike, reason: str, rule: Rule) -> Verdict:
    if unit.cover == Cover.NONE:
        return Verdict(
            VerdictKey.UNBUILT_NONE,
            "应建未建（完全未建）",
            rule.force,
            f"{reason}，应当单独建立党组织，现未建立任何党组织。请推动提出成立申请。",
            rule.article,
            is_gap=True,
        )
    return Verdict(
        VerdictKey.UNBUILT_JOINT,
        "应单建未单建",
        rule.force,
        f"{reason}，应当单独建立党组织，现为{Cover(unit.cover).label}，"
        "计入组织覆盖，同时计入应建未建。请推动单独组建。",
        rule.article,
        is_gap=True,
    )


def _width(unit: UnitLike, rules: RuleSet, covered: int | None) -> Iterator[Verdict]:
    if unit.cover == Cover.JOINT and covered is not None:
        yield from _too_wide(covered, rules)


def _too_wide(covered: int, rules: RuleSet) -> Iterator[Verdict]:
    rule = rules[RuleKey.JOINT_UNITS]
    if covered > rule.value:
        yield Verdict(
            VerdictKey.JOINT_TOO_WIDE,
            "联合支部覆盖单位偏多",
            rule.force,
            f"所在联合党支部覆盖 {covered} 家单位，一般不超过 {rule.value} 家。"
            "请研究拆分，或说明理由。",
            rule.article,
            is_gap=True,
        )


def _potential(unit: UnitLike, rules: RuleSet) -> Iterator[Verdict]:
    rule = rules[RuleKey.POTENTIAL_FROM]
    both = unit.members_here + unit.members_elsewhere
    if unit.cover != Cover.ALONE and unit.members_here < rules.found_from and both >= rule.value:
        yield Verdict(
            VerdictKey.POTENTIAL,
            "潜在应建",
            rule.force,
            f"组织关系在本单位的正式党员 {unit.members_here} 名，在外 {unit.members_elsewhere} 名，"
            f"合计达到 {rule.value} 名。请指导员核实后引导转接组织关系。",
            rule.article,
            is_gap=True,
        )


def _spring(unit: UnitLike, rules: RuleSet) -> Iterator[Verdict]:
    if unit.members_here or unit.members_elsewhere or unit.probationary:
        return
    rule = rules[RuleKey.SPRING_STAFF]
    if unit.employees >= rule.value:
        yield Verdict(
            VerdictKey.SPRING_FIRST,
            "源泉工程重点单位",
            rule.force,
            f"没有党员，从业人员 {unit.employees} 人，达到 {rule.value} 人。"
            "请明确联系人，开展谈话，培养入党积极分子。",
            rule.article,
            is_gap=True,
        )
        return
    yield Verdict(
        VerdictKey.NO_MEMBERS,
        "无党员单位",
        Force.CUSTOM,
        "没有党员，列入源泉工程，请联系职工群众，培养推荐发展对象。",
        "苏组通〔2018〕57号第十一条",
        is_gap=True,
    )


def _too_large(facts: BranchFacts, rules: RuleSet) -> Iterator[Verdict]:
    rule = rules[RuleKey.BRANCH_MEMBERS]
    if facts.kind in BRANCH_KINDS and facts.members > rule.value:
        yield Verdict(
            VerdictKey.BRANCH_TOO_LARGE,
            "支部党员超过上限",
            rule.force,
            f"党员 {facts.members} 名，党支部一般不超过 {rule.value} 名。请研究分设，或说明理由。",
            rule.article,
            is_gap=True,
        )


def _committee(facts: BranchFacts, rules: RuleSet) -> Iterator[Verdict]:
    rule = rules[RuleKey.COMMITTEE_FROM]
    due = facts.kind in ELECTING_KINDS and facts.members >= rule.value
    if due and facts.committee_members < COMMITTEE_AT_LEAST:
        yield Verdict(
            VerdictKey.COMMITTEE_DUE,
            "应设支部委员会",
            rule.force,
            f"正式党员 {facts.members} 名，达到 {rule.value} 名，应当设立支部委员会"
            f"（3 至 5 人）；已登记委员 {facts.committee_members} 名。",
            rule.article,
            is_gap=True,
        )
