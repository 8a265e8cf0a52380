"""What each kind of record asks, who holds it, and what it may be held together with.

Pure tables: forms, pages and minutes are drawn from them, so that a kind asks only for what
it needs. Fields beyond ``asks`` are folded away under 详细情况, and none is ever compulsory
but the day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hierarchy.terms import Tier
from routines.terms import BallotKind, Mark, RecordKind

K, M = RecordKind, Mark

# What a record says, whatever its kind: each kind asks some of it.
CONTENT = (
    *("also", "marks", "title", "happened_on", "starts_at", "ends_at", "place", "chair"),
    *("recorder", "speaker", "group", "expected_count", "present_count", "absences", "hours"),
    *("topics", "minutes", "decisions"),
)


MEETING = ("place", "chair", "expected_count", "present_count")
MEETING_MORE = ("recorder", "starts_at", "ends_at", "absences", "topics", "minutes", "decisions")
PAPER_MORE = ("topics", "minutes")
# Whom a meeting calls together, so that 应到 is filled in.
ALL_MEMBERS, OFFICERS = "all_members", "officers"
BRANCH = (Tier.BRANCH,)
COMMITTEES = (Tier.COMMITTEE, Tier.COUNTY)
DRAFTED_ELSEWHERE = frozenset({K.QUARTERLY_SUMMARY, K.ANNUAL_REPORT})
"""Kinds that come from a page of their own, not from the form."""
UNTITLED = frozenset({K.TALK})
"""Kinds named by their day alone: a title would tell everybody above with whom one talked."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind: who holds it, its fields, its marks, what it goes together with."""

    tiers: tuple[str, ...]
    asks: tuple[str, ...] = MEETING
    more: tuple[str, ...] = MEETING_MORE
    marks: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    calls: str = ""
    ballots: tuple[str, ...] = ()
    headings: tuple[str, ...] = ("议题", "会议记录", "决议")
    by_month: bool = False
    by_quarter: bool = False
    takes_files: bool = True

    @property
    def fields(self) -> tuple[str, ...]:
        """All its fields."""
        return self.asks + self.more


_VOTES, _ELECTS = (BallotKind.RESOLUTION,), (BallotKind.ELECTION,)
_FULL = (K.MEMBERS_MEETING, K.LECTURE, K.THEME_DAY, K.LIFE_MEETING, K.APPRAISAL)


def _besides(*kinds: str) -> tuple[str, ...]:
    return tuple(kind for kind in _FULL if kind not in kinds)


SHAPES: dict[str, Shape] = {
    K.THEME_DAY: Shape(
        BRANCH,
        marks=(M.STUDY, M.DELIBERATION, M.VOLUNTEERING),
        also=(*_besides(K.THEME_DAY), K.GROUP_MEETING),
        calls=ALL_MEMBERS,
        headings=("活动内容", "活动记录", "议定事项"),
        by_month=True,
    ),
    K.MEMBERS_MEETING: Shape(
        BRANCH,
        marks=(M.STUDY, M.DELIBERATION),
        also=(*_besides(K.MEMBERS_MEETING), K.DUTY_REPORT, K.ELECTION, K.BY_ELECTION),
        calls=ALL_MEMBERS,
        ballots=_VOTES,
        by_quarter=True,
    ),
    K.BRANCH_COMMITTEE: Shape(
        BRANCH,
        marks=(M.STUDY, M.DELIBERATION),
        calls=OFFICERS,
        ballots=_VOTES,
        by_month=True,
    ),
    K.GROUP_MEETING: Shape(
        BRANCH,
        asks=("group", *MEETING),
        marks=(M.STUDY, M.DELIBERATION),
        also=(K.LECTURE, K.THEME_DAY),
        by_month=True,
    ),
    K.LECTURE: Shape(
        BRANCH,
        asks=("speaker", "place", "expected_count", "present_count"),
        more=("hours", "chair", "recorder", "starts_at", "ends_at", "absences", *PAPER_MORE),
        marks=(M.BY_SECRETARY,),
        also=_besides(K.LECTURE),
        calls=ALL_MEMBERS,
        headings=("党课题目和提纲", "讲授与讨论情况", "学习要求"),
        by_quarter=True,
    ),
    K.LIFE_MEETING: Shape(
        BRANCH,
        also=(*_besides(K.LIFE_MEETING), K.DUTY_REPORT),
        calls=ALL_MEMBERS,
        headings=("会前学习、谈话和征求意见", "对照检查和相互批评", "整改措施"),
    ),
    K.APPRAISAL: Shape(
        BRANCH,
        also=(*_besides(K.APPRAISAL), K.DUTY_REPORT),
        calls=ALL_MEMBERS,
        headings=("个人自评和党员互评", "民主测评情况", "评定意见"),
    ),
    K.TALK: Shape(
        BRANCH,
        asks=(),
        more=("place",),
        marks=(M.AMONG_COMMITTEE, M.COMMITTEE_AND_MEMBERS, M.AMONG_MEMBERS),
        headings=(),
        takes_files=False,
    ),
    K.ELECTION: Shape(
        BRANCH,
        also=(K.MEMBERS_MEETING,),
        calls=ALL_MEMBERS,
        ballots=_ELECTS,
        headings=("大会议程", "选举经过", "选举结果"),
    ),
    K.BY_ELECTION: Shape(
        BRANCH,
        also=(K.MEMBERS_MEETING,),
        calls=ALL_MEMBERS,
        ballots=_ELECTS,
        headings=("大会议程", "选举经过", "选举结果"),
    ),
    K.DUTY_REPORT: Shape(
        BRANCH,
        also=(K.MEMBERS_MEETING, K.APPRAISAL, K.LIFE_MEETING),
        calls=ALL_MEMBERS,
        headings=("述职内容", "评议情况", "上级和党员意见"),
    ),
    K.TRAINING: Shape(
        (Tier.BRANCH, Tier.OFFICER),
        asks=("place", "hours", "present_count"),
        more=("starts_at", "ends_at", "speaker", *PAPER_MORE),
        marks=(M.ROTATION, M.STUDY),
        headings=("培训内容", "培训情况", "培训要求"),
        by_month=True,
    ),
    K.GUIDANCE: Shape(
        (Tier.OFFICER, Tier.STATION),
        asks=("place", "topics"),
        more=("starts_at", "ends_at", "minutes"),
        marks=(M.REMINDED_TERM,),
        headings=("走访对象和事由", "了解的情况", "指导意见"),
        by_month=True,
    ),
    K.MONTHLY_MEETING: Shape(
        COMMITTEES,
        marks=(M.JOINT_PATH,),
        headings=("议题", "会议记录", "议定事项"),
        by_month=True,
    ),
    K.QUARTERLY_SUMMARY: Shape(COMMITTEES, asks=(), more=PAPER_MORE, headings=()),
    K.ANNUAL_REPORT: Shape(COMMITTEES, asks=(), more=PAPER_MORE, headings=()),
    K.OTHER: Shape(
        (Tier.CITY, Tier.COMMITTEE, Tier.COUNTY, Tier.STATION, Tier.OFFICER, Tier.BRANCH),
        asks=("place", "topics"),
        more=("chair", "recorder", "starts_at", "ends_at", "present_count", "minutes"),
        marks=(M.STUDY, M.VOLUNTEERING, M.JOINT_PATH, M.HEALTH_CHECK),
        headings=("内容", "情况", "结果"),
        by_month=True,
    ),
}
# A mark of one kind says that this kind was held, too: 书记讲党课 is a lecture.
KIND_OF_MARK: dict[str, str] = {M.BY_SECRETARY: K.LECTURE, M.ROTATION: K.TRAINING}
# Work of committees and of the city, which no branch marks.
_OF_COMMITTEES = frozenset({M.JOINT_PATH, M.HEALTH_CHECK})


