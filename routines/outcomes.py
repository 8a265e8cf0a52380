"""What came of a saved vote: the pure judgement of ``votes``, asked of a row."""

from __future__ import annotations

from routines.models import Ballot
from routines.terms import BallotKind
from routines.votes import Election, Outcome, judge_election, judge_resolution


def election_of(ballot: Ballot) -> Election:
    """An election with its candidates."""
    return judge_election(
        eligible=ballot.eligible,
        present=ballot.present,
        seats=ballot.seats,
        candidates=[(one.name, one.votes) for one in ballot.candidates.all()],
        needs_difference=ballot.needs_difference,
    )


def outcome_of(ballot: Ballot) -> Outcome:
    """What came of a vote of either kind."""
    if ballot.kind == BallotKind.ELECTION:
        return election_of(ballot).outcome
    return judge_resolution(
        eligible=ballot.eligible,
        present=ballot.present,
        in_favour=ballot.in_favour,
        written=ballot.written,
    )
