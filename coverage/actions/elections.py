"""What an election decided: a new term with its committee, or members seated in between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from coverage.actions.crossings import refresh_crossings
from coverage.actions.parties import lock_party
from coverage.actions.states import check_not_to_come
from coverage.models import CommitteeMember, PartyOrganization
from coverage.terms import Duty
from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow import audit
from workflow.electing import Elected


@transaction.atomic
def begin_term(
    *,
    organization: Organization,
    starts_on: dt.date,
    ends_on: dt.date,
    members: Sequence[Elected],
    reason: str,
    actor: Actor,
) -> PartyOrganization:
    """Begin a new term with its committee (登记新一届).

    Everybody who held a duty before leaves on its first day, whoever stays begins anew: each
    term keeps its own committee. Raises ``PermissionDenied``, ``ValidationError`` of the
    fields, ``in_future``, ``not_a_party``, ``term_kept``, ``one_secretary``.
    """
    post = require(actor, Capability.KEEP_LEDGER, at=organization)
    check_not_to_come(starts_on, actor=actor)
    party = lock_party(organization)
    if party.term_from is not None and party.term_from >= starts_on:
        raise ValidationError(
            f"党组织信息中本届已登记为自 {party.term_from:%Y-%m-%d} 起，不能再登记同日或更早的"
            "一届。如有出入，请到“党组织信息”中更正。",
            code="term_kept",
        )
    _refuse_two_secretaries(members)
    before = _told(party, starts_on)
    party.term_from, party.term_to = starts_on, ends_on
    _save(party, actor)
    _held(party, starts_on).filter(Q(starts_on__isnull=True) | Q(starts_on__lt=starts_on)).update(
        ends_on=starts_on
    )
    _seat(party, members, starts_on)
    _close(party, "begin_term", before, starts_on, reason, actor, post)
    return party


@transaction.atomic
def seat_members(
    *,
    organization: Organization,
    starts_on: dt.date,
    members: Sequence[Elected],
    reason: str,
    actor: Actor,
) -> PartyOrganization:
    """Seat members elected within a term (登记补选结果); nobody leaves by it.

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``in_future``,
    ``not_a_party``, ``earlier_term``, ``one_secretary``, ``secretary_held``,
    ``nothing_changed``.
    """
    post = require(actor, Capability.KEEP_LEDGER, at=organization)
    check_not_to_come(starts_on, actor=actor)
    party = lock_party(organization)
    if party.term_from is not None and starts_on < party.term_from:
        raise ValidationError(
            f"本届自 {party.term_from:%Y-%m-%d} 起，早于这一天的补选属于上一届，不再登记到本届。"
            "如有出入，请到“党组织信息”中核对届期。",
            code="earlier_term",
        )
    _refuse_two_secretaries(members)
    before = _told(party, starts_on)
    _refuse_a_held_secretary(party, members, starts_on)
    _save(party, actor)
    if not _seat(party, members, starts_on):
        raise ValidationError("当选人均已登记在任，没有需要保存的变更。", code="nothing_changed")
    _close(party, "seat_members", before, starts_on, reason, actor, post)
    return party


def _save(party: PartyOrganization, actor: Actor) -> None:
    party.updated_on = actor.on
    party.full_clean()
    party.save()


def _held(party: PartyOrganization, on: dt.date) -> QuerySet[CommitteeMember]:
    """The duties held on a day or taken up later."""
    rows = CommitteeMember.objects.filter(party_organization_id=party.pk)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on)).order_by("pk")


def _seat(party: PartyOrganization, members: Sequence[Elected], on: dt.date) -> int:
    """Write down who takes up a duty and does not hold it; how many."""
    known = {(row.name, row.duty) for row in _held(party, on)}
    coming = dict.fromkeys((one.name.strip(), one.duty) for one in members)
    new = [
        CommitteeMember(party_organization=party, name=name, duty=duty, starts_on=on)
        for name, duty in coming
        if (name, duty) not in known
    ]
    for row in new:
        row.full_clean()
        row.save(force_insert=True)
    return len(new)


def _refuse_two_secretaries(members: Sequence[Elected]) -> None:
    names = {one.name for one in members if one.duty == Duty.SECRETARY}
    if len(names) > 1:
        raise ValidationError("书记只能登记一人，请核对各人的分工。", code="one_secretary")


def _refuse_a_held_secretary(
    party: PartyOrganization, members: Sequence[Elected], on: dt.date
) -> None:
    coming = {one.name for one in members if one.duty == Duty.SECRETARY}
    held = _held(party, on).filter(duty=Duty.SECRETARY).exclude(name__in=coming).first()
    if coming and held is not None:
        raise ValidationError(
            f"书记现由{held.name}担任。请先到“党组织信息”中登记其免职，再登记补选结果。",
            code="secretary_held",
        )


def _told(party: PartyOrganization, on: dt.date) -> dict[str, Any]:
    """Term and committee as the trail keeps them."""
    committee = [str(row) for row in _held(party, on)]
    return {"term_from": party.term_from, "term_to": party.term_to, "committee": committee}


def _close(
    party: PartyOrganization,
    verb: str,
    before: dict[str, Any],
    on: dt.date,
    reason: str,
    actor: Actor,
    post: Post | None,
) -> None:
    """What follows from the new committee, and the trail."""
    organization = party.organization
    refresh_crossings(tenant=organization.tenant, actor=actor, organization_ids=[organization.pk])
    after = _told(party, on)
    changed = [name for name in after if before[name] != after[name]]
    audit.record(
        verb=f"partyorganization.{verb}",
        target=party,
        actor=actor,
        organization=organization,
        before={name: before[name] for name in changed},
        after={"effective_on": on, **{name: after[name] for name in changed}},
        reason=reason,
        post=post,
    )
