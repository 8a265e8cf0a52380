"""Judging a vote: R-17 for a resolution, R-21 for an election; pure, with the reason in words.

Only members with a vote count: those on probation (预备党员) and those under probation within
the party (留党察看) are neither among those who should come nor among those who came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

DIFFERENCE = Fraction(1, 5)
"""Candidates for a committee must be more than its seats by at least a fifth of the seats."""
ATTENDANCE = Fraction(4, 5)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a vote; ``steps`` are the checks in order, each with its word."""

    word: str
    reason: str
    steps: tuple[tuple[bool, str], ...] = ()
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """One candidate after the count."""

    name: str
    votes: int
    word: str
    elected: bool = False


@dataclass(frozen=True, slots=True)
class Election:
    """What came of an election, candidate by candidate."""

    outcome: Outcome
    standings: tuple[Standing, ...] = field(default=())

    @property
    def elected(self) -> list[str]:
        """The names of those elected."""
        return [standing.name for standing in self.standings if standing.elected]


def judge_resolution(*, eligible: int, present: int, in_favour: int, written: int = 0) -> Outcome:
    """Whether a resolution passed (R-17).

    More than half of those who may vote must have come, and more than half of all who should
    come must be in favour; written votes handed in before the meeting count as in favour,
    but those who wrote them have not come.
    """
    needed = eligible // 2 + 1
    quorum = (
        present >= needed,
        f"应到有表决权 {eligible} 人，实到 {present} 人，"
        + ("过半数，可以表决" if present >= needed else f"须过半数（至少 {needed} 人）方可表决"),
    )
    if not quorum[0]:
        return Outcome("不能表决", f"实到 {present} 人，须至少 {needed} 人到会。", (quorum,))
    total = in_favour + written
    told = f"赞成 {in_favour} 票" + (
        f"、会前书面赞成 {written} 票，共 {total} 票" if written else ""
    )
    passed = total >= needed
    count = (passed, f"{told}，须超过应到 {eligible} 人的半数，即至少 {needed} 票")
    if passed:
        return Outcome("通过", f"赞成 {total} 票，超过应到会半数。", (quorum, count), passed=True)
    reason = f"赞成 {total} 票，须至少 {needed} 票（超过应到会 {eligible} 人的半数）。"
    return Outcome("不通过", reason, (quorum, count))


def judge_election(
    *,
    eligible: int,
    present: int,
    seats: int,
    candidates: Sequence[tuple[str, int]],
    needs_difference: bool = True,
) -> Election:
    """Whether an election may be held, and who is elected (R-21).

    At least four fifths of those who may vote must have come; who has more votes than half of
    those present is elected, the most votes first; a committee needs more candidates than
    seats by a fifth. Equal votes on the last seat elect neither: they are voted on again.
    """
    steps = [_attendance(eligible, present)]
    if needs_difference and seats:
        steps.append(_difference(seats, len(candidates)))
    standings = _count(present, seats, candidates)
    elected = sum(1 for standing in standings if standing.elected)
    steps.append((elected >= max(seats, 1), f"应选 {seats} 人，当选 {elected} 人"))
    failed = next((text for held, text in steps[:-1] if not held), "")
    if failed:
        outcome = Outcome("选举无效", f"{failed}。", tuple(steps))
        voided = tuple(Standing(one.name, one.votes, "选举无效，不计当选") for one in standings)
        return Election(outcome, voided)
    if elected >= max(seats, 1):
        valid = Outcome("选举有效", steps[-1][1] + "。", tuple(steps), passed=True)
        return Election(valid, standings)
    word = "当选不足" if elected else "无人当选"
    reason = f"{steps[-1][1]}。不足的名额可另行选举，或经上级同意从缺。"
    return Election(Outcome(word, reason, tuple(steps)), standings)


def votes_to_be_elected(present: int) -> int:
    """The fewest votes that are more than half of those present."""
    return present // 2 + 1


def people_to_open(eligible: int) -> int:
    """The fewest people with a vote who must have come to an election."""
    return -(-eligible * ATTENDANCE.numerator // ATTENDANCE.denominator)


def candidates_needed(seats: int) -> int:
    """The fewest candidates for a committee of so many seats."""
    return seats + -(-seats * DIFFERENCE.numerator // DIFFERENCE.denominator)


def _attendance(eligible: int, present: int) -> tuple[bool, str]:
    needed = people_to_open(eligible)
    told = f"应到有选举权 {eligible} 人，实到 {present} 人"
    if eligible and present >= needed:
        return True, f"{told}，达到五分之四，可以选举"
    return False, f"{told}，须达到五分之四（至少 {needed} 人）方可选举"


def _difference(seats: int, candidates: int) -> tuple[bool, str]:
    needed = candidates_needed(seats)
    told = f"应选 {seats} 人，候选人 {candidates} 人"
    if candidates >= needed:
        return True, f"{told}，差额不少于 20%"
    return False, f"{told}，差额须不少于 20%（至少 {needed} 名候选人）"


def _count(present: int, seats: int, candidates: Sequence[tuple[str, int]]) -> tuple[Standing, ...]:
    needed = votes_to_be_elected(present)
    ranked = sorted(candidates, key=lambda one: -one[1])
    over = [one for one in ranked if one[1] >= needed]
    # Where the last seat falls among equals, none of the equals has it.
    tied = over[seats][1] if len(over) > seats and over[seats][1] == over[seats - 1][1] else None
    found = []
    for place, (name, votes) in enumerate(ranked):
        if votes < needed:
            found.append(Standing(name, votes, f"未当选，须至少 {needed} 票"))
        elif votes == tied:
            found.append(Standing(name, votes, "票数相等，须就票数相等者再次投票"))
        elif place < seats:
            found.append(Standing(name, votes, "当选", elected=True))
        else:
            found.append(Standing(name, votes, "得票过半数，但名额已满"))
    return tuple(found)
