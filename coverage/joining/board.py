"""What the board of proposals shows: a card a proposal, and the units that found no company."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Sum,
    When,
    Window,
)

from coverage.joining.candidates import below, joinable
from coverage.models import JointProposal, JointProposalUnit, Unit
from coverage.rulebook import RuleSet
from coverage.terms import Nearness, ProposalStatus
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import can
from hierarchy.terms import Capability

# Units near by that may be added to a set, and lonely ones shown below the board.
NEAR_MOST = 10
LONELY_MOST = 20


@dataclass(frozen=True, slots=True)
class Card:
    """One proposal as the board draws it."""

    proposal: JointProposal
    rows: list[JointProposalUnit]
    why: str
    may_decide: bool
    may_found: bool

    @property
    def is_passed_on(self) -> bool:
        """Accepted, but whoever may found has not founded yet."""
        return self.proposal.status == ProposalStatus.ACCEPTED and not self.proposal.branch_id

    @property
    def is_open(self) -> bool:
        """Whether something is still to be decided, by this reader's right."""
        if self.proposal.status == ProposalStatus.OFFERED:
            return self.may_decide
        return self.is_passed_on and self.may_found


@dataclass(frozen=True, slots=True)
class Lonely:
    """A unit without company, and how many members those of its town lack together."""

    unit: Unit
    together: int
    missing: int


def with_parts(proposals: QuerySet[JointProposal]) -> QuerySet[JointProposal]:
    """Read along what a card shows; two queries more, however many cards."""
    rows = JointProposalUnit.objects.select_related("unit__officer", "unit__town").order_by(
        "-members_here", "unit__name_key"
    )
    return proposals.select_related(
        "organization", "organization__parent", "secretary_from", "branch"
    ).prefetch_related(Prefetch("rows", queryset=rows))


def cards(proposals: Iterable[JointProposal], *, rules: RuleSet, actor: Actor) -> list[Card]:
    """Proposals that ``with_parts`` has read, as cards."""
    return [card_of(proposal, rules=rules, actor=actor) for proposal in proposals]


def card_of(proposal: JointProposal, *, rules: RuleSet, actor: Actor) -> Card:
    """One card; what its reader may do is asked at the studying body."""
    rows = list(proposal.rows.all())
    return Card(
        proposal=proposal,
        rows=rows,
        why=why(proposal, len(rows), rules=rules),
        may_decide=can(actor, Capability.KEEP_LEDGER, at=proposal.organization),
        may_found=can(actor, Capability.MANAGE_ORGANIZATIONS, at=proposal.organization),
    )


def why(proposal: JointProposal, count: int, *, rules: RuleSet) -> str:
    """On what ground these units are proposed, in one sentence."""
    return (
        f"{Nearness(proposal.nearness).label}；{count} 家单位各不足 {rules.found_from} 名，"
        f"合计正式党员 {proposal.members} 名，达到 {rules.found_from} 名"
    )


def near_by(
    proposal: JointProposal, *, within: Organization, rules: RuleSet, actor: Actor
) -> list[Unit]:
    """Units of the same towns and buildings that might join, as far as ``within`` reaches."""
    inside = Unit.objects.filter(proposal_rows__proposal=proposal)
    facts = list(inside.values_list("pk", "town_id", "district_id", "building"))
    same_house = Q(
        district_id__in={district for _, _, district, _ in facts if district},
        building__in={building for *_, building in facts if building},
    )
    near = same_house | Q(town_id__in={town for _, town, _, _ in facts if town})
    seen = Unit.objects.within(actor, capability=Capability.KEEP_LEDGER)
    free = joinable(seen, rules=rules, with_fallback=True).filter(near, below(within))
    return list(
        free.exclude(pk__in=[pk for pk, *_ in facts])
        .select_related("officer", "town")
        .order_by(Case(When(same_house, then=0), default=1), "-members_here", "name_key", "id")[
            :NEAR_MOST
        ]
    )


def lonely(actor: Actor, *, rules: RuleSet) -> tuple[list[Lonely], int]:
    """The first units in scope that stand in no open proposal, and how many there are."""
    spoken_for = JointProposalUnit.objects.filter(unit=OuterRef("pk")).filter(
        Q(proposal__status=ProposalStatus.OFFERED)
        | Q(proposal__status=ProposalStatus.ACCEPTED, proposal__branch__isnull=True)
    )
    rows = joinable(Unit.objects.visible_to(actor), rules=rules).filter(~Exists(spoken_for))
    shown = list(
        rows.annotate(
            count=Window(Count("pk")),
            together=Window(Sum("members_here"), partition_by=[F("town_id")]),
        )
        .select_related("town", "officer", "industry")
        .order_by("town_id", "name_key", "id")[:LONELY_MOST]
    )
    return [_lonely(unit, rules) for unit in shown], shown[0].count if shown else 0


def _lonely(unit: Any, rules: RuleSet) -> Lonely:
    together = unit.together if unit.town_id else unit.members_here
    return Lonely(unit, together, max(rules.found_from - together, 0))
