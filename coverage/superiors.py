"""Which committee a branch is affiliated to (隶属党委), told to other rooms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coverage.models import PartyOrganization
from hierarchy.models import Organization
from workflow.superiors import Superior


class Superiors:
    """What the particulars of party organisations say of their 隶属党委."""

    def branches_of(self, superiors: Sequence[int]) -> Iterable[int]:
        """The branches of these committees, as a subquery."""
        return PartyOrganization.objects.filter(superior_organization__in=superiors).values(
            "organization_id"
        )  # type: ignore[return-value]

    def superior_of(self, organization: Organization) -> Superior:
        """The 隶属党委 of one branch; empty where nobody entered it."""
        rows = PartyOrganization.objects.filter(organization=organization)
        party = rows.select_related("superior_organization").first()
        if party is None:
            return Superior()
        return Superior(party.superior_organization, party.superior)
