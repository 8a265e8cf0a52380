"""How many hours a member has to study in a year, and whether it is done (R-25).

R-25 says 一般: what is missing is a reminder and no breach. Whoever is old or ill is asked for
nothing (不作硬性要求).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from people.models import Member, PeoplePolicy


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of one year: done, of how many asked; ``needed`` is ``None`` where none are asked."""

    done: Decimal
    needed: Decimal | None

    @property
    def are_done(self) -> bool:
        """Whether nothing is missing."""
        return self.needed is None or self.done >= self.needed

    @property
    def missing(self) -> Decimal:
        """Hours still missing, never below 0."""
        return Decimal(0) if self.are_done else (self.needed or Decimal(0)) - self.done


def needed_hours(member: Member, policy: PeoplePolicy) -> Decimal | None:
    """Hours that a member is asked for in a year: 56 of secretaries and committees, else 32.

    ``None`` for whoever is spared. The numbers are the city's (教管条例第二十条, R-25).
    """
    if member.is_spared:
        return None
    return policy.leader_hours if member.is_leader else policy.member_hours
