"""Reading the coverage room: what belongs to a unit lies where the unit lies."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db.models import Q

from coverage.terms import Cover, OperatingState, ProposalStatus
from hierarchy.querysets import ModelT, ScopedQuerySet
from hierarchy.terms import Capability


class UnitQuerySet(ScopedQuerySet[ModelT]):
    """Units carry their place themselves; whoever sees business data in scope sees them."""

    scope_prefix = ""
    scope_own = "place_id"
    scope_tenant = "tenant_id"
    scope_capability = Capability.VIEW_WORK

    def operating(self) -> Self:
        """Those that really work: the denominator of every rate (domain.md §7.1)."""
        return self.filter(operating=OperatingState.OPERATING)

    def covered(self) -> Self:
        """Those that a party organisation covers (组织覆盖)."""
        return self.exclude(cover=Cover.NONE)

    def by_name(self) -> Self:
        """In the order of pinyin, as people look for names."""
        return self.order_by("name_key", "id")

    def search(self, text: str) -> Self:
        """Those whose name, pinyin, initials or credit code contains ``text``."""
        text = text.strip()
        if not text:
            return self
        return self.filter(
            Q(name__contains=text)
            | Q(name_key__contains=text.lower())
            | Q(credit_code__startswith=text.upper())
        )


class OfUnitQuerySet(ScopedQuerySet[ModelT]):
    """States, contacts and notices: where their unit lies."""

    scope_prefix = "unit__"
    scope_own = "place_id"
    scope_tenant = "unit__tenant_id"
    scope_capability = Capability.VIEW_WORK

    def latest_first(self) -> Self:
        """The newest on top."""
        return self.order_by("-id")

    def as_of(self, day: dt.date) -> Self:
        """For each unit its last state on or before a day."""
        return (
            self.filter(effective_on__lte=day)
            .order_by("unit_id", "-effective_on", "-id")
            .distinct("unit_id")
        )


class PartyOrganizationQuerySet(ScopedQuerySet[ModelT]):
    """Particulars of party organisations: where their organisation lies."""

    scope_capability = Capability.VIEW_WORK


class OfPartyQuerySet(ScopedQuerySet[ModelT]):
    """Committee members: where their party organisation lies."""

    scope_prefix = "party_organization__organization__"
    scope_capability = Capability.VIEW_WORK


class CrossingQuerySet(ScopedQuerySet[ModelT]):
    """Crossings lie where their unit, or their party organisation, lies."""

    scope_capability = Capability.VIEW_WORK

    def scope_condition(self, scope: Any) -> Q:
        """By the unit's place, or by the organisation's."""
        of_unit = scope.condition(prefix="unit__", own="place_id", tenant="unit__tenant_id")
        return Q(of_unit) | Q(super().scope_condition(scope))

    def open(self) -> Self:
        """Those whose fact is not settled yet."""
        return self.filter(settled_at__isnull=True)


class SnapshotUnitQuerySet(ScopedQuerySet[ModelT]):
    """Units of a snapshot, by the place they had then."""

    scope_prefix = ""
    scope_own = "place_id"
    scope_tenant = "tenant_id"
    scope_capability = Capability.VIEW_WORK


class JointProposalQuerySet(ScopedQuerySet[ModelT]):
    """Proposals: where the body that studies them stands."""

    scope_capability = Capability.VIEW_WORK

    def open(self) -> Self:
        """Those not yet decided."""
        return self.filter(status=ProposalStatus.OFFERED)


class OfProposalQuerySet(ScopedQuerySet[ModelT]):
    """Units of a proposal: where the proposal lies."""

    scope_prefix = "proposal__organization__"
    scope_capability = Capability.VIEW_WORK
