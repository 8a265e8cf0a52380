"""Which committee a branch is affiliated to (隶属党委), told to other rooms.

It opens the register of the branch to that committee, so only a party committee in law is one: a
专委会 is a working body (第四条), a station or another branch approves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coverage.models import PartyOrganization
from hierarchy.models import Organization
from hierarchy.rules import COMMITTEES_IN_LAW
from workflow.superiors import Superior


class Superiors:
    """What the particulars of party organisations say of their 隶属党委."""

    def branches_of(self, superiors: Sequence[int]) -> Iterable[int]:
        """The branches of these committees, as a subquery."""
        rows = PartyOrganization.objects.filter(
            superior_organization__in=superiors,
            superior_organization__kind__in=COMMITTEES_IN_LAW,
        )
        return rows.values("organization_id")  # type: ignore[return-value]

    def superior_of(self, organization: Organization) -> Superior:
        """The 隶属党委 of one branch; empty where nobody entered it."""
        rows = PartyOrganization.objects.filter(organization=organization)
        party = rows.select_related("superior_organization").first()
        if party is None:
            return Superior()
        named = party.superior_organization
        if named is not None and named.kind not in COMMITTEES_IN_LAW:
            return Superior(name=party.superior or named.name)
        return Superior(named, party.superior)
