"""Votes of a meeting (表决、选举): written down as counted; what came of them is worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from routines.actions.recording import lock_record
from routines.kinds import SHAPES
from routines.models import Ballot, Candidate, Excusal, Record
from routines.outcomes import outcome_of
from routines.terms import BallotKind
from workflow import audit

COUNTS = (
    *("matter", "eligible", "present", "written", "in_favour", "against", "abstained"),
    *("seats", "needs_difference"),
)


@transaction.atomic
def write_ballot(
    *,
    record: Record,
    kind: str,
    counts: Mapping[str, Any],
    actor: Actor,
    candidates: Iterable[tuple[str, int]] = (),
    excusals: Iterable[tuple[str, str]] = (),
    ballot: Ballot | None = None,
) -> Ballot:
    """Write one vote down, or correct it (登记表决).

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``no_votes_here``,
    ``more_than_present``, ``candidates_needed``, ``ballot_gone``, and what ``lock_record`` does.
    """
    fresh, post = lock_record(record, actor)
    if kind not in ballots_of(fresh):
        raise ValidationError("这一类活动不登记这种表决。", code="no_votes_here")
    row = _known(fresh, ballot) if ballot else Ballot(record=fresh, kind=kind)
    for name, value in counts.items():
        if name in COUNTS:
            setattr(row, name, value)
    _check(row, named := list(candidates))
    row.full_clean(exclude=["record"])
    row.save()
    _write_people(row, named, excusals)
    audit.record(
        verb="record.write_ballot",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        after={
            "matter": row.matter,
            "eligible": row.eligible,
            "present": row.present,
            "outcome": outcome_of(row, named).word,
        },
        post=post,
    )
    return row


def _write_people(
    row: Ballot, named: Iterable[tuple[str, int]], excusals: Iterable[tuple[str, str]]
) -> None:
    """Who stood and who was excused, in place of what was written before."""
    row.candidates.all().delete()
    row.excusals.all().delete()
    Candidate.objects.bulk_create(Candidate(ballot=row, name=n, votes=v) for n, v in named)
    Excusal.objects.bulk_create(Excusal(ballot=row, name=n, reason=why) for n, why in excusals)


@transaction.atomic
def remove_ballot(*, ballot: Ballot, actor: Actor) -> None:
    """Take a vote off its record (删除表决). Raises what ``lock_record`` does."""
    fresh, post = lock_record(ballot.record, actor)
    ballot = _known(fresh, ballot)
    named = [(one.name, one.votes) for one in ballot.candidates.all()]
    audit.record(
        verb="record.remove_ballot",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        before={"matter": ballot.matter, "outcome": outcome_of(ballot, named).word},
        post=post,
    )
    ballot.delete()


def ballots_of(record: Record) -> list[str]:
    """The kinds of votes that a record of its kinds may hold, each once."""
    return list(dict.fromkeys(each for kind in record.kinds for each in SHAPES[kind].ballots))


def _known(record: Record, ballot: Ballot) -> Ballot:
    """The vote as it stands on its record now, under the record's lock."""
    found = Ballot.objects.filter(record=record, pk=ballot.pk).first()
    if found is None:
        raise ValidationError(
            "这项表决已被删除，请刷新后查看；确需登记的，请重新登记表决。", code="ballot_gone"
        )
    return found


def _check(row: Ballot, candidates: list[tuple[str, int]]) -> None:
    if row.kind == BallotKind.RESOLUTION:
        cast = row.in_favour + row.against + row.abstained
        if cast > row.present:
            raise ValidationError(
                f"赞成、反对和弃权共 {cast} 票，多于实到 {row.present} 人，请核对票数。",
                code="more_than_present",
            )
        if row.present + row.written > row.eligible:
            raise ValidationError(
                "实到人数与会前书面赞成票合计多于应到人数，请核对：提交书面意见的人不计入实到。",
                code="more_than_present",
            )
        return
    if not candidates:
        raise ValidationError("请填写候选人及得票，每行一名。", code="candidates_needed")
    if most := max((votes for _, votes in candidates if votes > row.present), default=0):
        raise ValidationError(
            f"有候选人得 {most} 票，多于实到 {row.present} 人，请核对票数。",
            code="more_than_present",
        )
