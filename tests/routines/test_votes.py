"""Votes are judged by R-17 and R-21, with the reason in words."""

from __future__ import annotations

import pytest

from routines.votes import (
    candidates_needed,
    judge_election,
    judge_resolution,
    people_to_open,
)


def test_ten_of_twenty_in_favour_do_not_pass() -> None:
    """Case 9 of domain.md §11: half of those who should come is not more than half."""
    outcome = judge_resolution(eligible=20, present=11, in_favour=10)

    assert not outcome.passed
    assert outcome.word == "不通过"
    assert "至少 11 票" in outcome.reason


def test_eleven_of_twenty_in_favour_pass() -> None:
    outcome = judge_resolution(eligible=20, present=11, in_favour=11)

    assert outcome.passed
    assert outcome.word == "通过"


def test_half_present_may_not_vote_at_all() -> None:
    outcome = judge_resolution(eligible=20, present=10, in_favour=10)

    assert outcome.word == "不能表决"
    assert "11 人" in outcome.reason
    assert len(outcome.steps) == 1


def test_written_votes_handed_in_before_count_as_in_favour_but_not_as_present() -> None:
    assert judge_resolution(eligible=20, present=11, in_favour=10, written=1).passed
    assert not judge_resolution(eligible=20, present=10, in_favour=10, written=9).passed


def test_an_odd_number_needs_the_next_whole_vote() -> None:
    assert judge_resolution(eligible=7, present=4, in_favour=4).passed
    assert not judge_resolution(eligible=7, present=4, in_favour=3).passed


def test_eight_of_sixteen_present_are_not_elected() -> None:
    """Case 10: sixteen of twenty may open; half of those present is not more than half."""
    election = judge_election(
        eligible=20, present=16, seats=1, candidates=[("甲", 8)], needs_difference=False
    )

    assert election.outcome.steps[0][0]
    assert election.elected == []
    assert election.outcome.word == "无人当选"
    assert "至少 9 票" in election.standings[0].word


def test_fifteen_of_twenty_may_not_hold_an_election() -> None:
    election = judge_election(
        eligible=20, present=15, seats=1, candidates=[("甲", 15)], needs_difference=False
    )

    assert election.outcome.word == "选举无效"
    assert "至少 16 人" in election.outcome.reason
    assert election.elected == []


@pytest.mark.parametrize(("eligible", "needed"), [(20, 16), (21, 17), (5, 4), (3, 3), (0, 0)])
def test_four_fifths_are_rounded_up(eligible: int, needed: int) -> None:
    assert people_to_open(eligible) == needed


@pytest.mark.parametrize(("seats", "needed"), [(3, 4), (5, 6), (7, 9), (1, 2)])
def test_a_committee_needs_a_fifth_more_candidates_than_seats(seats: int, needed: int) -> None:
    assert candidates_needed(seats) == needed


def test_as_many_candidates_as_seats_make_the_election_void() -> None:
    candidates = [("甲", 18), ("乙", 18), ("丙", 18)]

    election = judge_election(eligible=20, present=18, seats=3, candidates=candidates)

    assert election.outcome.word == "选举无效"
    assert "20%" in election.outcome.reason
    assert election.elected == []


def test_the_most_votes_over_half_are_elected() -> None:
    candidates = [("甲", 17), ("乙", 12), ("丙", 15), ("丁", 10)]

    election = judge_election(eligible=20, present=18, seats=3, candidates=candidates)

    assert election.outcome.passed
    assert election.elected == ["甲", "丙", "乙"]
    assert election.standings[-1].word == "得票过半数，但名额已满"


def test_equal_votes_on_the_last_seat_elect_neither() -> None:
    candidates = [("甲", 17), ("乙", 16), ("丙", 12), ("丁", 12)]

    election = judge_election(eligible=20, present=18, seats=3, candidates=candidates)

    assert election.elected == ["甲", "乙"]
    assert election.outcome.word == "当选不足"
    assert "再次投票" in election.standings[2].word
