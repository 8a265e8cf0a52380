"""Registering what an election decided (登记新一届、登记补选结果), entered once at its record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.models import Tenant
from hierarchy.roles import require
from hierarchy.terms import Capability
from routines.actions.generating import renew
from routines.minutes import votes_of
from routines.models import Ballot, Record
from routines.new_terms import elected_by, is_election, is_whole
from workflow import audit
from workflow.electing import Elected, term_keeper


@transaction.atomic
def register_term(
    *,
    record: Record,
    starts_on: dt.date,
    members: Sequence[Elected],
    actor: Actor,
    ends_on: dt.date | None = None,
) -> Record:
    """Write down where the particulars are kept what a kept election decided.

    An election begins a term from ``starts_on`` to ``ends_on``, a by-election seats members.
    What the old term or the empty seat owed is settled at once. Raises ``PermissionDenied``,
    ``ValidationError`` ``not_kept``, ``nobody_elected``, ``not_elected``, ``before_election``,
    ``end_needed``, ``nobody_named``, and what the room that keeps terms raises.
    """
    # The city first, as every refresh does: its lock is taken again at the end.
    Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=record.tenant_id)
    fresh = (
        Record.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organization__tenant")
        .get(pk=record.pk)
    )
    body = fresh.organization
    post = require(actor, Capability.KEEP_LEDGER, at=body)
    _check(fresh, starts_on, members)
    _pass_on(fresh, starts_on=starts_on, ends_on=ends_on, members=members, actor=actor)
    audit.record(
        verb="record.register_term",
        target=fresh,
        actor=actor,
        organization=body,
        after={
            "starts_on": starts_on,
            **({"ends_on": ends_on} if is_whole(fresh) else {}),
            "seated": _seated(members),
        },
        post=post,
    )
    renew(tenant=body.tenant, on=actor.on, organizations=[body.pk])
    return fresh


def _seated(members: Sequence[Elected]) -> list[str]:
    labels = dict(term_keeper().duties())
    return [f"{labels.get(one.duty, '')} {one.name}" for one in members]


def _pass_on(
    record: Record,
    *,
    starts_on: dt.date,
    ends_on: dt.date | None,
    members: Sequence[Elected],
    actor: Actor,
) -> None:
    """To the room that keeps terms: filled seats of the present one, or a new one."""
    body, keeper = record.organization, term_keeper()
    reason = f"据{chinese_date(record.happened_on)}“{record.title}”选举结果登记"
    if not is_whole(record):
        keeper.seat_members(
            organization=body, starts_on=starts_on, members=members, reason=reason, actor=actor
        )
        return
    if ends_on is None:
        raise ValidationError("请填写本届止。", code="end_needed")
    keeper.begin_term(
        organization=body,
        starts_on=starts_on,
        ends_on=ends_on,
        members=members,
        reason=reason,
        actor=actor,
    )


def _check(record: Record, starts_on: dt.date, members: Sequence[Elected]) -> None:
    if not is_election(record):
        raise ValidationError("只有已登记的换届选举、补选记录才能据以登记任职。", code="not_kept")
    ballots = Ballot.objects.filter(record=record).with_people().order_by("pk")
    elected = set(elected_by(votes_of(ballots)))
    if not members:
        raise ValidationError("请至少填写一名当选人的分工，再登记。", code="nobody_named")
    if not elected:
        raise ValidationError(
            "这次选举没有人当选，不能据以登记任职。请先登记选举的票数。", code="nobody_elected"
        )
    if strange := [one.name for one in members if one.name not in elected]:
        raise ValidationError(
            f"{'、'.join(strange)}不在当选人之列，请刷新后重新填写。", code="not_elected"
        )
    if starts_on < record.happened_on:
        raise ValidationError(
            f"起始日期不能早于选举日期（{chinese_date(record.happened_on)}），请改正。",
            code="before_election",
        )
