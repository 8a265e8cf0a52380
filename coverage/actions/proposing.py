"""Making joint-group proposals (联合组建建议): planned from the facts of today, written once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from coverage.joining.candidates import candidates, studying_body
from coverage.joining.moves import PROPOSAL_MOVES
from coverage.joining.planning import Group, propose
from coverage.models import JointProposal, JointProposalUnit
from coverage.rulebook import rules_on
from coverage.terms import ProposalStatus
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow import audit
from workflow.moves import perform

_BATCH = 2_000


@dataclass(slots=True)
class Made:
    """What one making came to: how many of each, and the units for which nobody was found."""

    offered: int = 0
    renewed: int = 0
    kept: int = 0
    outdated: int = 0
    leftovers: int = 0

    def facts(self) -> dict[str, int]:
        """For the trail."""
        return {
            "offered": self.offered,
            "renewed": self.renewed,
            "outdated": self.outdated,
            "leftovers": self.leftovers,
        }


@transaction.atomic
def make_proposals(*, organization: Organization, actor: Actor) -> Made:
    """Plan joint branches anew below a body; what facts have overtaken is marked outdated.

    Each proposal goes to the lowest body under which all its units hang. Units that another
    body studies, or whose branch is about to be founded, are left alone; so is every set that
    was refused, until a fact of it changes.
    """
    post = require(actor, Capability.KEEP_LEDGER, at=organization)
    _one_at_a_time(organization)
    rules = rules_on(tenant=organization.tenant, on=actor.on)
    ours = Organization.objects.subtree_of(organization).values("pk")
    in_city = JointProposal.objects.filter(tenant_id=organization.tenant_id)
    open_here = {row.facts: row for row in in_city.open().filter(organization__in=ours)}
    plan = propose(
        candidates(organization=organization, rules=rules, without=_spoken_for(in_city, ours)),
        rules=rules,
        refused=set(in_city.filter(status=ProposalStatus.REFUSED).values_list("facts", flat=True)),
    )
    made = Made(leftovers=len(plan.leftovers))
    _outdate(open_here, {group.facts for group in plan.groups}, made, actor)
    _offer(organization, plan.groups, open_here, made, actor)
    audit.record(
        verb="jointproposal.make",
        target=organization,
        actor=actor,
        organization=organization,
        after=made.facts(),
        post=post,
    )
    return made


def _one_at_a_time(organization: Organization) -> None:
    """Two makings in one city would offer the same sets: the second waits for the first."""
    Organization.objects.select_for_update(of=("self",), no_key=True).get(
        tenant_id=organization.tenant_id, parent__isnull=True
    )


def _spoken_for(
    in_city: QuerySet[JointProposal], ours: QuerySet[Organization, dict[str, int]]
) -> set[int]:
    """Units that stand in an open proposal of another body, or in one that was passed on."""
    rows = JointProposalUnit.objects.filter(proposal__in=in_city)
    elsewhere = rows.filter(proposal__status=ProposalStatus.OFFERED).exclude(
        proposal__organization__in=ours
    )
    passed_on = rows.filter(proposal__status=ProposalStatus.ACCEPTED, proposal__branch__isnull=True)
    return {
        *elsewhere.values_list("unit_id", flat=True),
        *passed_on.values_list("unit_id", flat=True),
    }


def _outdate(
    open_here: dict[str, JointProposal], planned: set[str], made: Made, actor: Actor
) -> None:
    for facts, row in open_here.items():
        if facts not in planned:
            perform(row, "outdate", table=PROPOSAL_MOVES, actor=actor)
            made.outdated += 1


def _offer(
    organization: Organization,
    groups: tuple[Group, ...],
    open_here: dict[str, JointProposal],
    made: Made,
    actor: Actor,
) -> None:
    """Write what is new, bring back what facts have led back to, set the ranks of the rest."""
    outdated = {
        row.facts: row
        for row in JointProposal.objects.filter(
            tenant_id=organization.tenant_id, status=ProposalStatus.OUTDATED
        )
    }
    fresh: list[Group] = []
    for group in groups:
        if group.facts in open_here:
            open_here[group.facts].rank = group.rank
            made.kept += 1
        elif group.facts in outdated:
            perform(
                outdated[group.facts],
                "renew",
                table=PROPOSAL_MOVES,
                actor=actor,
                changes={"rank": group.rank, "offered_at": actor.at},
            )
            made.renewed += 1
        else:
            fresh.append(group)
    kept = [row for row in open_here.values() if row.facts in {group.facts for group in groups}]
    JointProposal.objects.bulk_update(kept, ["rank"], batch_size=_BATCH)
    _write(organization, fresh, actor)
    made.offered = len(fresh)


def _write(organization: Organization, groups: list[Group], actor: Actor) -> None:
    root_id = Organization.objects.values_list("pk", flat=True).get(
        tenant_id=organization.tenant_id, parent__isnull=True
    )
    rows = JointProposal.objects.bulk_create(
        [
            JointProposal(
                tenant_id=organization.tenant_id,
                organization_id=studying_body(group.units, root_id=root_id),
                nearness=group.nearness,
                ground=group.ground,
                rank=group.rank,
                members=group.members,
                secretary_from_id=group.secretary_from.unit_id,
                facts=group.facts,
                offered_at=actor.at,
            )
            for group in groups
        ],
        batch_size=_BATCH,
    )
    JointProposalUnit.objects.bulk_create(
        [
            JointProposalUnit(proposal=row, unit_id=unit.unit_id, members_here=unit.members)
            for row, group in zip(rows, groups, strict=True)
            for unit in group.units
        ],
        batch_size=_BATCH,
    )
