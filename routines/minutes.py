"""A record on paper and on its page: facts, sections under their headings, votes in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from documents.word.branch_minutes import BranchMinutes, VotePaper
from routines.kinds import SHAPES
from routines.models import Ballot, Record, Talk
from routines.outcomes import election_of, outcome_of
from routines.terms import BallotKind

_SECTIONS = ("topics", "minutes", "decisions")
_PLAIN = ("内容", "记录", "决议")


def facts_of_record(record: Record) -> list[tuple[str, str]]:
    """What stands in the head of the minutes, in the order people expect; empty ones left out."""
    day = record.happened_on
    weekday = "一二三四五六日"[day.weekday()]
    found = [
        ("时间", f"{day.year}年{day.month}月{day.day}日（星期{weekday}）{_hours(record)}"),
        ("地点", record.place),
        ("党小组", record.group.name if record.group else ""),
        ("主持人", record.chair),
        ("主讲人", record.speaker),
        ("记录人", record.recorder),
        ("出席", _attendance(record)),
        ("请假及原因", record.absences),
        ("学时", f"{record.hours.normalize():f}" if record.hours else ""),
        ("同时开展", "、".join(record.also_labels)),
        ("内容", "、".join(record.mark_labels)),
    ]
    return [(label, text) for label, text in found if text]


def paper_of(record: Record, ballots: Iterable[Any], talk: Talk | None) -> BranchMinutes:
    """A record as the printer is told of it."""
    headings: Sequence[str] = SHAPES[record.kind].headings or _PLAIN
    sections = [
        (heading, getattr(record, name)) for heading, name in zip(headings, _SECTIONS, strict=True)
    ]
    if talk is not None:
        sections = [("谈话人", talk.talker), ("谈话对象", talk.partner), ("要点", talk.points)]
    return BranchMinutes(
        body=record.organization.name,
        kind=record.get_kind_display(),
        title=record.title,
        on=record.happened_on,
        facts=facts_of_record(record),
        sections=sections,
        votes=[_vote(one["ballot"], one) for one in votes_of(ballots)],
        recorder=record.recorder,
        chair=record.chair,
    )


def votes_of(ballots: Iterable[Any]) -> list[dict[str, Any]]:
    """Each vote, read ``with_people``, with what came of it."""
    found = []
    for ballot in ballots:
        named = [(one["name"], one["votes"]) for one in ballot.named]
        is_election = ballot.kind == BallotKind.ELECTION
        election = election_of(ballot, named) if is_election else None
        found.append(
            {
                "ballot": ballot,
                "outcome": election.outcome if election else outcome_of(ballot, named),
                "standings": election.standings if election else (),
                "excusals": ballot.excused,
            }
        )
    return found


def _vote(ballot: Ballot, told: dict[str, Any]) -> VotePaper:
    outcome = told["outcome"]
    return VotePaper(
        matter=ballot.matter,
        word=outcome.word,
        steps=[text for _, text in outcome.steps],
        candidates=[(one.name, str(one.votes), one.word) for one in told["standings"]],
        excused=[f"{one['name']}（{one['reason']}）" for one in told["excusals"]],
    )


def _hours(record: Record) -> str:
    if record.starts_at is None:
        return ""
    until = f"—{record.ends_at:%H:%M}" if record.ends_at else ""
    return f" {record.starts_at:%H:%M}{until}"


def _attendance(record: Record) -> str:
    expected, present = record.expected_count, record.present_count
    told = []
    if expected is not None:
        told.append(f"应到 {expected} 人")
    if present is not None:
        told.append(f"实到 {present} 人")
    return "，".join(told)