def kinds_of(tier: str) -> list[str]:
    """The kinds that bodies of a tier hold, in the order people look for them."""
    return [kind for kind, shape in SHAPES.items() if tier in shape.tiers]


def kinds_to_enter(tier: str) -> list[str]:
    """The kinds that the form enters for bodies of a tier."""
    return [kind for kind in kinds_of(tier) if kind not in DRAFTED_ELSEWHERE]


def also_of(kind: str, *, tier: str) -> list[str]:
    """What a kind may be held together with at bodies of a tier."""
    return [other for other in SHAPES[kind].also if tier in SHAPES[other].tiers]


def marks_of(kinds: Iterable[str], *, tier: str) -> list[str]:
    """The marks that records of some kinds together may carry, each once."""
    found = dict.fromkeys(mark for kind in kinds for mark in SHAPES[kind].marks)
    if tier == Tier.BRANCH:
        return [mark for mark in found if mark not in _OF_COMMITTEES]
    if tier in COMMITTEES or tier == Tier.CITY:
        return [mark for mark in found if mark in _OF_COMMITTEES]
    return list(found)


def offered_marks(kind: str, *, tier: str) -> list[str]:
    """The marks shown on the form of a kind: its own, and those that imply another kind."""
    others = also_of(kind, tier=tier)
    implied = [mark for mark, other in KIND_OF_MARK.items() if other in others]
    return list(dict.fromkeys([*marks_of([kind], tier=tier), *implied]))


def implied_kinds(kind: str, also: Iterable[str], marks: Iterable[str]) -> list[str]:
    """``also`` with the kinds that the marks imply, without the kind itself."""
    implied = [KIND_OF_MARK[mark] for mark in marks if mark in KIND_OF_MARK]
    return [other for other in dict.fromkeys([*also, *implied]) if other != kind]


def fields_of(kinds: Iterable[str]) -> set[str]:
    """Every field that one of some kinds has."""
    return {name for kind in kinds for name in SHAPES[kind].fields}


def asks_group(kinds: Iterable[str]) -> bool:
    """Whether one of some kinds is held by a party group."""
    return K.GROUP_MEETING in list(kinds)


def default_title(kind: str, *, year: int, month: int) -> str:
    """What a record is called when nobody gives it a name: 2026年6月主题党日."""
    label = RecordKind(kind).label
    if SHAPES[kind].by_month:
        return f"{year}年{month}月{label}"
    quarter = f"{'一二三四'[(month - 1) // 3]}季度" if SHAPES[kind].by_quarter else ""
    return f"{year}年{quarter}{label}"
