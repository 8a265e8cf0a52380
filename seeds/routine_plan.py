"""What a demo branch held in its year, drawn from what it owed; nothing here reads or writes.

Most is held, some of it together, some typed late, some missing: as branches are.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from hierarchy.terms import Tier
from routines.terms import Mark, RecordKind

K = RecordKind
_TOPICS = (
    "学习贯彻党的创新理论",
    "重温入党誓词",
    "走访慰问困难职工",
    "安全生产志愿服务",
    "廉洁教育",
)
_TALKS = {"R-16-1": Mark.AMONG_COMMITTEE, "R-16-2": Mark.COMMITTEE_AND_MEMBERS}
_YEARLY = {
    "R-14": K.LIFE_MEETING,
    "R-15": K.APPRAISAL,
    "R-24-1": K.DUTY_REPORT,
    "R-24-2": K.TRAINING,
}
_GUIDANCE = ("S-13", "S-14")
LATE_OF_TEN = 1
_TYPED_ON = 0.97


@dataclass(frozen=True, slots=True)
class Owed:
    """One expected row of a body, as much of it as is needed here."""

    pk: int
    code: str
    start: dt.date
    opens: dt.date
    closes: dt.date
    needed: int


@dataclass(slots=True)
class Planned:
    """One record to be written; ``answers`` are the rows it was confirmed for."""

    kind: str
    day: dt.date
    title: str = ""
    also: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    group: int | None = None
    answers: list[int] = field(default_factory=list)
    typed_after: int = 0
    has_vote: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A body with what is known of it; ``leaves_open`` has not entered the present month yet."""

    pk: int
    tier: str
    meeting_day: int
    groups: tuple[int, ...] = ()
    leaves_open: bool = False


def plan(body: Body, rows: Iterable[Owed], *, today: dt.date, rng: Random) -> list[Planned]:
    """Everything that a body held up to today, in the order of days."""
    by_code: dict[str, list[Owed]] = defaultdict(list)
    for row in rows:
        if row.opens <= today:
            by_code[row.code].append(row)
    diligence = rng.choice((0.97, 0.95, 0.92, 0.85, 0.6))
    if body.tier == Tier.COMMITTEE:
        found = list(_meetings(by_code, diligence, today, rng))
    elif body.tier != Tier.BRANCH:
        found = list(_guidance(by_code, diligence, today, rng))
    else:
        found = _themes(body, by_code.get("R-13", ()), diligence, today, rng)
        _combine(found, by_code, body, today, rng)
        found += _monthly(body, by_code, diligence, today, rng)
        found += _talks(by_code, diligence, today, rng)
        found += _yearly(by_code, diligence, today, rng)
    for one in found:
        one.typed_after = _typed_after(rng)
        if rng.random() > _TYPED_ON:
            one.answers = []
    return sorted(found, key=lambda one: one.day)


def _typed_after(rng: Random) -> int:
    return rng.randint(5, 26) if rng.randrange(10) < LATE_OF_TEN else rng.choice((0, 0, 1, 2))


def _last_month(row: Owed, body: Body, today: dt.date) -> bool:
    return body.leaves_open and row.start == today.replace(day=1)


def _themes(
    body: Body, rows: Iterable[Owed], diligence: float, today: dt.date, rng: Random
) -> list[Planned]:
    """The fixed day of each month, a day early or late now and then."""
    found = []
    for row in rows:
        last = monthrange(row.start.year, row.start.month)[1]
        number = min(body.meeting_day + rng.choice((0, 0, 0, 0, 1, -1)), last)
        day = row.start.replace(day=max(number, 1))
        if day > today or _last_month(row, body, today) or rng.random() > diligence:
            continue
        topic = rng.choice(_TOPICS)
        found.append(
            Planned(
                K.THEME_DAY,
                day,
                title=f"“{topic}”主题党日（示例）",
                marks=[Mark.VOLUNTEERING if "服务" in topic or "走访" in topic else Mark.STUDY],
                answers=[row.pk],
            )
        )
    return found


