"""What came of a saved vote: the pure judgement of ``votes``, asked of a row."""

from __future__ import annotations

from collections.abc import Iterable

from routines.models import Ballot
from routines.terms import BallotKind
from routines.votes import Election, Outcome, judge_election, judge_resolution


def election_of(ballot: Ballot, candidates: Iterable[tuple[str, int]]) -> Election:
    """An election of these candidates, each with the votes received."""
    return judge_election(
        eligible=ballot.eligible,
        present=ballot.present,
        seats=ballot.seats,
        candidates=list(candidates),
        needs_difference=ballot.needs_difference,
    )


def outcome_of(ballot: Ballot, candidates: Iterable[tuple[str, int]]) -> Outcome:
    """What came of a vote of either kind; a resolution has no candidates."""
    if ballot.kind == BallotKind.ELECTION:
        return election_of(ballot, candidates).outcome
    return judge_resolution(
        eligible=ballot.eligible,
        present=ballot.present,
        in_favour=ballot.in_favour,
        written=ballot.written,
    )
