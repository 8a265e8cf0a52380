"""What becomes of one assignment in the demo city: signed, reported, returned, settled.

A pure simulation, cut off at the present moment: everything planned for later has not
happened yet. Equal inputs give equal lives, so the same demo day always looks the same.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from checklists.terms import AssignmentStatus, Decision, IndicatorKind, ReportKind
from seeds.key_points import Indicator
from seeds.rhythm import Clock

_RETURNED_OF_TEN = 1
_SLOW_REVIEW = 0.08


@dataclass(frozen=True, slots=True)
class Line:
    """How one committee handles one key point: ``clean`` lines leave nothing behind."""

    clean: bool
    shift: int
    stuck: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a body was given. ``signs`` is whether anybody signed for it, ``vacant`` that nobody
    is there to. ``ready_at`` is when all below was settled, for an upper body.

    ``waits`` says that something below is still open; ``summed`` is what the settled ones
    below add up to.
    """

    issued_at: dt.datetime
    due: dt.date
    indicator: Indicator
    signs: bool
    vacant: bool
    is_leaf: bool
    evidence: int = 0
    ready_at: dt.datetime | None = None
    waits: bool = False
    summed: Decimal | None = None


@dataclass(slots=True)
class Said:
    """One report and, when it was answered, the decision."""

    kind: ReportKind
    at: dt.datetime
    actual: Decimal | None
    progress: int | None
    evidence: int = 0
    decision: Decision | None = None
    decided_at: dt.datetime | None = None


@dataclass(slots=True)
class Life:
    """An assignment as it stands now, and everything said about it."""

    status: AssignmentStatus = AssignmentStatus.TO_SIGN
    signed_at: dt.datetime | None = None
    settled_at: dt.datetime | None = None
    progress: int = 0
    actual: Decimal | None = None
    said: list[Said] = field(default_factory=list)

    @property
    def last_report_at(self) -> dt.datetime | None:
        """When something was last reported."""
        return self.said[-1].at if self.said else None


def draw_line(*, seed: str, lagging: bool) -> Line:
    """The character of one committee's line for one key point."""
    rng = Random(seed)  # noqa: S311 - the same each time, on purpose
    clean = not lagging and rng.random() < 0.6
    stuck = 0.0 if clean else (0.05 if lagging else 0.02)
    return Line(clean=clean, shift=rng.choice((-10, -5, 0, 3)) + (8 if lagging else 0), stuck=stuck)


def live(task: Task, *, line: Line, clock: Clock, rng: Random) -> Life:
    """The life of one assignment up to the clock's present moment."""
    life = Life()
    if not task.signs:
        _never_signed(life, task, line, clock, rng)
        return life
    signed_at = clock.after(task.issued_at, rng.choice((1, 1, 2, 3)), rng)
    if signed_at > clock.now:
        return life
    life.signed_at = signed_at
    life.status = AssignmentStatus.IN_PROGRESS
    finishes_at = _finish(task, line, clock, rng, signed_at)
    if finishes_at is None or finishes_at > clock.now:
        _tell_progress(life, task, clock, rng)
    else:
        _complete(life, task, clock, rng, finishes_at)
    return life


def _never_signed(life: Life, task: Task, line: Line, clock: Clock, rng: Random) -> None:
    """Where nobody is there to sign and the line is kept clean, the issuer takes it back."""
    taken_back = clock.after(task.issued_at, 30, rng)
    if task.vacant and line.clean and task.is_leaf and taken_back <= clock.now:
        life.status = AssignmentStatus.CANCELLED
        life.settled_at = taken_back


def _finish(
    task: Task, line: Line, clock: Clock, rng: Random, signed_at: dt.datetime
) -> dt.datetime | None:
    """When completion is reported; ``None`` when nobody knows."""
    if not task.is_leaf:
        if task.waits or task.ready_at is None:
            return None
        return clock.after(max(task.ready_at, signed_at), rng.randint(1, 5), rng)
    if rng.random() < line.stuck:
        return None
    offset = max(-45, min(20, round(rng.gauss(line.shift - 6, 8))))
    day = max(task.due + dt.timedelta(days=offset), signed_at.date() + dt.timedelta(days=14))
    return clock.moment(day, rng)


def _complete(life: Life, task: Task, clock: Clock, rng: Random, reported_at: dt.datetime) -> None:
    """Report, be answered, report again if it came back, be settled."""
    life.actual = _reached(task, rng)
    life.progress = 100
    returned = rng.randrange(10) < _RETURNED_OF_TEN
    while reported_at <= clock.now:
        life.status = AssignmentStatus.REPORTED
        said = Said(ReportKind.COMPLETION, reported_at, life.actual, 100, task.evidence)
        life.said.append(said)
        slow = rng.random() < _SLOW_REVIEW
        decided_at = clock.after(
            reported_at, rng.randint(12, 40) if slow else rng.randint(1, 6), rng
        )
        if decided_at > clock.now:
            return
        said.decided_at = decided_at
        if not returned:
            said.decision = Decision.ACCEPT
            life.status = AssignmentStatus.ACCEPTED
            life.settled_at = decided_at
            return
        said.decision = Decision.SEND_BACK
        life.status = AssignmentStatus.RETURNED
        returned = False
        reported_at = clock.after(decided_at, rng.randint(2, 9), rng)


def _tell_progress(life: Life, task: Task, clock: Clock, rng: Random) -> None:
    """Some tell how far they are, at the latest monthly date (每月 25 日前填报)."""
    told = rng.random()
    told_at = clock.moment(_last_25th(clock.today), rng)
    if told > 0.5 or life.signed_at is None or not life.signed_at < told_at <= clock.now:
        return
    span = max((task.due - life.signed_at.date()).days, 1)
    passed = (told_at.date() - life.signed_at.date()).days
    life.progress = max(10, min(90, round(100 * passed / span * rng.uniform(0.6, 1.0) / 5) * 5))
    if task.indicator.kind != IndicatorKind.RATIO and task.is_leaf:
        life.actual = (task.indicator.target * life.progress / 100).quantize(Decimal(1))
    life.said.append(Said(ReportKind.PROGRESS, told_at, life.actual, life.progress))


def _reached(task: Task, rng: Random) -> Decimal:
    """The figure reported at the end: summed from below, or the body's own."""
    if task.summed is not None:
        return task.summed
    indicator = task.indicator
    if indicator.kind != IndicatorKind.RATIO:
        return indicator.target
    return indicator.target + Decimal(rng.randint(0, 100 - int(indicator.target)))


def _last_25th(day: dt.date) -> dt.date:
    if day.day > 25:
        return day.replace(day=25)
    return (day.replace(day=1) - dt.timedelta(days=1)).replace(day=25)
