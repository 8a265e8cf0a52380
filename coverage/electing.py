"""Terms and committees of party organisations, as ``workflow.electing`` asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from coverage.actions.elections import begin_term, seat_members
from coverage.models import PartyOrganization
from coverage.terms import Duty
from hierarchy.actors import Actor
from hierarchy.models import Organization
from workflow.electing import Elected, Seated, Standing

_SEAT = ("name", "duty", "starts_on", "ends_on")


class PartyTerms:
    """What the particulars say, and how an election changes them."""

    def duties(self) -> Sequence[tuple[str, str]]:
        """The duties of a committee, each with its Chinese name."""
        return Duty.choices

    def standing(self, *, organization: Organization, on: dt.date) -> Standing:
        """The term and the committee of one body on a day. One query."""
        rows = list(
            PartyOrganization.objects.filter(organization=organization)
            .order_by("committee_members__pk")
            .values_list("term_from", "term_to", *(f"committee_members__{name}" for name in _SEAT))
        )
        if not rows:
            return Standing()
        seats: list[Seated] = []
        past: list[Seated] = []
        for *_, name, duty, since, until in rows:
            if name and (since is None or since <= on):
                is_over = until is not None and until <= on
                (past if is_over else seats).append(Seated(name, duty, since))
        return Standing(rows[0][0], rows[0][1], tuple(seats), tuple(past))

    def begin_term(
        self,
        *,
        organization: Organization,
        starts_on: dt.date,
        ends_on: dt.date,
        members: Sequence[Elected],
        reason: str,
        actor: Actor,
    ) -> None:
        """Write a new term and its committee, as ``coverage.actions.elections`` does."""
        begin_term(
            organization=organization,
            starts_on=starts_on,
            ends_on=ends_on,
            members=members,
            reason=reason,
            actor=actor,
        )

    def seat_members(
        self,
        *,
        organization: Organization,
        starts_on: dt.date,
        members: Sequence[Elected],
        reason: str,
        actor: Actor,
    ) -> None:
        """Add members to the committee, as ``coverage.actions.elections`` does."""
        seat_members(
            organization=organization,
            starts_on=starts_on,
            members=members,
            reason=reason,
            actor=actor,
        )