def _combine(
    themes: list[Planned],
    by_code: dict[str, list[Owed]],
    body: Body,
    today: dt.date,
    rng: Random,
) -> None:
    """Members' meetings and lectures are held along with a theme day of the quarter."""
    for code, kind, share in (("R-09", K.MEMBERS_MEETING, 0.93), ("R-12-1", K.LECTURE, 0.88)):
        for row in by_code.get(code, ()):
            present = body.leaves_open and row.closes >= today
            days = [one for one in themes if row.opens <= one.day <= row.closes]
            if days and not present and rng.random() < share:
                chosen = rng.choice(days)
                chosen.also.append(kind)
                chosen.answers.append(row.pk)
                chosen.has_vote |= kind == K.MEMBERS_MEETING and rng.random() < 0.3
    for row in by_code.get("R-12-2", ()):
        lectures = [one for one in themes if K.LECTURE in one.also]
        if lectures and rng.random() < 0.9:
            chosen = lectures[len(lectures) // 2]
            chosen.marks.append(Mark.BY_SECRETARY)
            chosen.answers.append(row.pk)


def _monthly(
    body: Body, by_code: dict[str, list[Owed]], diligence: float, today: dt.date, rng: Random
) -> Iterator[Planned]:
    for row in by_code.get("R-10", ()):
        day = _day_in(row, today, rng)
        if not _last_month(row, body, today) and rng.random() < diligence:
            yield Planned(K.BRANCH_COMMITTEE, day, answers=[row.pk], has_vote=rng.random() < 0.2)
    for row in by_code.get("R-11", ()):
        for group in body.groups:
            if not _last_month(row, body, today) and rng.random() < diligence:
                day = _day_in(row, today, rng)
                yield Planned(K.GROUP_MEETING, day, group=group, answers=[row.pk])


def _talks(
    by_code: dict[str, list[Owed]], diligence: float, today: dt.date, rng: Random
) -> Iterator[Planned]:
    for code in ("R-16-1", "R-16-2", "R-16-3"):
        for row in by_code.get(code, ()):
            if rng.random() < diligence * _passed(row, today):
                mark = _TALKS.get(code, Mark.AMONG_MEMBERS)
                yield Planned(K.TALK, _day_in(row, today, rng), marks=[mark], answers=[row.pk])


def _yearly(
    by_code: dict[str, list[Owed]], diligence: float, today: dt.date, rng: Random
) -> Iterator[Planned]:
    for code, kind in _YEARLY.items():
        for row in by_code.get(code, ()):
            if rng.random() < diligence * _passed(row, today) ** 2:
                marks = [Mark.ROTATION] if kind == K.TRAINING else []
                yield Planned(kind, _day_in(row, today, rng), marks=list(marks), answers=[row.pk])


def _meetings(
    by_code: dict[str, list[Owed]], diligence: float, today: dt.date, rng: Random
) -> Iterator[Planned]:
    """A committee's monthly meetings."""
    for row in by_code.get("S-09-1", ()):
        if rng.random() < diligence * _passed(row, today):
            title = f"{row.start.year}年{row.start.month}月例会（示例）"
            day = _day_in(row, today, rng)
            yield Planned(K.MONTHLY_MEETING, day, title=title, answers=[row.pk])


def _guidance(
    by_code: dict[str, list[Owed]], diligence: float, today: dt.date, rng: Random
) -> Iterator[Planned]:
    for code in _GUIDANCE:
        for row in by_code.get(code, ()):
            if rng.random() < diligence * _passed(row, today):
                day = _day_in(row, today, rng)
                yield Planned(K.GUIDANCE, day, title="走访联系单位（示例）", answers=[row.pk])


def _passed(row: Owed, today: dt.date) -> float:
    """How much of a row's window has passed."""
    whole = (row.closes - row.opens).days or 1
    return min((today - row.opens).days / whole, 1.0)


def _day_in(row: Owed, today: dt.date, rng: Random) -> dt.date:
    span = (min(row.closes, today) - row.opens).days
    return row.opens + dt.timedelta(days=rng.randint(0, max(span, 0)))
