"""What the tests of people start from: the register switched on, the 隶属党委 named, members."""

from __future__ import annotations

import datetime as dt
from typing import Any

from coverage.models import PartyOrganization
from coverage.terms import Cover
from hierarchy.actors import Actor
from hierarchy.models import Organization
from people.models import Member, PeoplePolicy
from people.sealed import blind_index
from people.terms import Standing
from people.todos import PeopleTodos
from tests.world import City
from workflow.todos import Todo

ON = dt.date(2026, 3, 2)
ADMITTED = dt.date(2015, 6, 30)
# Made-up numbers of the right shape; the check digit of the first is right.
IDENTITY, PHONE, ADDRESS = "320508199001010010", "13800005678", "示例路1号"


def owed_in(part: str, actor: Actor) -> list[Todo]:
    """What one part of the room asks of a person."""
    return list(PeopleTodos(part).todos(actor))


def register_on(city: City, **numbers: Any) -> PeoplePolicy:
    """Switch the register on, with other numbers where the test asks for them."""
    content = {"register_on": True, "effective_from": dt.date(2020, 1, 1)} | numbers
    day = content.pop("effective_from")
    row, _ = PeoplePolicy.objects.update_or_create(
        tenant=city.tenant, effective_from=day, defaults=content
    )
    return row


def affiliate(branch: Organization, superior: Organization) -> PartyOrganization:
    """Name the 隶属党委 of a branch."""
    row, _ = PartyOrganization.objects.update_or_create(
        organization=branch,
        defaults={
            "tenant": branch.tenant,
            "formation": Cover.ALONE,
            "superior_organization": superior,
            "updated_on": ON,
        },
    )
    return row


def member(branch: Organization, name: str = "示例甲", **facts: Any) -> Member:
    """A regular member of a branch, with numbers that no page may show."""
    facts = {
        "standing": Standing.REGULAR,
        "identity": IDENTITY,
        "phone": PHONE,
        "address": ADDRESS,
        "admitted_on": ADMITTED,
        "regular_on": ADMITTED.replace(year=2016),
        "joined_on": ADMITTED,
        "presence_on": ADMITTED,
    } | facts
    indexes = {
        f"{name}_index": blind_index(str(facts[name]))
        for name in ("identity", "phone")
        if facts[name]
    }
    return Member.objects.create(
        tenant=branch.tenant, organization=branch, name=name, **facts, **indexes
    )
