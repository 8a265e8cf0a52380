"""Which committee a branch is affiliated to (隶属党委), told to other rooms.

It opens the register of the branch to that committee, so only a party committee in law is one: a
专委会 is a working body (第四条), a station or another branch approves nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Q

from coverage.models import PartyOrganization
from hierarchy.models import Organization
from hierarchy.rules import COMMITTEES_IN_LAW
from workflow.superiors import Superior


def committee_called(text: str, *, tenant_id: int, on: dt.date) -> Organization | None:
    """The party committee in law of the city with this full name or code; ``None`` for none.

    None, too, where several bear the name: an affiliation opens a register and is never guessed.
    """
    rows = Organization.objects.filter(tenant=tenant_id, kind__in=COMMITTEES_IN_LAW).open(on)
    wanted = text.strip()
    found = list(rows.filter(Q(name=wanted) | Q(code=wanted))[:2]) if wanted else []
    return found[0] if len(found) == 1 else None


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
